/** The chart of `vary` cannot recommend whoever lost the most: success, refusals and doubts are in the picture and its title. */
import type { ChartDataset } from 'chart.js';
import { describe, expect, test } from 'vitest';
import { renderPlan } from '../../reports/charts/charts.js';
import { varyChart } from '../../reports/charts/vary-chart.js';
import { metricPanelsMax } from '../../reports/charts/vary-metrics.js';
import { tableOf, type Variation } from '../../reports/vary/vary-table.js';
import { outcomesOf, plainRun, runOf, usage, variation } from './variation.js';

const throttled = { outcomes: outcomesOf({ storefront: 300 }), usage: [usage('storefront', 0.2)] };
/** The first loses nine of ten, and is fast with the rest. */
const loser = runOf(10_000, 38, { serverErrors: 90_000 });
const keeper = runOf(100_000, 259);

const plan = (varied: Variation) => varyChart(tableOf(varied)).configuration;
const titleOf = (varied: Variation) => [plan(varied).options?.plugins?.title?.text].flat().join(' ');
const notesOf = (varied: Variation) => [plan(varied).options?.plugins?.subtitle?.text].flat().map(String);
const datasetOf = (varied: Variation, label: string) =>
  plan(varied).data.datasets.find((each) => each.label === label) as ChartDataset;
const scales = (varied: Variation) =>
  plan(varied).options?.scales as Record<
    string,
    { type?: string; title: { text: string }; ticks: { callback: (value: unknown, at: number) => unknown } }
  >;

describe('the chart', () => {
  test.each([
    ['ordinary runs', variation([{}, throttled])],
    ['one run', variation([{}])],
    ['a hundred runs', variation(Array.from({ length: 100 }, () => throttled))],
    ['no success', variation([{ latency: [] }])],
    ['several seeds', variation([{}, {}], { seed: null })],
    ['amounts', variation([{}, {}, {}], { amounts: [[1, 2, 400]] })],
  ])('of %s is drawn', (_, varied) => {
    const { name, png } = renderPlan(varyChart(tableOf(varied)));
    expect(name).toBe('vary.png');
    expect(png.readUInt32BE(16)).toBe(900);
  });

  test('shows how requests ended at each setting, and what was refused of attempts', () => {
    const half = runOf(50, 5, { throttled: 30, timedOut: 20 });
    const varied = variation([runOf(100, 5), { ...half, usage: [usage('storefront', 0.8)] }]);
    const shares = (label: string) => datasetOf(varied, label).data;
    expect(shares('succeeded')).toEqual([1, 0.5]);
    expect(shares('throttled')).toEqual([0, 0.3]);
    expect(shares('timed out')).toEqual([0, 0.2]);
    expect(shares('share of attempts throttled')).toEqual([null, expect.closeTo(0.8, 9)]);
    expect(datasetOf(varied, 'server errors'), 'there were none').toBeUndefined();
  });

  test('draws survivors hollow, and says so', () => {
    const varied = variation([loser, keeper]);
    expect(datasetOf(varied, 'p99').backgroundColor).toEqual(['white', '#0072b2']);
    expect(notesOf(varied).join()).toContain(
      'hollow: * fewer requests succeeded than elsewhere, and this is of those alone',
    );
    const alike = variation([runOf(99_950, 3), keeper]);
    expect(datasetOf(alike, 'p99').backgroundColor, 'by half of a thousandth').toEqual(['#0072b2', '#0072b2']);
    expect(notesOf(alike).join()).not.toContain('hollow');
  });

  test('draws percentiles of too few requests hollow: ten at least must be slower', () => {
    const varied = variation([runOf(999, 3), runOf(1000, 4)]);
    expect(datasetOf(varied, 'p99').backgroundColor).toEqual(['white', '#0072b2']);
    expect(notesOf(varied).join()).toContain('hollow: ~ fewer than 10 requests were slower');
  });

  test('joins amounts by lines at their distances, and lets what has no order stand as bars', () => {
    const kinds = (varied: Variation) => ['p99', 'p50'].map((label) => datasetOf(varied, label).type);
    expect(kinds(variation([{}, {}, {}]))).toEqual(['bar', 'bar']);
    const linear = variation([keeper, keeper, keeper], { amounts: [[20, 10, 12]] });
    expect(kinds(linear)).toEqual(['line', 'line']);
    const placesOf = (varied: Variation) => datasetOf(varied, 'p99').data.map((point) => (point as { x: number }).x);
    expect(placesOf(linear)).toEqual([10, 12, 20]);
    const [first, second, third] = placesOf(variation([{}, {}, {}], { amounts: [[1, 10, 1000]] }));
    expect((third - second) / (second - first), 'two decades over one').toBeCloseTo(2, 12);
    expect(kinds(variation([{}, {}], { amounts: [[5, 5]] })), 'no distance').toEqual(['bar', 'bar']);
    const mixed = { paths: ['a', 'b'], amounts: [[1, 2], null] };
    expect(kinds(variation([{}, {}], mixed)), 'a second setting without order').toEqual(['bar', 'bar']);
  });

  test('draws what was asked for: latencies in one panel, other metrics in one each, and names what finds no room', () => {
    const metrics = ['latency.storefront.getItem.p99.9', 'run.events', 'a.share', 'b.share', 'c.share'];
    const units = ['ms', 'count', 'share', 'share', 'share'];
    const runs = variation([{}, {}]).runs.map((run) => ({ ...run, metrics: [3, 7, 0.5, 0.5, 0.5] }));
    const varied = variation([], { metrics, units, runs });
    expect(datasetOf(varied, 'storefront getItem p99.9').data).toEqual([3, 3]);
    expect(Object.keys(scales(varied)).filter((axis) => axis.startsWith('metric'))).toHaveLength(metricPanelsMax);
    expect(notesOf(varied)).toContain('not drawn: c.share');
  });

  test('labels settings by what tells them apart, and mappings entry by entry', () => {
    const runs = variation([{}, {}]).runs.map((run, at) => ({
      ...run,
      values: [`{ retries: none, timeout: ${at}ms }`],
    }));
    const { x } = scales(variation([], { runs }));
    expect([0, 1].map((at) => x.ticks.callback(at, at))).toEqual([
      ['retries: none', 'timeout: 0ms'],
      ['retries: none', 'timeout: 1ms'],
    ]);
  });

  test('draws latencies on a scale from zero unless they are far apart', () => {
    const typeOf = (p99sMs: readonly number[]) =>
      scales(variation(p99sMs.map((p99Ms) => runOf(1e6, p99Ms)))).latency.type;
    expect(typeOf([3, 9])).toBe('linear');
    expect(typeOf([3, 90])).toBe('logarithmic');
  });

  test('has one colour a class and one dash a figure, along amounts', () => {
    const metrics = ['a.getItem.p50', 'a.getItem.p99.9', 'b.putItem.p50'].map((words) => `latency.${words}`);
    const runs = variation([{}, {}]).runs.map((run) => ({ ...run, metrics: [1, 3, 2] }));
    const { datasets } = plan(variation([], { metrics, units: ['ms', 'ms', 'ms'], runs, amounts: [[1, 2]] })).data;
    const styles = datasets.slice(0, 3).map((each) => [each.borderColor, 'borderDash' in each && each.borderDash]);
    expect(styles[0]).toEqual([styles[1][0], styles[2][1]]);
    expect(styles[0][0]).not.toBe(styles[2][0]);
    expect(styles[0][1]).not.toEqual(styles[1][1]);
  });
});

