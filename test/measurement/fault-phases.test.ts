/** How tenants fared before, during and after faults is what their requests say, sorted by the moments at which they ended. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultPhases, type Lasting, phaseRowsMax, phaseStarts, phasesMax } from '../../sim/measurement/fault-phases.js';
import { WarmUp } from '../../sim/measurement/warm-up.js';
import type { FinishedRequestView } from '../../sim/trace.js';

const endNs = 1000;
const moment = fc.integer({ min: 0, max: endNs + 200 });
const anyFault = fc
  .tuple(moment, fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 500 })))
  .map(([fromNs, forNs]): Lasting => ({ fromNs, toNs: fromNs + forNs }));
const anyRequest = fc.record({
  startedAtNs: fc.integer({ min: 0, max: endNs - 1 }),
  takesNs: fc.integer({ min: 0, max: 300 }),
  tenant: fc.integer({ min: 0, max: 1 }),
  outcome: fc.integer({ min: 0, max: 3 }),
});

test('each phase holds the requests that ended in it, and they are all there', () => {
  const inputs = fc.tuple(
    fc.array(anyFault, { minLength: 1, maxLength: 5 }),
    fc.array(anyRequest, { maxLength: 80 }),
    fc.integer({ min: 0, max: 400 }),
  );
  fc.assert(
    fc.property(inputs, ([faults, drawn, warmupNs]) => {
      const measured = new FaultPhases(faults, ['a', 'b'], new WarmUp(warmupNs));
      const requests = drawn
        .map((request) => ({ ...request, endedAtNs: request.startedAtNs + request.takesNs }))
        .filter(({ endedAtNs }) => endedAtNs < endNs)
        .sort((a, b) => a.endedAtNs - b.endedAtNs);
      for (const request of requests) {
        measured.requestFinished({ nowNs: request.endedAtNs }, request as unknown as FinishedRequestView);
      }
      const phases = measured.phases(endNs);
      // Without a gap from the warm-up's end to the run's, and a fault is there exactly while it lasts.
      expect(phases[0].fromS * 1e9).toBeCloseTo(warmupNs, 3);
      expect(phases.at(-1)!.toS * 1e9).toBeCloseTo(endNs, 3);
      phases.forEach((phase, at) => {
        if (at > 0) expect(phase.fromS).toBe(phases[at - 1].toS);
        const [fromNs, toNs] = [Math.round(phase.fromS * 1e9), Math.round(phase.toS * 1e9)];
        const middleNs = (fromNs + toNs) / 2;
        expect(phase.faults).toEqual(
          faults.flatMap((fault, index) => (fault.fromNs < middleNs && fault.toNs > middleNs ? [index] : [])),
        );
        for (const [tenant, row] of phase.tenants.entries()) {
          const own = requests.filter(
            (each) =>
              each.tenant === tenant &&
              each.startedAtNs >= warmupNs &&
              each.endedAtNs >= fromNs &&
              each.endedAtNs < toNs,
          );
          const byOutcome = [0, 1, 2, 3].map((outcome) => own.filter((each) => each.outcome === outcome).length);
          expect([row.succeeded, row.throttled, row.serverErrors, row.timedOut]).toEqual(byOutcome);
          expect(row.ended).toBe(own.length);
          expect(row.failedShare).toBe(own.length === 0 ? null : (own.length - byOutcome[0]) / own.length);
          const latencies = own
            .filter(({ outcome }) => outcome === 0)
            .map(({ takesNs }) => takesNs)
            .sort((a, b) => a - b);
          // Latencies below 512 ns have a bucket each, so quantiles are exact: the smallest with that share at or below it.
          const at = (quantile: number) =>
            latencies.length === 0 ? null : latencies[Math.ceil(quantile * latencies.length) - 1] / 1e6;
          expect([row.p50Ms, row.p99Ms, row.p99_9Ms, row.maxMs]).toEqual([at(0.5), at(0.99), at(0.999), at(1)]);
        }
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('phases are bounded, together with their tenants', () => {
  const many = Array.from({ length: 500 }, (_, at) => ({ fromNs: 10 * at, toNs: 10 * at + 5 }));
  expect(phaseStarts(many, 0, 1)).toHaveLength(phasesMax);
  expect(phaseStarts(many, 0, 1000)).toHaveLength(phaseRowsMax / 1000);
  expect(phaseStarts(many, 0, 2 * phaseRowsMax)).toEqual([0]);
});
