/**
 * What must hold under any faults: requests are conserved and obey Little's law; what was promised is kept; and when all
 * has healed the fleet is whole again, with nothing stuck, leaked or watched.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import type { Pool, Pooled } from '../../sim/engine/pool.js';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { logProblems } from '../replication/log-problems.js';
import { smallRegion, sum, tenantText, verdict, violations } from '../small-region.js';
import { anyFaults, harmlessKinds, healingKinds } from './any-faults.js';

/** Faults heal by 20 s, requests go on until 55 s, and five seconds more let everything end. */
const scenario = (faults: object[], client: object, parameters: object): Scenario =>
  smallRegion({
    duration: '60s',
    seriesWindow: '1s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 2 } },
    tables: { t: { partitions: 4, items: { count: 200, size: '1KB' } } },
    tenants: {
      a: tenantText({
        arrivals: { poisson: '100/s' },
        stop: '55s',
        client: { instances: 30, timeout: '1s', ...client },
      }),
    },
    faults,
    parameters,
  });

const anyClient = fc.record({
  retries: fc.constantFrom('none', 'standard'),
  hedgeAfter: fc.constantFrom('none', '20ms'),
});
const anyParameters = fc.record({
  network: fc.record({ retransmitsMax: fc.constantFrom(0, 2, 6) }),
  replication: fc.record({ askPeers: fc.boolean() }),
  log: fc.record({ retainedMax: fc.constantFrom(16, 100_000) }),
});

/** Objects of every pool that are still in use, by name. */
function inUse(service: Service): Record<string, number> {
  interface Hidden {
    readonly network: { readonly retransmissions: Pool<Pooled> };
    readonly storage: {
      readonly catchUps: { readonly underWay: Pool<Pooled>; readonly copies: { readonly copies: Pool<Pooled> } };
    };
  }
  const hidden = service as unknown as Hidden;
  return {
    operations: service.underWay.requests.inUse,
    attempts: service.underWay.attempts.inUse,
    calls: service.underWay.calls.inUse,
    watches: service.storage.leadership.watches.inUse,
    lookUps: service.metadata.servers.lookUps.underWay,
    retransmissions: hidden.network.retransmissions.inUse,
    catchUps: hidden.storage.catchUps.underWay.inUse,
    copies: hidden.storage.catchUps.copies.copies.inUse,
  };
}

test('conservation, promises and recovery', () => {
  fc.assert(
    fc.property(anyFaults(harmlessKinds), anyClient, anyParameters, (faults, client, parameters) => {
      const run = new Run(scenario(faults, client, parameters));
      run.advance();
      const idle = Object.entries(inUse(run.service)).filter(([, count]) => count !== 0);
      expect(idle).toEqual([]);
      expect(logProblems(run.service)).toEqual([]);
      const result = run.finish();
      expect(violations(result)).toEqual([]);
      const issued = sum(result, 'issued', 35, 54);
      expect(sum(result, 'succeeded', 35, 54) / issued).toBeGreaterThan(0.97);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('requests are conserved even where data is lost', () => {
  fc.assert(
    fc.property(anyFaults(healingKinds), anyClient, anyParameters, (faults, client, parameters) => {
      const run = new Run(scenario(faults, client, parameters));
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
