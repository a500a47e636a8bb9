/** Each figure of the table comes from the right rows of a result, and the table reads the same as text, CSV and JSON. */
import { describe, expect, test } from 'vitest';
import { renderPlan } from '../../reports/charts/charts.js';
import { varyChart } from '../../reports/charts/vary-chart.js';
import { tableOf, type Variation, varyCsv, varyFormat, varyJson, varyText } from '../../reports/vary-table.js';
import type { Result, TableRow, UsageRow } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

function usage(tenant: string, throttledShare: number): UsageRow {
  return {
    ...{ tenant, table: 'orders', consumedReadUnits: 0, consumedWriteUnits: 0, burstReadUnits: 0, burstWriteUnits: 0 },
    ...{ throttledAttempts: {}, throttledUnits: 0, throttledShare },
  };
}

function tableRow(provisioned: number | null, wastedShare: number | null): TableRow {
  return {
    ...{ table: 'orders', mode: 'static', partitionsAtStart: 1, partitionsAtEnd: 1 },
    ...{ consumedReadUnits: 0, consumedWriteUnits: 0, skew: null },
    ...{ provisionedReadUnits: provisioned, provisionedWriteUnits: provisioned, wastedShare },
  };
}

const plainRun: Result = { ...resultFixture({ tenants: ['storefront', 'batch'] }), usage: [], tables: [] };

function variation(results: readonly Partial<Result>[], more: Partial<Variation> = {}): Variation {
  const runs = results.map((result, index) => ({
    values: [`mode-${index}`],
    result: { ...plainRun, ...result },
    metrics: [],
  }));
  return { title: 'Modes', seed: 5, paths: ['tables.orders.capacity.mode'], metrics: [], runs, ...more };
}

const rowOf = (result: Partial<Result>) => tableOf(variation([result])).rows[0];
const outcomesOf = (attempts: Readonly<Record<string, number>>) =>
  Object.entries(attempts).map(([tenant, each]) => ({ ...plainRun.outcomes[0], tenant, attempts: each }));

describe('a row', () => {
  test('weighs the throttled share of each tenant by its attempts, and leaves out those without a capacity', () => {
    const outcomes = outcomesOf({ storefront: 300, batch: 100, other: 1e6 });
    const throttled = { outcomes, usage: [usage('storefront', 0.2), usage('batch', 0.6)] };
    expect(rowOf(throttled).throttledShare).toBeCloseTo((300 * 0.2 + 100 * 0.6) / 400, 12);
  });

  test('weighs the wasted share of each table by its provision', () => {
    const tables = [tableRow(10, 0.5), tableRow(30, 0.1), tableRow(null, null)];
    expect(rowOf({ tables }).wastedShare).toBeCloseTo(0.2, 12);
  });

  test('knows no share where no table has a capacity', () => {
    expect(rowOf({})).toMatchObject({ throttledShare: null, wastedShare: null });
    expect(varyText(tableOf(variation([{}])), { columns: 80, colour: false })).toMatch(/^mode-0 +- .* - +missed$/m);
  });

  test('takes its percentiles from the class with most successes over all runs', () => {
    const [few, many] = plainRun.latency.slice(0, 2);
    const results = [
      {
        latency: [
          { ...few, requests: 90 },
          { ...many, requests: 80, p50Ms: 1.5, p99Ms: 7 },
        ],
      },
      {
        latency: [
          { ...few, requests: 0 },
          { ...many, requests: 80, p50Ms: 2.5, p99Ms: 9 },
        ],
      },
    ];
    const table = tableOf(variation(results));
    expect(table.requests).toEqual({ tenant: many.tenant, operation: many.operation, consistency: many.consistency });
    expect(table.rows.map(({ p50Ms, p99Ms }) => [p50Ms, p99Ms])).toEqual([
      [1.5, 7],
      [2.5, 9],
    ]);
  });

  test('says what was expected, and what was broken', () => {
    const [met] = plainRun.expectations;
    expect(rowOf({ objectives: [], expectations: [] }).promisesMet).toBe(null);
    expect(rowOf({ objectives: [], expectations: [met] }).promisesMet).toBe(true);
    expect(rowOf({ expectations: [met] }).promisesMet, 'an objective is missed').toBe(false);
    expect(rowOf({ expectations: [met, { ...met, met: false }] }).promisesMet).toBe(false);
    const checks = [
      { property: 'durability', verdict: 'violated' as const, examined: 3, violations: 2, witness: 'write 7' },
    ];
    const text = varyText(tableOf(variation([{}, { checks }])), { columns: 80, colour: false });
    expect(text).toContain('Violated with mode-1: durability');
  });
});

