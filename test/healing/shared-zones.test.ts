/**
 * Where a zone is lost replicas come to share one of those that are left. When the lost one is back they go apart, within the
 * limits of all that is copied: how long that takes is worked out from these limits.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

const partitions = 12;
const nodesPerZone = 2;
/** 10 MB a partition. */
const copyS = 10;
const rebuildsPerNodeMax = 2;
const reportEveryS = 1;
const trustAfterS = 2;
const backAtS = 120;
const limitS = copiesInTurnS(partitions);

/** Each is copied into a node of the zone that is back; between two a look orders the next, and a change takes messages. */
function copiesInTurnS(copies: number): number {
  return Math.ceil(copies / (nodesPerZone * rebuildsPerNodeMax)) * (copyS + 2 * reportEveryS);
}

/** How many of the partitions have two replicas in a zone, at each time. */
function sharingAt(timesS: readonly number[], enabled = true) {
  const run = new Run(
    smallRegion({
      duration: '200s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: nodesPerZone } },
      tables: { t: { partitions, items: { count: partitions * 10_000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '20/s' } }) },
      faults: [{ kind: 'zone-outage', target: 'az-3', at: '5s', for: `${backAtS - 5}s` }],
      parameters: {
        replication: { catchUpBandwidth: '1MB/s' },
        healing: { enabled, reportEvery: `${reportEveryS}s`, trustAfter: `${trustAfterS}s`, rebuildsPerNodeMax },
      },
    }),
  );
  const { groups } = run.service;
  const { hosts } = run.service.topology;
  const counts = timesS.map((timeS) => {
    run.service.simulation.runUntil(timeS * 1e9);
    const zonesOf = (group: number) => groups.hostsWithItems(group).map((id) => hosts[id].zone);
    return Array.from({ length: partitions }, (_, group) => zonesOf(group)).filter(
      (zones) => new Set(zones).size < zones.length,
    ).length;
  });
  run.advance();
  const result = run.finish();
  expect(violations(result)).toEqual([]);
  return { counts, result };
}

test('replicas that share a zone go apart when another zone is back', () => {
  const { counts, result } = sharingAt([backAtS - 1, backAtS + trustAfterS + 3 * reportEveryS + limitS]);
  expect(counts).toEqual([partitions, 0]);
  // Each went there and back, and lacked a replica once.
  expect(result.healing.storageReplicasAdded).toBe(2 * partitions);
  expect(result.healing.underReplicated).toBe(partitions);
});
