/** Each figure of the table comes from the right rows of a result, and the table reads the same as text, CSV and JSON. */
import { describe, expect, test } from 'vitest';
import { textWidth } from '../../reports/safe-text.js';
import { varyCsv, varyJson } from '../../reports/vary/vary-files.js';
import { tableOf, varyFormat } from '../../reports/vary/vary-table.js';
import { varyText } from '../../reports/vary/vary-text.js';
import type { RecoveryRow, Result, TableRow } from '../../sim/result.js';
import { outcomesOf, plainRun, runOf, usage, variation } from './variation.js';

function tableRow(provisioned: number | null, wastedShare: number | null): TableRow {
  return {
    ...{ table: 'orders', mode: 'static', partitionsAtStart: 1, partitionsAtEnd: 1 },
    ...{ consumedReadUnits: 0, consumedWriteUnits: 0, skew: null },
    ...{ provisionedReadUnits: provisioned, provisionedWriteUnits: provisioned, wastedShare },
  };
}

const rowOf = (result: Partial<Result>) => tableOf(variation([result])).rows[0];
/** As in a pipe. */
const textOf = (table: ReturnType<typeof tableOf>, columns = Number.POSITIVE_INFINITY) =>
  varyText(table, { columns, colour: false });

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
    expect(varyText(tableOf(variation([{}])), { columns: 80, colour: false })).toMatch(
      /^mode-0 +\S+ % +- +\S+ +\S+ +recovered|missed$/m,
    );
  });

  test('knows how the requests of all tenants ended, and the success of each tenant', () => {
    const [a, b] = [runOf(90, 3, { throttled: 6, serverErrors: 3, timedOut: 1 }), runOf(10, 3, { timedOut: 90 }, 'b')];
    const series = { ...a.series, tenants: [...a.series.tenants, ...b.series.tenants] };
    const row = rowOf({ outcomes: [...a.outcomes, ...b.outcomes], series });
    expect(row.outcomes).toEqual({ succeeded: 100, throttled: 6, serverErrors: 3, timedOut: 91 });
    expect(row.successShare).toBe(0.5);
    expect(row.tenants).toEqual([
      { tenant: 'storefront', successShare: 0.9 },
      { tenant: 'b', successShare: 0.1 },
    ]);
  });

  test('knows the worst that became of its faults, and how long that took', () => {
    const [fault] = plainRun.recovery;
    const recovery = (...states: readonly [RecoveryRow['state'], number | null][]) =>
      rowOf({ recovery: states.map(([state, afterS]) => ({ ...fault, state, atS: null, afterS })) }).recovery;
    expect(recovery()).toBe(null);
    expect(recovery(['undisturbed', 0], ['recovered', 4], ['recovered', 2])).toEqual({
      state: 'recovered',
      longestSeconds: 4,
    });
    expect(recovery(['notRecovered', null], ['recovered', 4])).toEqual({ state: 'notRecovered', longestSeconds: null });
  });

  test('takes its percentiles from the class with most successes where runs are alike', () => {
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
  const units = ['ms', 'ms', 'ms'];
  const wide = tableOf(variation([], { metrics, units, runs }));

  test('titles its columns as shortly as tells them and their tenants apart, with their units, and cuts none off', () => {
    const lines = textOf(wide).split('\n');
    expect(lines[3]).toMatch(/ storefront\.getItem\.p99\.9 ms +storefront\.getItem\.p99 ms +batch\.getItem\.p99 ms$/);
    expect(lines[4]).toMatch(/ 1\.50 +- +123k$/);
    expect(lines).toContain('batch.getItem.p99 is latency.batch.getItem.p99');
    const alone = runOf(1e6, 3);
    const [run] = variation([alone]).runs;
    const short = variation([], { metrics: [metrics[0]], units: ['ms'], runs: [{ ...run, metrics: [1.5] }] });
    expect(textOf(tableOf(short)).split('\n')[3]).toMatch(/ p99\.9 ms$/);
  });

  test.each([60, 80])('goes on below where %d columns are too few, with every figure beside its setting', (columns) => {
    const two = tableOf(
      variation([], {
        metrics,
        units,
        runs: [...wide.rows, ...wide.rows].map((_, at) => ({ ...runs[0], values: [`mode-${at}`] })),
      }),
    );
    const cellsOf = (line: string) => line.split(/ {2,}/);
    const all = textOf(two, columns).split('\n');
    expect(all.filter((line) => textWidth(line) > columns)).toEqual([]);
    const lines = all.slice(
      0,
      all.findIndex((line) => line.startsWith('Change from')),
    );
    const [heading, ...rows] = textOf(two).split('\n').slice(3, 6).map(cellsOf);
    const pieces = lines.flatMap((line, at) => (/^mode {3}/.test(line) ? [lines.slice(at, at + 3).map(cellsOf)] : []));
    expect(pieces.length).toBeGreaterThan(1);
    const beside = [0, 1, 2].map((row) => pieces.flatMap((piece) => piece[row].slice(1)));
    expect(beside).toEqual([heading, ...rows].map((cells) => cells.slice(1)));
    expect(pieces.map((piece) => piece.map(([name]) => name))).toEqual(pieces.map(() => ['mode', 'mode-0', 'mode-1']));
  });

  test('keeps the nines of shares apart', () => {
    const shares = [0.9999977, 0.9991899, 1];
    const runs = shares.map((share, at) => ({
      ...variation([runOf(1e6, 3)]).runs[0],
      values: [`${at}`],
      metrics: [share],
    }));
    const metric = { metrics: ['availability.tenant.a.monthly'], units: ['share'], runs };
    const lines = textOf(tableOf(variation([], metric)))
      .split('\n')
      .slice(4, 7);
    expect(lines.map((line) => line.trimEnd().split(/ {2,}/).at(-1))).toEqual(['99.99977 %', '99.919 %', '100 %']);
  });

  test('marks latencies of too few requests, and of survivors, and says what the marks mean', () => {
    const text = textOf(tableOf(variation([runOf(900, 3), runOf(9000, 5, { timedOut: 1000 }), runOf(10_000, 7)])));
    const p99s = text
      .split('\n')
      .slice(4, 7)
      .map((line) => line.split(/ {2,}/)[4]);
    expect(p99s).toEqual(['~3.00', '*5.00', '7.00']);
    expect(text).toContain('~ fewer than 10 requests were slower');
    expect(text).toContain('* fewer requests succeeded than elsewhere, and this is of those alone');
    expect(textOf(tableOf(variation([runOf(10_000, 7)])))).not.toMatch(/[~*]/);
  });

  test('says when each run had recovered, where faults are injected', () => {
    const [fault] = plainRun.recovery;
    const runs = [
      { recovery: [{ ...fault, state: 'recovered' as const, afterS: 4 }] },
      { recovery: [{ ...fault, state: 'notRecovered' as const, atS: null, afterS: null }] },
    ];
    const text = textOf(tableOf(variation(runs)));
    expect(text).toMatch(/^mode-0 .* 4 s after +missed$/m);
    expect(text).toMatch(/^mode-1 .* not +missed$/m);
    expect(textOf(tableOf(variation([{ recovery: [] }])))).not.toContain('recovered');
  });

  test('names a tenant that fares worse than the sum of all', () => {
    const [a, b] = [runOf(9000, 3), runOf(28, 3, { throttled: 72 }, 'b')];
    const series = { ...a.series, tenants: [...a.series.tenants, ...b.series.tenants] };
    const both = { latency: [...a.latency, ...b.latency], outcomes: [...a.outcomes, ...b.outcomes], series };
    expect(textOf(tableOf(variation([both])))).toContain('b down to 28 % success, with mode-0');
  });

  test('is CSV with full names and all digits, commas quoted, and nothing where nothing is known', () => {
    const runs = variation([{}]).runs.map((run) => ({ ...run, values: ['{ read: 1, write: "2" }'], metrics: [null] }));
    const [head, row, end] = varyCsv(tableOf(variation([], { metrics: ['run.events'], runs }))).split('\r\n');
    expect(head).toBe(
      'tables.orders.capacity.mode,successShare,throttledShare,p50Ms,p99Ms,wastedShare,recovery,promisesMet,run.events',
    );
    expect(row).toMatch(/^"\{ read: 1, write: ""2"" \}",[\d.]+,,[\d.]+,[\d.]+,,recovered,false,$/);
    expect(end).toBe('');
  });

  test('is CSV in which no text is a formula, and signed numbers are numbers', () => {
    const values = ['=1+1', '+A1', '-A1', '@SUM(A1)', ' =1', '\t=1', '-200ms', '-5', '+0.5', 'x=1'];
    const runs = values.map((value) => ({ values: [value], result: plainRun, metrics: [-1.5] }));
    const lines = varyCsv(tableOf(variation([], { paths: ['=x'], metrics: ['run.events'], runs }))).split('\r\n');
    expect(lines.slice(0, -1).map((line) => line.split(',')[0])).toEqual([
      ...["'=x", "'=1+1", "'+A1", "'-A1", "'@SUM(A1)", "' =1", `"'\t=1"`, "'-200ms", '-5', '+0.5', 'x=1'],
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
