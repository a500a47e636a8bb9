/**
 * Where a node has fewer replicas than others it does not get all that are rebuilt, one after the other: as many copies are
 * under way as the limits of all nodes of the zone allow. How long it takes is worked out from these limits.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

const partitions = 48;
const nodesPerZone = 4;
/** 10 MB a partition. */
const copyS = 10;
const rebuildsPerNodeMax = 2;
const reportEveryS = 1;
/** storage-1 of the zone dies at the end of that time: storage-4 has lost all it had, and is back, empty and trusted. */
const secondLossS = 110;

test('copies go to every node of the zone that has room, not to the emptiest alone', () => {
  const wholeAtS = new Map<number, number>();
  const run = new Run(
    smallRegion({
      duration: '200s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: nodesPerZone } },
      tables: { t: { partitions, items: { count: partitions * 10_000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '5/s' } }) },
      faults: [
        { kind: 'host-crash-losing-data', target: 'az-1/storage-4', at: '5s', for: '80s' },
        { kind: 'host-crash-losing-data', target: 'az-1/storage-1', at: `${secondLossS}s` },
      ],
      parameters: {
        replication: { catchUpBandwidth: '1MB/s' },
        healing: { enabled: true, reportEvery: `${reportEveryS}s`, trustAfter: '2s', rebuildsPerNodeMax },
      },
    }),
    {
      observers: [
        {
          copiesChanged: ({ nowNs }, group, copies) => {
            if (copies < 3) wholeAtS.set(group, Number.POSITIVE_INFINITY);
            else if (wholeAtS.get(group) === Number.POSITIVE_INFINITY) wholeAtS.set(group, nowNs / 1e9);
          },
        },
      ],
    },
  );
  run.advance();
  const { topology, storage } = run.service;
  const zone = topology.regions[0].zones[0].storage.map(({ id }) => storage.nodes.groups[id].length);
  const result = run.finish();
  expect(violations(result)).toEqual([]);
  expect(result.healing.underReplicatedAtEnd).toBe(0);
  // The three that were left had sixteen replicas each of forty-eight when the second was lost.
  const lost = partitions / (nodesPerZone - 1);
  const atOnce = (nodesPerZone - 1) * rebuildsPerNodeMax;
  // Between two copies a report says that one is whole, and a look orders the next; before them all the loss is noticed.
  const noticedS = 3 + 2 * reportEveryS;
  const healedS = noticedS + Math.ceil(lost / atOnce) * (copyS + 2 * reportEveryS);
  expect(Math.max(...wholeAtS.values()) - secondLossS).toBeLessThan(healedS);
  expect(zone).toEqual([0, expect.any(Number), expect.any(Number), expect.any(Number)]);
  expect(zone.reduce((sum, each) => sum + each)).toBe(partitions);
});
