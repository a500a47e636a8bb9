/** What each capacity mode lets through at the storage nodes. */

import { describe, expect, it, test } from 'vitest';
import { unitKind, unitKinds } from '../../sim/admission/capacity-units.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { SmallAdmission } from './small-admission.js';

const { none, readKeyRange, writeKeyRange } = throttle;

describe('static shares', () => {
  it('refuse what is beyond the share, though the rest of the table is quiet', () => {
    const small = new SmallAdmission({ mode: 'static', partitions: 4, readUnitsPerSecond: 400 });
    expect(small.admittedReads(150)).toBe(100);
    expect(small.read(1)).toBe(readKeyRange);
    expect(small.at(0.5).admittedReads(150)).toBe(50);
    expect(small.admission.throttledUnits(0, unitKind.read)).toBe(151 - 100 + 100);
  });

  it('forget what a quiet partition did not use', () => {
    const small = new SmallAdmission({ mode: 'static' });
    expect(small.at(300).admittedReads(500)).toBe(100);
  });

  it('ask no node', () => {
    const small = new SmallAdmission({ mode: 'static', parameters: { nodeReadUnits: 10 } });
    expect(small.admittedReads(100)).toBe(100);
  });

  it('let a large request through once its units are saved', () => {
    const small = new SmallAdmission({ mode: 'static', writeUnitsPerSecond: 10 });
    expect(small.write(30)).toBe(writeKeyRange);
    expect(small.at(1.9).write(30)).toBe(writeKeyRange);
    expect(small.at(2).write(30)).toBe(none);
    expect(small.write(1)).toBe(writeKeyRange);
    expect(small.at(1000).write(1001)).toBe(writeKeyRange);
  });
});

describe('bursting', () => {
  it('carries 200 units/s on 150 for 900 s after 300 s of rest, as the documentation works out', () => {
    const small = new SmallAdmission({ mode: 'bursting', readUnitsPerSecond: 150 });
    let refusedUntilS = Number.POSITIVE_INFINITY;
    for (let tenthS = 0; tenthS < 9200; tenthS++) {
      if (small.at(300 + tenthS / 10).read(20) !== none) refusedUntilS = Math.min(refusedUntilS, tenthS / 10);
    }
    expect(refusedUntilS).toBeGreaterThan(890);
    expect(refusedUntilS).toBeLessThan(910);
    // All but the first units beyond the allocation are a burst: 50 of 200 units/s.
    expect(small.usage.tenantBurstUnits[unitKind.read]).toBeGreaterThan(44_000);
    expect(small.usage.tenantBurstUnits[unitKind.read]).toBeLessThanOrEqual(45_000);
  });

  it('stops where the node has nothing left, but what is within the allocation passes', () => {
    const small = new SmallAdmission({
      mode: 'bursting',
      partitions: 2,
      readUnitsPerSecond: 200,
      parameters: { nodeReadUnits: 150 },
    });
    expect(small.at(300).admittedReads(1000, 0)).toBe(150);
    expect(small.admittedReads(1000, 1)).toBe(100);
  });

  it('of writes stops where a peer node has nothing left, as leaders knew it at the last poll', () => {
    const small = new SmallAdmission({ mode: 'bursting', nodes: 5, parameters: { nodeWriteUnits: 500 } });
    const other = small.place(3, 1, 4);
    small.admission.open(other, 0, 100, 100);
    // Node 1 works for both; the first poll sees that 400 of its 500 are left, and 300 of these are used.
    expect(small.at(300).write(100)).toBe(none);
    expect(small.write(450, other)).toBe(writeKeyRange);
    expect(small.write(300, other)).toBe(none);
    expect(small.write(150)).toBe(writeKeyRange);
    // It has 350 by now, which the next poll will tell.
    expect(small.at(300.5).write(150)).toBe(writeKeyRange);
    expect(small.at(301).write(150)).toBe(none);
  });
});

describe('caps alone', () => {
  it.each(['global', 'on-demand'] as const)('are what %s keeps at a partition, whatever the provision', (mode) => {
    const small = new SmallAdmission({ mode, partitions: 2, readUnitsPerSecond: 1 });
    expect(small.admittedReads(4000)).toBe(3000);
    expect(small.read(1)).toBe(readKeyRange);
    expect(small.allocations()).toEqual([3000, 3000]);
  });
});

test('a table without a capacity is counted and never refused', () => {
  const small = new SmallAdmission({ mode: null });
  expect(small.admittedReads(5000)).toBe(5000);
  expect(small.usage.groupUnits[unitKind.read]).toBe(5000);
});

