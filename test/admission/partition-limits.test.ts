/** A partition never passes its cap, in any mode, nor its allocation under static shares, over any window. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CapacityMode, capacityModes } from '../../sim/admission/capacity.js';
import { unitKind, unitKinds } from '../../sim/admission/capacity-units.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { SmallAdmission } from './small-admission.js';

const parameters = {
  ...{ partitionReadUnits: 40, partitionWriteUnits: 25 },
  ...{ nodeReadUnits: 80, nodeWriteUnits: 60, partitionNodeShare: 0.45 },
};
/** Where routers keep the provision, a partition has at most its share of the node: 36 reads, 27 writes. */
const capsUnder = (mode: CapacityMode) => (mode === 'global' || mode === 'on-demand' ? [36, 25] : [40, 25]);
const unitsMax = 30;
const group = 0;

type Step =
  | { readonly kind: 'request'; readonly isWrite: boolean; readonly units: number; readonly afterNs: number }
  | { readonly kind: 'allocate' | 'provision'; readonly unitKind: number; readonly rate: number }
  | { readonly kind: 'split' };
const unitKindArbitrary = fc.constantFrom(unitKind.read, unitKind.write);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      isWrite: fc.boolean(),
      units: fc.integer({ min: 1, max: unitsMax }),
      // Mostly sooner than the rate could follow, at times long enough to save for a burst.
      afterNs: fc.oneof(fc.integer({ min: 0, max: 2e8 }), fc.integer({ min: 0, max: 1e11 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('allocate' as const, 'provision' as const),
      unitKind: unitKindArbitrary,
      rate: fc.integer({ min: 1, max: 200 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'split' }) },
);

interface Moment {
  readonly nowNs: number;
  readonly vended: readonly number[];
  /** Integral of the allocation. */
  readonly allocated: readonly number[];
}

/** The state before and after each request to the partition. */
function momentsOf(mode: CapacityMode, steps: readonly Step[], provision: number): Moment[] {
  const small = new SmallAdmission({
    mode,
    partitions: 2,
    readUnitsPerSecond: provision,
    writeUnitsPerSecond: provision,
    parameters,
  });
  const { admission, simulation, usage } = small;
  const allocated = [0, 0];
  const moments: Moment[] = [];
  const note = () =>
    moments.push({
      nowNs: simulation.nowNs,
      vended: [...usage.groupUnits.slice(group * unitKinds, (group + 1) * unitKinds)],
      allocated: [...allocated],
    });
  for (const each of steps) {
    switch (each.kind) {
      case 'request':
        simulation.nowNs += each.afterNs;
        for (let kind = 0; kind < unitKinds; kind++) {
          allocated[kind]! += (admission.allocation(group, kind) * each.afterNs) / 1e9;
        }
        note();
        expect(each.isWrite ? small.write(each.units) : small.read(each.units)).toBeLessThanOrEqual(
          throttle.writeKeyRange,
        );
        note();
        break;
      case 'allocate':
        if (mode === 'adaptive') admission.setAllocation(group, each.unitKind, each.rate);
        break;
      case 'provision':
        admission.setProvision(0, each.unitKind, each.rate);
        break;
      case 'split':
        if (small.groups.count < 8) admission.split(group, small.place(0, 1, 2));
    }
  }
  return moments;
}

/** The most by which vending was ahead of filling, over all windows. */
function mostAhead(moments: readonly Moment[], kind: number, filledBy: (moment: Moment) => number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const moment of moments) {
    const ahead = moment.vended[kind]! - filledBy(moment);
    least = Math.min(least, ahead);
    most = Math.max(most, ahead - least);
  }
  return most;
}

const rounding = 1e-6;

const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' });
const provision = fc.integer({ min: 1, max: 200 });

test.each(capacityModes)('under %s a partition vends no more than its cap x time + depth', (mode) => {
  fc.assert(
    fc.property(steps, provision, (each, units) => {
      const moments = momentsOf(mode, each, units);
      capsUnder(mode).forEach((cap, kind) => {
        const ahead = mostAhead(moments, kind, ({ nowNs }) => (cap * nowNs) / 1e9);
        expect(ahead).toBeLessThanOrEqual(cap + rounding);
      });
    }),
    { numRuns: 60 },
  );
});

test('under static shares a partition vends no more than its allocation x time + depth', () => {
  // The depth is a second of the allocation, or the largest request, at most a second of the cap.
  const fixed = steps.map((each) => each.filter(({ kind }) => kind === 'request'));
  fc.assert(
    fc.property(fixed, provision, (each, units) => {
      const moments = momentsOf('static', each, units);
      capsUnder('static').forEach((cap, kind) => {
        const depth = Math.min(cap, Math.max(units / 2, unitsMax));
        expect(mostAhead(moments, kind, ({ allocated }) => allocated[kind]!)).toBeLessThanOrEqual(depth + rounding);
      });
    }),
    { numRuns: 100 },
  );
});

test('under static shares a partition whose allocation changes vends no more than the integral of it + depth', () => {
  fc.assert(
    fc.property(steps, provision, (each, units) => {
      const moments = momentsOf('static', each, units);
      capsUnder('static').forEach((cap, kind) => {
        expect(mostAhead(moments, kind, ({ allocated }) => allocated[kind]!)).toBeLessThanOrEqual(cap + rounding);
      });
    }),
    { numRuns: 60 },
  );
});
