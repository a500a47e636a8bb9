/** Charts over time show what a reader would otherwise look for in vain: silence, few failures, too few requests, and acts. */
import { describe, expect, test } from 'vitest';
import { type ChartPlan, countAxis } from '../../reports/charts/chart-frame.js';
import { latencyOverTime } from '../../reports/charts/latency-over-time.js';
import { outcomesOverTime } from '../../reports/charts/outcomes-over-time.js';
import { silencesOf } from '../../reports/charts/silences.js';
import { unitsOverTime } from '../../reports/charts/units-over-time.js';
import type { ElectionRow, Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

interface Scale {
  readonly ticks: { readonly callback: (value: number, at: number) => string };
  readonly title?: { readonly text: string };
  readonly max: number;
  readonly afterBuildTicks: (scale: { max: number; ticks: { value: number }[] }) => void;
}
const scalesOf = ({ configuration }: ChartPlan) => configuration.options?.scales as unknown as Record<string, Scale>;
const ticksOf = (scale: Scale) => {
  const built = { max: scale.max, ticks: [] as { value: number }[] };
  scale.afterBuildTicks(built);
  return built.ticks.map(({ value }) => value);
};
const labelsOf = ({ configuration }: ChartPlan) => configuration.data.datasets.map(({ label }) => label);
const notesOf = ({ configuration }: ChartPlan) => [configuration.options?.plugins?.subtitle?.text].flat().join('\n');

function withTenant(result: Result, change: (tenant: TenantSeries) => Partial<TenantSeries>): Result {
  const tenants = result.series.tenants.map((tenant) => ({ ...tenant, ...change(tenant) }));
  return { ...result, series: { ...result.series, tenants } };
}

const changed = (cause: ElectionRow['cause'], servingS: number): ElectionRow => ({
  ...{ partition: 'orders/1', term: 2, cause, from: 'a', to: 'b', suspectedS: servingS, electedS: servingS, servingS },
});

describe('the time axis', () => {
  const ticks = (durationS: number) =>
    ticksOf(scalesOf(outcomesOverTime(resultFixture({ durationS, seriesWindowS: durationS / 10 }))).x);

  test('has round numbers only, up to the last one within the run', () => {
    expect(ticks(40)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(ticks(1400), '23.3 minutes').toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
    expect(ticks(86_400), 'a day').toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
    expect(ticks(0.3)).toHaveLength(7);
  });
});

describe('an axis of counts', () => {
  test.each([
    [4121, 3, ['0', '2000', '4000']],
    [4750, 3, ['0', '2000', '4000']],
    [68, 3, ['0', '20', '40', '60']],
    [1.1, 3, ['0', '0.5', '1']],
    [105_000, 8, ['0', '20k', '40k', '60k', '80k', '100k']],
    [0, 3, ['0', '0.5', '1']],
  ])('up to %f has numbers to read it by, in one unit', (most, ticksMax, labels) => {
    const axis = countAxis([null, 0, most], 'requests', ticksMax) as unknown as Scale;
    expect(ticksOf(axis).map((tick, at) => axis.ticks.callback(tick, at))).toEqual(labels);
  });

  test('of things that are whole has no halves, and always one number besides zero', () => {
    expect(ticksOf(countAxis([1, 2], 'partitions', 3, 1) as unknown as Scale)).toEqual([0, 1, 2]);
    for (let most = 0.013; most < 1e12; most *= 1.37) {
      const ticks = ticksOf(countAxis([most], 'requests', 3) as unknown as Scale);
      expect(ticks.length, String(most)).toBeGreaterThan(1);
      expect(ticks.length, String(most)).toBeLessThan(5);
      // 90 pixels high: the highest number keeps the height of a line from the panel above.
      const { max } = countAxis([most], 'requests', 3);
      expect(90 * (1 - ticks[ticks.length - 1] / max), String(most)).toBeGreaterThan(12);
    }
  });
});

describe('panels', () => {
  interface Fitted {
    width: number;
    readonly [more: string]: unknown;
  }
  const scaleOf = (axis: object, label: string, width: number, scales: readonly Fitted[] = []): Fitted => {
    const ctx = { font: '', measureText: (text: string) => ({ width: 7 * text.length }) };
    const others = Object.fromEntries(scales.map((each, at) => [at, each]));
    const scale = { ctx, width, ticks: [{ label }], chart: { scales: others }, options: axis, axis: 'y', id: label };
    (axis as { afterFit: (scale: Fitted) => void }).afterFit(scale);
    return scale;
  };

  test('have room for their numbers and their title, and all as much as the widest', () => {
    const { all, failures } = scalesOf(outcomesOverTime(resultFixture()));
    const wide = scaleOf(all, '99.99995 %', 75);
    // Ten characters of 7 pixels, a tick, and the height of a line for the title that stands upright.
    expect(wide.width).toBeGreaterThanOrEqual(70 + 8 + 20);
    expect(scaleOf(failures, '2', 40, [wide]).width).toBe(wide.width);
  });
});

describe('titles', () => {
  const titleOf = ({ configuration }: ChartPlan) => [configuration.options?.plugins?.title?.text].flat().map(String);

  test('break into lines of about the same length, and lose nothing by it', () => {
    const lines = titleOf(latencyOverTime(resultFixture()));
    expect(lines).toHaveLength(2);
    expect(lines.join(' ')).toMatch(/^p99 rose .* dark, then recovered$/);
    const [first, second] = lines.map((line) => line.length);
    expect(Math.abs(first - second)).toBeLessThan(15);
  });

  test('of a run that broke a property stand above a word of it', () => {
    const check = { property: 'durability', verdict: 'violated' as const, examined: 999, violations: 97, witness: '' };
    for (const chart of [latencyOverTime, outcomesOverTime])
      expect(notesOf(chart({ ...resultFixture(), checks: [check] }))).toContain('violated: durability (97)');
    expect(notesOf(latencyOverTime(resultFixture()))).not.toContain('violated');
  });
});

describe('faults', () => {
  const faultsAt = (starts: readonly number[]) =>
    starts.map((fromS, at) => ({
      ...{
        kind: 'host-crash',
        target: `us-east-1/az-${at}/admission-1`,
        hosts: [],
        hostsHit: 1,
        condition: 'was down',
      },
      ...{ fromS, toS: fromS + 8 },
    }));

  test('are named, five in a row of time too', () => {
    expect(notesOf(outcomesOverTime(resultFixture({ faults: faultsAt([12, 24, 36, 48, 84]) })))).not.toContain(
      'not named',
    );
    expect(
      notesOf(outcomesOverTime(resultFixture({ faults: faultsAt(Array.from({ length: 20 }, (_, at) => at)) }))),
    ).toContain('faults not named');
  });
});

describe('units', () => {
  test('of two equal provisions both are seen', () => {
    const { datasets } = unitsOverTime(withUsage(resultFixture())).configuration.data;
    const dashes = datasets.filter(({ label }) => label?.endsWith('provisioned')) as unknown as readonly {
      borderDash: readonly [number, number];
      borderDashOffset: number;
    }[];
    const [reads, writes] = dashes;
    // Strokes of the one lie in the gaps of the other.
    expect(reads.borderDash).toEqual(writes.borderDash);
    expect(writes.borderDashOffset - reads.borderDashOffset).toBe(reads.borderDash[0]);
    expect(reads.borderDash[1]).toBeGreaterThanOrEqual(reads.borderDash[0]);
  });
});

describe('latency over time', () => {
  test('draws the slowest request once where windows are too small for the percentiles that would equal it', () => {
    const labels = (requests: number) =>
      labelsOf(
        latencyOverTime(withTenant(resultFixture(), ({ succeeded }) => ({ succeeded: succeeded.map(() => requests) }))),
      );
    expect(labels(1000)).toEqual(['p99.9', 'p99', 'p50']);
    expect(labels(999)).toEqual(['max', 'p99', 'p50']);
    expect(labels(99)).toEqual(['max', 'p50']);
  });

  test('dots what has fewer than ten slower requests in a window, and says so', () => {
    const dots = (requests: number) =>
      notesOf(latencyOverTime(withTenant(resultFixture(), () => ({ succeeded: Array(120).fill(requests) }))));
    expect(dots(10_000)).not.toContain('dotted');
    expect(dots(9_999)).toContain('dotted p99.9: fewer than 10 requests were slower in a window');
    expect(dots(999)).toContain('dotted p99: ');
  });

  test('knows when nothing succeeded of what was sent', () => {
    const result = withTenant(resultFixture({ durationS: 20 }), ({ issued, succeeded }) => ({
      issued: issued.map((each, window) => (window === 3 ? 0 : each)),
      succeeded: succeeded.map((each, window) => ([3, 8, 9, 10, 19].includes(window) ? 0 : each)),
    }));
    expect(silencesOf(result, result.series.tenants[0])).toEqual([
      { fromS: 8, toS: 11 },
      { fromS: 19, toS: 20 },
    ]);
  });

  test('has a panel of the tenant with the finding, and says how many tenants have none', () => {
    const tenants = ['a', 'b', 'c', 'd', 'e'];
    const result = resultFixture({ tenants });
    const [objective] = result.objectives;
    const missed = { ...result, objectives: [{ ...objective, tenant: 'e', met: false }] };
    const panels = Object.entries(scalesOf(latencyOverTime(missed))).filter(([id]) => /^y\d$/.test(id));
    expect(panels.map(([, { title }]) => title?.text)).toEqual(['a (ms)', 'b (ms)', 'e (ms)']);
    expect(notesOf(latencyOverTime(missed))).toContain('(2 less busy tenants not drawn)');
  });
});

describe('outcomes', () => {
  test('show failures once more on a scale of their own, where there are any', () => {
    expect(scalesOf(outcomesOverTime(resultFixture())).failures).toBeDefined();
    const none = { throttled: Array(120).fill(0), serverErrors: Array(120).fill(0), timedOut: Array(120).fill(0) };
    expect(scalesOf(outcomesOverTime(withTenant(resultFixture(), () => none))).failures).toBeUndefined();
  });
});

describe('acts', () => {
  const list: Result['controlPlane']['list'] = [
    { atS: 20, what: 'move begun', partition: 'orders/1', because: '' },
    { atS: 30, what: 'replica moved', partition: 'orders/1', because: '' },
    { atS: 40, what: 'split for size', partition: 'orders/1', because: '' },
    { atS: 50, what: 'allocation raised', partition: 'orders/1', because: '' },
    { atS: 60, what: 'read provision raised to 500', partition: 'orders', because: '' },
  ];
  const plain = withUsage(resultFixture({ faults: [] }));
  const result: Result = {
    ...plain,
    elections: {
      ...plain.elections,
      elections: 1,
      handovers: 1,
      list: [changed('suspicion', 41), changed('handover', 42)],
    },
    controlPlane: {
      ...plain.controlPlane,
      ...{
        splitsForConsumption: 0,
        splitsForSize: 700,
        replicasMoved: 1,
        allocationsRaised: 1,
        provisionsRaised: 1,
        list,
      },
    },
  };
  const lanesOf = (plan: ChartPlan) => {
    const { acts } = scalesOf(plan);
    return acts === undefined ? [] : ticksOf(acts).map((value, at) => acts.ticks.callback(value, at));
  };

  test.each([
    ['latency', latencyOverTime],
    ['outcomes', outcomesOverTime],
    ['units', unitsOverTime],
  ])('have a lane for each kind below %s, and say how many the result does not list', (_, chart) => {
    expect(lanesOf(chart(result))).toEqual([
      '1 election',
      '1 hand-over',
      '700 splits, 1 in 700',
      '1 move',
      '1 raise',
      '1 scaling',
    ]);
    expect(lanesOf(chart({ ...plain, controlPlane: { ...plain.controlPlane, list: [] } }))).toEqual([]);
  });
});
