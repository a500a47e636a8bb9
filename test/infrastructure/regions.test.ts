/** Between regions each pair has a delay of its own, and a client has its own leg on top. */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Network } from '../../sim/infrastructure/network.js';
import { testTopology } from './test-topology.js';

const constant = (value: number) => new Distribution({ kind: 'constant', value });
const regionDelays = [
  [0, 20, 70],
  [30, 0, 40],
  [80, 50, 0],
];

const streams = new RandomStreams(1);
const regions = ['a', 'b', 'c'].map((name) => ({ name, zones: 3, routersPerZone: 1, storageNodesPerZone: 1 }));
const topology = testTopology(regions, { cores: 1, queueMax: 1 }, streams);
const simulation = new Simulation(new HeapQueue());
const network = new Network(
  simulation,
  {
    clientDelay: constant(3),
    sameZoneDelay: constant(1),
    crossZoneDelay: constant(10),
    delayBetween: (region, other) => constant(regionDelays[region][other]),
    backlogMax: 1e9,
    retransmitAfter: 1e9,
    retransmitsMax: 0,
    messageOverhead: 0,
  },
  topology.hosts,
  topology.states,
  topology.networkStreams,
);

function delay(from: { readonly id: number }, to: { readonly id: number }): number {
  const sentAtNs = simulation.nowNs;
  let takenNs = 0;
  const type = network.channel(
    'arrives',
    () => {
      takenNs = simulation.nowNs - sentAtNs;
    },
    () => {},
  );
  network.send(from.id, to.id, 0, type, 0);
  simulation.runUntil(sentAtNs + 1000);
  return takenNs;
}

const [a, b, c] = topology.regions.map(({ zones }) => zones[0]);

test('each pair of regions has its own, which need not be the same both ways', () => {
  const routers = [a, b, c].map(({ router }) => router[0]);
  expect(routers.map((from) => routers.filter((to) => to !== from).map((to) => delay(from, to)))).toEqual([
    [20, 70],
    [30, 40],
    [80, 50],
  ]);
});

test('a client of another region has its own leg to go as well', () => {
  expect(delay(a.client[0], a.router[0])).toBe(3);
  expect(delay(a.client[0], b.router[0])).toBe(20 + 3);
  expect(delay(b.router[0], a.client[0])).toBe(30 + 3);
});
