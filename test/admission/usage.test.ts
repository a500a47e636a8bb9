/** Units are counted once for tenant, table and partition, and the difference of two counts is what came between. */

import { expect, test } from 'vitest';
import { unitKind, unitKinds } from '../../sim/admission/capacity-units.js';
import { reasons, Usage } from '../../sim/admission/usage.js';
import { throttle } from '../../sim/protocol/throttles.js';

const { read, write } = unitKind;
const sum = (column: Float64Array, kind: number) =>
  column.reduce((total, units, at) => (at % unitKinds === kind ? total + units : total), 0);

function counted(): Usage {
  const usage = new Usage(2, 2, 5, 3);
  usage.admitted(0, 0, 1, 2, read, 1.5, 0);
  usage.admitted(1, 1, 4, 0, write, 3, 3);
  usage.replicated(1, write, 3);
  usage.replicated(2, write, 3);
  usage.refused(1, 1, 4, write, throttle.writeKeyRange, 2);
  usage.refusedAtRouter(1, 0, read, throttle.readProvisioned, 4);
  return usage;
}

test('every view adds up to the same units, and a write is the work of three nodes', () => {
  const usage = counted();
  for (const view of [usage.tenantUnits, usage.tableUnits, usage.groupUnits]) {
    expect([sum(view, read), sum(view, write)]).toEqual([1.5, 3]);
  }
  expect([sum(usage.nodeUnits, read), sum(usage.nodeUnits, write)]).toEqual([1.5, 9]);
  expect([...usage.admittedAttempts]).toEqual([1, 1]);
});

test('burst units are those of the tenant and table that burst', () => {
  const usage = counted();
  expect([...usage.tenantBurstUnits]).toEqual([0, 0, 0, 3]);
  expect([...usage.tableBurstUnits]).toEqual([0, 0, 0, 3]);
});

test('refusals are kept by reason; those of a router blame no partition', () => {
  const usage = counted();
  expect(usage.refusedAttempts[reasons + throttle.writeKeyRange]).toBe(1);
  expect(usage.refusedUnits[reasons + throttle.readProvisioned]).toBe(4);
  expect([...usage.tableRefusedUnits]).toEqual([4, 0, 0, 2]);
  expect([...usage.groupRefusedUnits]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test('a snapshot stays as it was, and what came since is the difference', () => {
  const usage = counted();
  const warm = usage.snapshot();
  usage.admitted(0, 0, 1, 2, read, 10, 4);
  usage.refused(0, 0, 1, read, throttle.readKeyRange, 8);
  expect(warm).toEqual(counted());
  const since = usage.since(warm);
  const expected = new Usage(2, 2, 5, 3);
  expected.admitted(0, 0, 1, 2, read, 10, 4);
  expected.refused(0, 0, 1, read, throttle.readKeyRange, 8);
  expect(since).toEqual(expected);
});
