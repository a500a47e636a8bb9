/** Downloads from the archive: how long they take, and what an outage of the store and the death of a node do to them. */
import { expect, test } from 'vitest';
import { Downloads } from '../../sim/archive/downloads.js';
import { ObjectStore } from '../../sim/archive/object-store.js';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Disks } from '../../sim/infrastructure/disks.js';
import type { StorageNodes } from '../../sim/replication/storage-nodes.js';
import { testTopology } from '../infrastructure/test-topology.js';

const constant = (value: number) => new Distribution({ kind: 'constant', value });
const ms = 1e6;
const chunks = 20;
const firstByteMs = 30;
const backoffMs = 100;

/** Megabytes, a chunk each, at 10 ms a chunk from the store, and `writeMs` to the drive of node 0. */
function download(
  disturb: (simulation: Simulation, store: ObjectStore, nodes: StorageNodes, disks: Disks) => void,
  writeMs = 4,
) {
  const simulation = new Simulation(new HeapQueue());
  const streams = new RandomStreams(1);
  const topology = testTopology(
    [{ name: 'r', zones: 1, routersPerZone: 1, storageNodesPerZone: 1 }],
    { cores: 1, queueMax: 1 },
    streams,
  );
  const operations = { read: constant(0), append: constant(0), flush: constant(0) };
  const disks = new Disks(
    { parallelism: 1, queueMax: 8, ...operations, bandwidth: 1e9, backgroundShare: 1 / writeMs },
    [streams.stream('0', 'drive')],
  );
  const { stations } = topology.processors.storage;
  const nodes = { hosts: topology.hosts, processors: stations, processorStreams: [], disks, groups: [] };
  const store = new ObjectStore(
    { firstByte: constant(firstByteMs * ms), bandwidth: 100e6 },
    streams.stream('r', 'object store'),
  );
  const parameters = { chunkBytes: 1e6, timeout: 10e9, backoff: backoffMs * ms, backoffMax: 10e9 };
  const downloads = new Downloads(simulation, nodes, [store], streams.stream('archive', 'downloads'), parameters);
  let ended = { how: 'under way', atNs: 0 };
  const end = (how: string) => () => {
    expect(ended.how).toBe('under way');
    ended = { how, atNs: simulation.nowNs };
  };
  downloads.begin({ about: () => '', downloaded: end('whole'), failed: end('failed') }, 0, 0, chunks * 1e6);
  disturb(simulation, store, nodes, disks);
  simulation.runUntil(1e12);
  return ended;
}

test('the first byte is waited for once, and the next chunk arrives while the last is written', () => {
  expect(download(() => {})).toEqual({ how: 'whole', atNs: (firstByteMs + chunks * 10 + 4) * ms });
});

test('a drive that lets it have less than a connection brings is what it waits for', () => {
  expect(download(() => {}, 16)).toEqual({ how: 'whole', atNs: (firstByteMs + 10 + chunks * 16) * ms });
});

test('an outage breaks the stream, and what is left is asked for again', () => {
  const { how, atNs } = download((simulation, store) => {
    simulation.runUntil((firstByteMs + 45) * ms);
    store.goDown();
    store.comeBack();
  });
  expect(how).toBe('whole');
  // The fifth chunk does not come; between half of the back-off and all of it later it is asked for.
  const waitedMs = atNs / ms - (firstByteMs + 50 + firstByteMs + (chunks - 4) * 10 + 4);
  expect(waitedMs).toBeGreaterThanOrEqual(backoffMs / 2);
  expect(waitedMs).toBeLessThanOrEqual(backoffMs);
});

test('no more than a chunk arrives while the drive stands still', () => {
  const stalledMs = 500;
  const { atNs } = download((_simulation, _store, _nodes, disks) => disks.stall(0, 0, stalledMs * ms));
  // When it goes on, one chunk is with the drive and one waits; of the others each comes in 10 ms.
  expect(atNs).toBe((stalledMs + 4 + (chunks - 2) * 10 + 4) * ms);
});

test('it ends once when its node dies while one chunk arrives and another is written', () => {
  const { how, atNs } = download((simulation, _store, { hosts }) => {
    simulation.runUntil((firstByteMs + 21) * ms);
    hosts[0].crash((firstByteMs + 21) * ms);
  });
  expect({ how, atNs }).toEqual({ how: 'failed', atNs: (firstByteMs + 20 + 4) * ms });
});
