/**
 * A partition without a copy does not wait until nodes are trusted again when none is: those that are up, and whose drives
 * work, get its replicas. How long it takes is worked out from the times after which autoadmin believes what it does.
 */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Disks } from '../../sim/infrastructure/disks.js';
import { NewReplicas } from '../../sim/partitions/new-replicas.js';
import { Run } from '../../sim/run.js';
import { archivedRegion } from '../archive/archive-region.js';
import { testTopology } from '../infrastructure/test-topology.js';

const lostAtS = 5;
const reportEveryS = 0.5;
const missedReportsMax = 3;
const trustAfterS = 12;

test('all drives fail for a second, and their nodes are not trusted for long after', () => {
  const rebuiltAtS: number[] = [];
  const run = new Run(
    archivedRegion({
      duration: '15s',
      regions: { r: { routersPerZone: 1, storageNodesPerZone: 2 } },
      faults: [{ kind: 'disk-failure', target: 'r', at: `${lostAtS}s`, for: '1s' }],
      parameters: {
        healing: {
          ...{ enabled: true, missedReportsMax, reportEvery: `${reportEveryS}s`, reportTimeout: '100ms' },
          trustAfter: `${trustAfterS}s`,
        },
      },
    }),
    { observers: [{ partitionRebuilt: ({ nowNs }) => rebuiltAtS.push(nowNs / 1e9) }] },
  );
  run.advance();
  expect(rebuiltAtS).toHaveLength(2);
  // Believed lost, then a look that has replicas placed and one that finds them there; each waits for an interval at most.
  const believedS = reportEveryS * (missedReportsMax + 1);
  expect(Math.min(...rebuiltAtS)).toBeGreaterThanOrEqual(lostAtS + believedS);
  expect(Math.max(...rebuiltAtS)).toBeLessThanOrEqual(lostAtS + believedS + 3 * reportEveryS);
});

test('one that is trusted comes first, also in a zone that has a replica', () => {
  const streams = new RandomStreams(1);
  const regions = [{ name: 'r', zones: 3, routersPerZone: 1, storageNodesPerZone: 2 }];
  const { hosts, processors } = testTopology(regions, { cores: 1, queueMax: 1 }, streams);
  const [none, storage] = [new Distribution({ kind: 'constant', value: 0 }), hosts.slice(0, 6)];
  const disks = new Disks(
    { parallelism: 1, queueMax: 1, read: none, append: none, flush: none, bandwidth: 1e9, backgroundShare: 1 },
    storage.map(({ name }) => streams.stream(name, 'drive')),
  );
  const groups = storage.map(() => [] as number[]);
  const nodes = { hosts: storage, processors: processors.storage.stations, processorStreams: [], disks, groups };
  const ofZone = (zone: number) => storage.filter((host) => host.zone === zone).map(({ id }) => id);
  const [trusted, neighbour] = ofZone(1);
  const passable = [neighbour, ...ofZone(2)];
  const newReplicas = new NewReplicas(
    nodes,
    (node) => node === trusted,
    (node) => passable.includes(node),
  );
  expect(newReplicas.choose(0, [])).toBe(trusted);
  expect(newReplicas.choose(0, [neighbour])).toBe(trusted);
  expect(ofZone(2)).toContain(newReplicas.choose(0, [trusted]));
  expect(newReplicas.choose(0, [trusted, ...passable])).toBe(-1);
});
