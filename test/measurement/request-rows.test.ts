/** Rows of requests hold each that ended, and when they are full a fair and repeatable sample. */
import { expect, test } from 'vitest';
import { RequestRows, requestColumn } from '../../sim/measurement/request-rows.js';
import { run } from '../../sim/run.js';
import { smallRegion } from '../small-region.js';

const scenario = () =>
  smallRegion({ duration: '20s', faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }] });

function recorded(rowsMax?: number) {
  const rows = new RequestRows(rowsMax);
  const result = run(scenario(), { observers: [rows] });
  const columns = Object.values(requestColumn);
  const list = Array.from({ length: rows.count }, (_, row) => columns.map((column) => rows.value(row, column)));
  return { rows, result, list };
}

const all = recorded();

test('a run is the same, digest included, with them on', () => {
  expect(JSON.stringify(all.result)).toBe(JSON.stringify(run(scenario())));
});

test('each request that ended is a row', () => {
  const { rows, result } = all;
  const total = (column: 'succeeded' | 'throttled' | 'serverErrors' | 'timedOut') =>
    result.outcomes.reduce((sum, row) => sum + row[column], 0);
  const failed = total('throttled') + total('serverErrors') + total('timedOut');
  expect(failed).toBeGreaterThan(10);
  expect([rows.count, rows.requests, rows.oneIn]).toEqual([total('succeeded') + failed, rows.count, 1]);
  const succeeded = all.list.filter((row) => row[requestColumn.outcome] === 0);
  expect(succeeded.length).toBe(total('succeeded'));
  for (const row of succeeded) expect(row[requestColumn.router]).toBeGreaterThanOrEqual(0);
  for (const row of all.list)
    expect(row[requestColumn.endedAtNs]).toBeGreaterThanOrEqual(row[requestColumn.startedAtNs]);
});

test.each([1, 7, 100, 3000])('of more than %i a sample is kept, of the very same rows', (rowsMax) => {
  const { rows, list } = recorded(rowsMax);
  expect(rows.count).toBeLessThanOrEqual(rowsMax);
  expect(rows.requests).toBe(all.rows.requests);
  for (const row of list) expect(row).toEqual(all.list[row[requestColumn.number]]);
  const numbers = list.map((row) => row[requestColumn.number]);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
});

/** Of n requests each kept with chance p, their number is within 4 standard deviations of n p but once in 16,000 times. */
test('each part of the run has its share of the sample', () => {
  const { rows, list } = recorded(2000);
  const parts = 4;
  const share = 1 / rows.oneIn;
  const size = rows.requests / parts;
  expect(rows.oneIn).toBeGreaterThan(1);
  for (let part = 0; part < parts; part++) {
    const kept = list.filter((row) => Math.floor(row[requestColumn.number] / size) === part).length;
    expect(Math.abs(kept - size * share)).toBeLessThan(4 * Math.sqrt(size * share * (1 - share)) + 1);
  }
});
