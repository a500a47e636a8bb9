/** A history of operations holds what clients saw, may be left on, and stays sound when it is full. */
import { expect, test } from 'vitest';
import { OperationHistory } from '../../sim/measurement/operation-history.js';
import { isWrite } from '../../sim/protocol/operations.js';
import { run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

/** A few items, so that reads see many versions; the leader's crash leaves outcomes in doubt. */
const contended = () =>
  smallRegion({
    duration: '8s',
    tables: { t: { partitions: 1, items: { count: 5, size: '1KB' } } },
    tenants: { a: tenantText({ reads: 'strong', client: { retries: 'none', timeout: '300ms' } }) },
    faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }],
  });

function observed(rowsMax?: number) {
  const history = new OperationHistory(rowsMax);
  return { result: run(contended(), { observers: [history] }), rows: history.rows };
}

test('a run is the same, digest included, with it on', () => {
  expect(JSON.stringify(observed().result)).toBe(JSON.stringify(run(contended())));
});

test('every operation is in it once, with its outcome', () => {
  const { result, rows } = observed();
  const total = (column: 'issued' | 'succeeded') => result.outcomes.reduce((sum, row) => sum + row[column], 0);
  expect(rows.length).toBe(total('issued'));
  expect(rows.filter(({ outcome }) => outcome === 'ok').length).toBe(total('succeeded'));
  const inDoubt = rows.filter(({ outcome }) => outcome === 'unknown');
  expect(inDoubt.length).toBeGreaterThan(10);
  for (const { completedAtNs } of inDoubt) expect(completedAtNs).toBeNull();
  expect(inDoubt.filter(({ invokedAtNs }) => invokedAtNs < 7e9).every(({ operation }) => isWrite(operation))).toBe(
    true,
  );
});

test('a process does one thing at a time', () => {
  const freeFromNs = new Map<number, number>();
  for (const { process, invokedAtNs, completedAtNs } of observed().rows) {
    expect(invokedAtNs).toBeGreaterThanOrEqual(freeFromNs.get(process) ?? 0);
    freeFromNs.set(process, completedAtNs ?? invokedAtNs);
  }
  expect(freeFromNs.size).toBeGreaterThan(1);
});

test('a read saw a write that had begun, and none older than the newest that had ended before it began', () => {
  const { rows } = observed();
  const writes = rows.filter(({ operation }) => isWrite(operation));
  const begun = new Map(writes.map(({ value, item, invokedAtNs }) => [value, { item, invokedAtNs }]));
  const reads = rows.filter(({ operation, outcome }) => !isWrite(operation) && outcome === 'ok');
  expect(reads.length).toBeGreaterThan(300);
  for (const { value, item, completedAtNs, invokedAtNs } of reads) {
    const ended = writes.filter(
      (write) => write.item === item && write.completedAtNs !== null && write.completedAtNs < invokedAtNs,
    );
    if (value === 0) {
      expect(ended).toEqual([]);
      continue;
    }
    const seen = begun.get(value)!;
    expect(seen.item).toBe(item);
    expect(seen.invokedAtNs).toBeLessThan(completedAtNs!);
    // Not overwritten before it began: no write lay wholly between the end of the one seen and the read.
    const seenEndNs = writes.find((write) => write.value === value)!.completedAtNs ?? Number.POSITIVE_INFINITY;
    expect(ended.filter((write) => write.invokedAtNs > seenEndNs)).toEqual([]);
  }
});

test('beginnings and ends have one order, which times agree with', () => {
  const moments = observed().rows.flatMap(({ invokedAtNs, invokedOrder, completedAtNs, completedOrder }) => [
    { order: invokedOrder, atNs: invokedAtNs },
    ...(completedOrder === null ? [] : [{ order: completedOrder, atNs: completedAtNs! }]),
  ]);
  moments.sort((a, b) => a.order - b.order);
  expect(moments.map(({ order }) => order)).toEqual(moments.map((_, at) => at));
  for (const [at, { atNs }] of moments.entries()) expect(atNs).toBeGreaterThanOrEqual(moments[at - 1]?.atNs ?? 0);
});

test('when it is full it is closed, and knows no end that came later', () => {
  const { rows } = observed(200);
  expect(rows.length).toBe(200);
  const all = observed().rows;
  const closedAtNs = all[200].invokedAtNs;
  const expected = all.slice(0, 200).map((row) => {
    const isLater = row.completedAtNs === null || row.completedAtNs > closedAtNs;
    if (!isLater) return row;
    const value = isWrite(row.operation) ? row.value : null;
    return { ...row, completedAtNs: null, completedOrder: null, outcome: 'unknown', value };
  });
  expect(rows).toEqual(expected);
});