describe('its title', () => {
  test('says success first where the runs differ in it', () => {
    expect(titleOf(variation([loser, keeper]))).toBe(
      'Success from 10 % (mode-0) to 100 % (mode-1); p99 of what succeeded from 38 ms (mode-0) to 259 ms (mode-1)',
    );
  });

  test('says success last where they do not, with its nines', () => {
    expect(titleOf(variation([runOf(1e6, 3), runOf(1e6, 90)]))).toBe(
      'p99 from 3 ms (mode-0) to 90 ms (mode-1); all requests succeeded',
    );
    const nearly = runOf(999_990, 3.15, { timedOut: 10 });
    expect(titleOf(variation([nearly, { ...nearly, ...runOf(999_991, 3, { timedOut: 9 }) }]))).toBe(
      'p99 stays within 5 %, 3 ms to 3.15 ms; 99.999 % to 99.9991 % of requests succeeded',
    );
  });

  test('names settings as people say them: a mapping by its values, a number by what it is', () => {
    const named = (paths: readonly string[], values: readonly (readonly string[])[]) => {
      const [low, high] = variation([runOf(1e6, 3), runOf(1e6, 90)]).runs;
      const runs = [
        { ...low, values: values[0] },
        { ...high, values: values[1] },
      ];
      return titleOf(variation([], { paths, amounts: paths.map(() => null), runs }));
    };
    expect(named(['tables.t.capacity'], [['{mode: on-demand}'], ['{mode: static, read: 600, write: 200}']])).toBe(
      'p99 from 3 ms (on-demand) to 90 ms (static 600 200); all requests succeeded',
    );
    expect(named(['seed'], [['1'], ['2']])).toContain('3 ms (seed 1) to 90 ms (seed 2)');
    expect(
      named(
        ['a.workers', 'b.size'],
        [
          ['12', '1KB'],
          ['24', '2KB'],
        ],
      ),
    ).toContain('(workers 24, 2KB)');
  });

  test('says refusals, once where they are alike, and figures that are alike once', () => {
    const refused = { ...runOf(1e6, 3), usage: [usage('storefront', 0.2)] };
    expect(titleOf(variation([refused, refused]))).toBe('p99 stays at 3 ms; throttled 20 %; all requests succeeded');
    expect(titleOf(variation([refused, runOf(1e6, 3)]))).toContain('throttled 20 %');
  });

  test('names the tenant whose success the runs differ in', () => {
    const [a, b] = [runOf(1e6, 3, {}, 'a'), runOf(100, 3, {}, 'b')];
    const both = (other: typeof b) => ({
      ...{ latency: [...a.latency, ...other.latency], outcomes: [...a.outcomes, ...other.outcomes], objectives: [] },
      series: { ...a.series, tenants: [...a.series.tenants, ...b.series.tenants] },
    });
    const varied = variation([both(b), both(runOf(28, 3, { throttled: 72 }, 'b'))]);
    expect(titleOf(varied)).toMatch(/^Success of b from 28 % \(mode-1\) to 100 % \(mode-0\)/);
  });

  test('names the runs that did not recover', () => {
    const recovery = plainRun.recovery.map((row) => ({
      ...row,
      state: 'notRecovered' as const,
      atS: null,
      afterS: null,
    }));
    expect(titleOf(variation([keeper, { ...keeper, recovery }]))).toContain('; not recovered: mode-1');
  });
});
