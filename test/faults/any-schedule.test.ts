/**
 * What must hold under any faults: requests are conserved and obey Little's law; what was promised is kept; and when all
 * has healed the fleet is whole again, with nothing stuck, leaked or watched.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { verdict } from '../small-region.js';
import { harmlessKinds, healingKinds } from './any-faults.js';
import { anySwarm, scenarioOf, swarmProblems } from './swarm.js';

test('conservation, promises and recovery', () => {
  fc.assert(
    fc.property(anySwarm(harmlessKinds), (swarm) => {
      expect(swarmProblems(swarm)).toEqual([]);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('requests are conserved even where data is lost', () => {
  fc.assert(
    fc.property(anySwarm(healingKinds), (swarm) => {
      const run = new Run(scenarioOf(swarm));
      run.advance();
      const result = run.finish();
      expect(verdict(result, 'requests-end-once')).toBe('holds');
      expect(verdict(result, 'littles-law')).toBe('holds');
      expect(verdict(result, 'one-leader')).toBe('holds');
      for (const row of result.outcomes) {
        const ended = row.succeeded + row.throttled + row.serverErrors + row.timedOut;
        expect(ended + row.unfinished).toBe(row.issued);
        expect(row.unfinished).toBe(0);
      }
      // Every instant of a request belongs to one stage: the stages of all requests add up to their latencies.
      for (const measured of run.service.observers.measurements.classes) {
        for (const { requests, meanNs, stageNs } of measured?.tail.bands() ?? []) {
          const staged = stageNs.reduce((total, ns) => total + ns, 0);
          expect(Math.abs(staged - requests * meanNs)).toBeLessThan(1 + 1e-9 * staged);
        }
      }
    }),
    { seed: 1, numRuns: 40 },
  );
});