test('a write is the work of three nodes, a read of one', () => {
  const small = new SmallAdmission({ mode: 'static' });
  small.write(5);
  small.read(3);
  expect([...small.usage.nodeUnits]).toEqual([3, 5, 0, 5, 0, 5]);
});

test('an observed partition shows all that is asked of it', () => {
  const small = new SmallAdmission({ mode: 'static', partitions: 2 });
  const seen: number[] = [];
  small.admission.observe = (call, units) => seen.push(call.group, units);
  small.admission.isObserved[1] = 1;
  small.read(1, 0);
  small.read(7, 1);
  small.read(70, 1);
  expect(seen).toEqual([1, 7, 1, 70]);
});

describe('allocations', () => {
  it('are halved by a split, with the tokens, and sum to the same', () => {
    const small = new SmallAdmission({ mode: 'bursting', partitions: 2, readUnitsPerSecond: 400 });
    small.at(100).read(80);
    small.admission.split(0, small.place(0, 1, 2));
    expect(small.allocations()).toEqual([100, 200, 100]);
    // 120 left of the allocated 200, and 100 s of burst: 20,000.
    expect(small.admittedReads(3000, 2)).toBe(3000);
    expect(small.usage.tenantBurstUnits[unitKind.read]).toBe(3000 - 60);
  });

  it('are whole caps after a split where only caps are kept', () => {
    const small = new SmallAdmission({ mode: 'global', readUnitsPerSecond: 400 });
    small.admission.split(0, small.place(0, 1, 2));
    expect(small.allocations()).toEqual([3000, 3000]);
  });

  it('stay between share and cap, and what a cap withheld comes back when shares shrink below it', () => {
    const small = new SmallAdmission({ mode: 'static', readUnitsPerSecond: 8000 });
    expect(small.allocations()).toEqual([3000]);
    small.admission.split(0, small.place(0, 1, 2));
    expect(small.allocations()).toEqual([3000, 3000]);
    small.admission.split(0, small.place(0, 1, 2));
    expect(small.allocations()).toEqual([2000, 3000, 2000]);
    small.admission.setAllocation(0, unitKind.read, 1e6);
    expect(small.allocations()).toEqual([3000, 3000, 2000]);
    small.admission.setAllocation(0, unitKind.read, 1);
    expect(small.allocations()).toEqual([2000, 3000, 2000]);
  });

  it('follow the provision in proportion, boosts too', () => {
    const small = new SmallAdmission({ mode: 'adaptive', partitions: 2, readUnitsPerSecond: 100 });
    small.admission.split(0, small.place(0, 1, 2));
    small.admission.setAllocation(2, unitKind.read, 35);
    small.admission.setProvision(0, unitKind.read, 300);
    expect(small.admission.provision(0, unitKind.read)).toBe(300);
    expect(small.allocations()).toEqual([75, 150, 105]);
    expect(small.allocations(unitKind.write)).toEqual([25, 50, 25]);
    small.admission.setProvision(0, unitKind.read, 0);
    expect(small.allocations()).toEqual([0, 0, 0]);
    small.admission.setProvision(0, unitKind.read, 30);
    expect(small.allocations()).toEqual([10, 10, 10]);
  });

  it('clip the tokens saved to the new depth', () => {
    const small = new SmallAdmission({ mode: 'bursting', readUnitsPerSecond: 100 });
    small.at(300).admission.setProvision(0, unitKind.read, 1);
    expect(small.admittedReads(1000)).toBe(1 + 300);
  });

  it('are known by node, through splits, moves and changes', () => {
    const small = new SmallAdmission({ mode: 'static', partitions: 3, readUnitsPerSecond: 300, nodes: 5 });
    const { admission, groups } = small;
    admission.split(1, small.place(2, 3, 4));
    admission.setAllocation(0, unitKind.read, 140);
    small.put(2, [0, 3, 2]);
    admission.moved(2, 1, 3);
    admission.setProvision(0, unitKind.write, 50);
    const expected = new Array<number>(5 * unitKinds).fill(0);
    for (let group = 0; group < groups.count; group++) {
      for (let slot = 0; slot < groups.slots; slot++) {
        for (let kind = 0; kind < unitKinds; kind++) {
          expected[groups.hostOf(group, slot) * unitKinds + kind]! += admission.allocation(group, kind);
        }
      }
    }
    expected.forEach((units, at) => {
      expect(admission.allocatedOn(Math.floor(at / unitKinds), at % unitKinds)).toBeCloseTo(units, 9);
    });
  });
});

test('a partition that was never opened does not split', () => {
  const small = new SmallAdmission({ mode: 'static' });
  expect(() => small.admission.split(5, 6)).toThrow('group 5 splits before it was opened');
});
