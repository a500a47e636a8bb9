/** Background copies: how long they take, and the faults of the drives that they use. */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Disks } from '../../sim/infrastructure/disks.js';
import { Network } from '../../sim/infrastructure/network.js';
import { BackgroundCopies, chunksAheadMax } from '../../sim/replication/background-copies.js';
import type { StorageNodes } from '../../sim/replication/storage-nodes.js';
import { testTopology } from '../infrastructure/test-topology.js';

const none = new Distribution({ kind: 'constant', value: 0 });
const ms = 1e6;

/**
 * Megabytes from node 0 to node 1, a chunk each: 4 ms at each drive, of which the background has a quarter, and 1 ms to
 * send it.
 */
function copy(
  disturb: (disks: Disks, simulation: Simulation, nodes: StorageNodes) => void,
  { chunks = 1, bytesPerSecond = 1e9 } = {},
) {
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
    expect(ended.how).toBe('under way');
    ended = { how, atNs: simulation.nowNs };
  };
  const owner = { about: () => '', isWanted: () => true, copied: end('copied'), failed: end('failed') };
  const copies = new BackgroundCopies('test', simulation, network, nodes, bytesPerSecond, 1e6, owner);
  copies.begin(0, 0, 1, chunks * 1e6);
  disturb(disks, simulation, nodes);
  simulation.runUntil(1e12);
  return ended;
}

test('without a fault', () => {
  expect(copy(() => {})).toEqual({ how: 'copied', atNs: 9 * ms });
});

const slowThreefold = (drive: number) => (disks: Disks) => disks.slow(drive, 0, 1e12, 3);

test.each([
  ['drives', 1e9, () => {}, { readMs: 4, writeMs: 4 }],
  ['pace', 100e6, () => {}, { readMs: 10, writeMs: 4 }],
  ['drive it reads from', 1e9, slowThreefold(0), { readMs: 12, writeMs: 4 }],
  ['drive it writes to', 1e9, slowThreefold(1), { readMs: 4, writeMs: 12 }],
])('a copy is as fast as its %s, as the next chunk is read while those before are on their way', (...of) => {
  const [, bytesPerSecond, disturb, { readMs, writeMs }] = of;
  const chunks = 20;
  // The slowest does all chunks one after the other, and the others one chunk each before or after.
  const takesMs = chunks * Math.max(readMs, writeMs) + 1 + Math.min(readMs, writeMs);
  const { how, atNs } = copy(disturb, { chunks, bytesPerSecond });
  expect(how).toBe('copied');
  // Work of a slow drive is whole nanoseconds, rounded down.
  expect(Math.abs(atNs - takesMs * ms)).toBeLessThan(chunks);
});

test('no more is read than there may be on its way, while nothing is written', () => {
  const chunks = 20;
  const stalled = copy(
    (disks, simulation) => {
      disks.stall(1, 0, 100 * ms);
      simulation.runUntil(90 * ms);
      expect(disks.stations.jobs(0)).toBe(chunksAheadMax);
    },
    { chunks },
  );
  expect(stalled).toEqual({ how: 'copied', atNs: (100 + chunks * 4) * ms });
});

test.each([0, 1])('a copy ends once when node %i dies while several of its chunks are under way', (node) => {
  const ended = copy(
    (_, simulation, { hosts }) => {
      simulation.runUntil(10.5 * ms);
      hosts[node].crash(10.5 * ms);
    },
    { chunks: 20 },
  );
  // The third chunk has been read by 12 ms, and the second arrived and began to be written before.
  expect(ended).toEqual({ how: 'failed', atNs: 12 * ms });
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
