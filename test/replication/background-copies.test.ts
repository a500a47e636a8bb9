/** Background copies and the faults of the drives that they use. */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Disks } from '../../sim/infrastructure/disks.js';
import { Network } from '../../sim/infrastructure/network.js';
import { BackgroundCopies } from '../../sim/replication/background-copies.js';
import type { StorageNodes } from '../../sim/replication/storage-nodes.js';
import { testTopology } from '../infrastructure/test-topology.js';

const none = new Distribution({ kind: 'constant', value: 0 });
const ms = 1e6;

/** One megabyte from node 0 to node 1: 4 ms at each drive, of which the background has a quarter, and 1 ms to send it. */
function copy(disturb: (disks: Disks, simulation: Simulation, nodes: StorageNodes) => void) {
  const simulation = new Simulation(new HeapQueue());
  const streams = new RandomStreams(1);
  const topology = testTopology(
    [{ name: 'r', zones: 2, routersPerZone: 1, storageNodesPerZone: 1 }],
    { cores: 1, queueMax: 1 },
    streams,
  );
  const network = new Network(
    simulation,
    {
      ...{ clientDelay: none, sameZoneDelay: none, crossZoneDelay: none, delayBetween: () => none },
      ...{ backlogMax: 1e9, retransmitAfter: 1e9, retransmitsMax: 0, messageOverhead: 0 },
    },
    topology.hosts,
    topology.states,
    topology.networkStreams,
  );
  const disks = new Disks(
    { parallelism: 1, queueMax: 1, read: none, append: none, flush: none, bandwidth: 1e9, backgroundShare: 0.25 },
    [0, 1].map((disk) => streams.stream(`${disk}`, 'drive')),
  );
  const { stations } = topology.processors.storage;
  const nodes = { hosts: topology.hosts, processors: stations, processorStreams: [], disks, groups: [] };
  let ended = { how: 'under way', atNs: 0 };
  const end = (how: string) => () => {
    ended = { how, atNs: simulation.nowNs };
  };
  const owner = { about: () => '', isWanted: () => true, copied: end('copied'), failed: end('failed') };
  new BackgroundCopies('test', simulation, network, nodes, 1e9, 1e6, owner).begin(0, 0, 1, 1e6);
  disturb(disks, simulation, nodes);
  simulation.runUntil(1e12);
  return ended;
}

test('without a fault', () => {
  expect(copy(() => {})).toEqual({ how: 'copied', atNs: 9 * ms });
});

test.each([0, 1])('a stall that begins while drive %i has the chunk comes on top', (drive) => {
  const stalled = copy((disks, simulation) => {
    const [fromNs, forNs] = [drive === 0 ? 1 * ms : 6 * ms, 100 * ms];
    simulation.runUntil(fromNs);
    disks.stall(drive, fromNs, fromNs + forNs);
  });
  expect(stalled).toEqual({ how: 'copied', atNs: 109 * ms });
});

test('a drive that becomes three times slower takes three times as long for the rest', () => {
  const slowed = copy((disks, simulation) => {
    simulation.runUntil(3 * ms);
    disks.slow(0, 3 * ms, 1e12, 3);
  });
  expect(slowed).toEqual({ how: 'copied', atNs: (3 + 3 * 1 + 1 + 4) * ms });
});

test('a copy from a drive that never goes on ends within a second of the death of its node', () => {
  const ended = copy((disks, simulation, { hosts }) => {
    disks.stall(0, 0, 1e15);
    simulation.runUntil(10e9);
    hosts[0].crash(10e9);
  });
  expect(ended).toMatchObject({ how: 'failed' });
  expect(ended.atNs).toBeLessThanOrEqual(11e9);
});