describe('the table', () => {
  const metrics = ['latency.storefront.getItem.p99.9', 'latency.storefront.getItem.p99', 'latency.batch.getItem.p99'];
  const runs = variation([{}]).runs.map((run) => ({ ...run, metrics: [1.5, null, 123_456] }));
  const wide = tableOf(variation([], { metrics, runs }));

  test('titles its columns as shortly as tells them apart, and cuts none off', () => {
    const lines = varyText(wide, { columns: 80, colour: false }).split('\n');
    expect(lines[3]).toMatch(/ p99\.9 +storefront\.getItem\.p99 +batch\.getItem\.p99$/);
    expect(lines[4]).toMatch(/ 1\.50 +- +123k$/);
    expect(lines).toContain('p99.9 is latency.storefront.getItem.p99.9');
  });

  test('is CSV with full names and all digits, commas quoted, and nothing where nothing is known', () => {
    const runs = variation([{}]).runs.map((run) => ({ ...run, values: ['{ read: 1, write: "2" }'], metrics: [null] }));
    const [head, row, end] = varyCsv(tableOf(variation([], { metrics: ['run.events'], runs }))).split('\r\n');
    expect(head).toBe('tables.orders.capacity.mode,throttledShare,p50Ms,p99Ms,wastedShare,promisesMet,run.events');
    expect(row).toMatch(/^"\{ read: 1, write: ""2"" \}",,[\d.]+,[\d.]+,,false,$/);
    expect(end).toBe('');
  });

  test('is CSV in which no text is a formula, and signed numbers are numbers', () => {
    const values = ['=1+1', '+A1', '-A1', '@SUM(A1)', ' =1', '\t=1', '-200ms', '-5', '+0.5', 'x=1'];
    const runs = values.map((value) => ({ values: [value], result: plainRun, metrics: [-1.5] }));
    const lines = varyCsv(tableOf(variation([], { paths: ['=x'], metrics: ['run.events'], runs }))).split('\r\n');
    expect(lines.slice(0, -1).map((line) => line.split(',')[0])).toEqual([
      ...["'=x", "'=1+1", "'+A1", "'-A1", "'@SUM(A1)", "' =1", "'\t=1", "'-200ms", '-5', '+0.5', 'x=1'],
    ]);
    expect(lines[1]).toMatch(/,-1\.5$/);
  });

  test('is JSON that begins with its format', () => {
    expect(varyJson(wide).startsWith(`{\n  "format": "${varyFormat}`)).toBe(true);
    expect(JSON.parse(varyJson(wide))).toEqual(wide);
  });

  test('shows no control character of a scenario', () => {
    const title = 'A\u001b[2J\nB';
    const named = variation([{}], { title, paths: ['tables.\u001b[2J.capacity'] });
    expect(varyText(tableOf(named), { columns: 80, colour: false })).not.toContain('\u001b');
  });
});

describe('the chart', () => {
  const throttled = { outcomes: outcomesOf({ storefront: 300 }), usage: [usage('storefront', 0.2)] };

  test.each([
    ['ordinary runs', variation([{}, throttled])],
    ['one run', variation([{}])],
    ['a hundred runs', variation(Array.from({ length: 100 }, () => throttled))],
    ['no success', variation([{ latency: [] }])],
    ['several seeds', variation([{}, {}], { seed: null })],
  ])('of %s is drawn', (_, varied) => {
    const { name, png } = renderPlan(varyChart(tableOf(varied)));
    expect(name).toBe('vary.png');
    expect(png.readUInt32BE(16)).toBe(900);
  });

  test('has bars only where something was throttled', () => {
    const kinds = (varied: Variation) =>
      varyChart(tableOf(varied)).configuration.data.datasets.map((dataset) => 'type' in dataset && dataset.type);
    expect(kinds(variation([{}, throttled]))).toEqual(['line', 'line', 'bar']);
    expect(kinds(variation([{}, { usage: [usage('storefront', 0)] }]))).toEqual(['line', 'line']);
  });

  test('states as its title how far the p99 went, and that it stayed', () => {
    const titleOf = (p99sMs: readonly number[]) => {
      const [row] = plainRun.latency;
      const varied = variation(p99sMs.map((p99Ms) => ({ latency: [{ ...row, p99Ms }] })));
      return String(varyChart(tableOf(varied)).configuration.options?.plugins?.title?.text);
    };
    expect(titleOf([3, 90])).toBe('p99 from 3 ms (mode-0) to 90 ms (mode-1)');
    expect(titleOf([3, 3.15])).toBe('p99 stays within 5 %, 3 ms to 3.15 ms');
  });

  test('draws the latencies that were asked for, one colour a class and one dash a figure', () => {
    const metrics = ['a.getItem.p50', 'a.getItem.p99.9', 'b.putItem.p50'].map((words) => `latency.${words}`);
    const runs = [1, 1.05].map((factor, at) => ({
      values: [`mode-${at}`],
      result: plainRun,
      metrics: [factor, 3, 2, 100 * at],
    }));
    const table = tableOf(variation([], { metrics: [...metrics, 'run.events'], runs }));
    const { datasets } = varyChart(table).configuration.data;
    expect(datasets.map(({ label, data }) => [label, data])).toEqual([
      ['a getItem p50', [1, 1.05]],
      ['a getItem p99.9', [3, 3]],
      ['b putItem p50', [2, 2]],
    ]);
    const styles = datasets.map((each) => [each.borderColor, 'borderDash' in each && each.borderDash]);
    expect(styles[0]).toEqual([styles[1][0], styles[2][1]]);
    expect(styles[0][0]).not.toBe(styles[2][0]);
    expect(styles[0][1]).not.toEqual(styles[1][1]);
    const title = String(varyChart(table).configuration.options?.plugins?.title?.text);
    expect(title).toBe('a getItem p50 stays within 5 %, 1 ms to 1.05 ms, the others within less');
  });
});
