/**
 * A narrow link between two regions: its throughput and what waits at it are those of a queue with one server, each way a
 * queue of its own, and nothing of it is left when the fault has ended.
 */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import type { Pool, Pooled } from '../../sim/engine/pool.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { type Direction, LinkFault, noEffect } from '../../sim/infrastructure/links/link-fault.js';
import { Network } from '../../sim/infrastructure/network.js';
import { testTopology } from './test-topology.js';

const ms = 1e6;
/** At 1 MB/s, which is what links have here. */
const bytesTaking = (transferMs: number) => 1000 * transferMs;
const travelMs = 40;
const constant = (valueMs: number) => new Distribution({ kind: 'constant', value: valueMs * ms });

interface Arrival {
  readonly sentMs: number;
  readonly arrivedMs: number;
  /** In which it was sent, from 0. */
  readonly number: number;
}

/** Two regions and a link between them that is narrow for as long as it is told. */
function twoRegions({ retransmitsMax = 0 } = {}) {
  const streams = new RandomStreams(1);
  const regions = ['a', 'b'].map((name) => ({ name, zones: 1, routersPerZone: 2, storageNodesPerZone: 1 }));
  // Interfaces send a gigabyte in a second.
  const topology = testTopology(regions, { cores: 1, queueMax: 1 }, streams);
  const simulation = new Simulation(new HeapQueue());
  const network = new Network(
    simulation,
    {
      clientDelay: constant(0),
      sameZoneDelay: constant(0),
      crossZoneDelay: constant(0),
      delayBetween: () => constant(travelMs),
      backlogMax: 1e9 * ms,
      retransmitAfter: 100 * ms,
      retransmitsMax,
      messageOverhead: 0,
    },
    topology.hosts,
    topology.states,
    topology.networkStreams,
  );
  network.expectNarrowLinks();
  const [a, b] = topology.regions.map(({ zones }) => zones[0].router);
  const arrivals: Arrival[] = [];
  const sentAtMs: number[] = [];
  const lost: number[] = [];
  const arriveType = network.channel(
    'arrives',
    (number) => arrivals.push({ number, sentMs: sentAtMs[number], arrivedMs: simulation.nowNs / ms }),
    (number) => lost.push(number),
  );
  const idsOf = (region: number) =>
    new Set(topology.hosts.filter((host) => host.region === region).map(({ id }) => id));
  const sends: (() => void)[] = [];
  const doType = simulation.on('does', (index) => sends[index]());
  const at = (atMs: number, act: () => void) => simulation.schedule(Math.round(atMs * ms), doType, sends.push(act) - 1);
  return {
    ...{ simulation, network, arrivals, lost, a, b, at },
    run: (untilMs: number) => simulation.runUntil(untilMs * ms),
    send: (atMs: number, from: number, to: number, transferMs: number) =>
      at(atMs, () => {
        sentAtMs.push(atMs);
        network.send(from, to, bytesTaking(transferMs), arriveType, sentAtMs.length - 1);
      }),
    narrow: (fromMs: number, toMs: number, { backlogMaxMs = 1e6, direction = 'both' as Direction } = {}) => {
      const narrowing = { bandwidthBytesPerSecond: 1e6, backlogMaxNs: backlogMaxMs * ms };
      const stream = streams.stream(`fault from ${fromMs}`, 'test');
      const fault = new LinkFault(idsOf(0), idsOf(1), direction, stream, { ...noEffect, narrowing });
      at(fromMs, () => network.addFault(fault));
      at(toMs, () => network.removeFault(fault));
    },
    inUse: () => {
      interface Hidden {
        readonly crossings: { readonly underWay: Pool<Pooled> };
      }
      return (network as unknown as Hidden).crossings.underWay.inUse;
    },
  };
}

/** Beyond the way, and beside the thousandth of it that interfaces take; in the order of arrival. */
const onLinkMs = (arrivals: readonly Arrival[]) =>
  arrivals.map(({ sentMs, arrivedMs }) => Math.round((arrivedMs - sentMs - travelMs) * 10) / 10);
const countFrom0 = (count: number) => Array.from({ length: count }, (_, index) => index);

test('what does not meet another takes its transfer, and what comes too fast waits for all before it', () => {
  const { narrow, send, run, arrivals, a, b } = twoRegions();
  narrow(0, 10_000);
  for (const index of countFrom0(50)) send(10 * index, a[0].id, b[0].id, 8);
  for (const index of countFrom0(100)) send(1000 + 5 * index, a[index % 2].id, b[0].id, 8);
  run(20_000);
  // D/D/1 at loads of 0.8, and of 1.6: each message waits for 3 ms more than the one before.
  const expected = [...countFrom0(50).map(() => 8), ...countFrom0(100).map((index) => 8 + 3 * index)];
  expect(onLinkMs(arrivals)).toEqual(expected);
  expect(arrivals.map(({ number }) => number)).toEqual(countFrom0(150));
});

test('the mean wait is that of M/D/1', () => {
  const [load, transferMs, batches, perBatch] = [0.7, 8, 20, 2000];
  const { narrow, send, run, arrivals, a, b } = twoRegions();
  narrow(0, 1e9);
  const gaps = new Distribution({ kind: 'exponential', mean: (transferMs / load) * ms });
  const stream = new RandomStreams(7).stream('arrivals', 'test');
  let atMs = 0;
  for (const index of countFrom0(batches * perBatch)) {
    atMs += gaps.sample(stream) / ms;
    send(atMs, a[index % 2].id, b[0].id, transferMs);
  }
  run(2 * atMs);
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const waits = arrivals.map(({ sentMs, arrivedMs }) => arrivedMs - sentMs - travelMs - transferMs);
  const means = countFrom0(batches).map((batch) => meanOf(waits.slice(batch * perBatch, (batch + 1) * perBatch)));
  const mean = meanOf(means);
  const error = Math.sqrt(meanOf(means.map((each) => (each - mean) ** 2)) / (batches - 1));
  // Pollaczek and Khinchine; Student's t of 19 degrees leaves one in a thousand outside of 3.88.
  const expected = (load * transferMs) / (2 * (1 - load));
  expect(Math.abs(mean - expected)).toBeLessThan(3.88 * error);
  expect(3.88 * error).toBeLessThan(0.1 * expected);
});

test('a full link lets as much pass as it can, and what it refuses is lost, or sent again until it passes', () => {
  const offered = (again: object) => {
    const regions = twoRegions(again);
    regions.narrow(0, 1e6, { backlogMaxMs: 20 });
    for (const index of countFrom0(400)) regions.send(5 * index, regions.a[0].id, regions.b[0].id, 8);
    regions.run(1e6);
    return regions;
  };
  const { arrivals, lost } = offered({ retransmitsMax: 0 });
  // In 2 s, beside what waits at their end: no more than 20 ms of it when the last of it came.
  expect(arrivals.length).toBeGreaterThanOrEqual(250);
  expect(arrivals.length).toBeLessThanOrEqual(250 + 4);
  expect(Math.max(...onLinkMs(arrivals))).toBeLessThanOrEqual(20 + 8);
  expect(arrivals.length + lost.length).toBe(400);
  const again = offered({ retransmitsMax: 10 });
  expect([again.arrivals.length, again.lost]).toEqual([400, []]);
});

test('each way is a link of its own, and the other way is not narrow where the fault has one direction', () => {
  const bothWays = (direction: Direction) => {
    const { narrow, send, run, arrivals, a, b } = twoRegions();
    narrow(0, 10_000, { direction });
    for (const index of countFrom0(100)) send(5 * index, a[0].id, b[0].id, 8);
    for (const index of countFrom0(100)) send(5 * index + 1, b[0].id, a[0].id, 4);
    run(20_000);
    const isThere = ({ sentMs }: Arrival) => sentMs % 5 === 0;
    const thereMs = onLinkMs(arrivals.filter(isThere));
    const backMs = onLinkMs(arrivals.filter((arrival) => !isThere(arrival)));
    return [thereMs.at(-1), Math.max(...backMs)];
  };
  const alone = 8 + 3 * 99;
  expect(bothWays('both')).toEqual([alone, 4]);
  expect(bothWays('outbound')).toEqual([alone, 0]);
  expect(bothWays('inbound')).toEqual([0, 4]);
});

test('messages within a region do not pass it', () => {
  const { narrow, send, run, arrivals, a } = twoRegions();
  narrow(0, 1000);
  send(1, a[0].id, a[1].id, 500);
  run(1000);
  expect(arrivals[0].arrivedMs).toBeCloseTo(1.5, 3);
});

test('at its end all that waits goes at once and in its order, and then it is as before', () => {
  const { narrow, send, run, arrivals, inUse, a, b } = twoRegions();
  narrow(0, 100);
  for (const index of countFrom0(10)) send(10 + index, a[0].id, b[0].id, 30);
  send(150, a[0].id, b[0].id, 30);
  run(99);
  expect(inUse()).toBe(10 - 2);
  run(100);
  expect(inUse()).toBe(0);
  run(10_000);
  const arrivedMs = arrivals.map((each) => Math.round(each.arrivedMs * 10) / 10);
  expect(arrivedMs).toEqual([80, 110, ...countFrom0(8).map(() => 140), 190]);
  expect(arrivals.map(({ number }) => number)).toEqual(countFrom0(11));
  expect(inUse()).toBe(0);
});

test('narrow links that overlap are passed one after the other, as stations in a row', () => {
  const { narrow, send, run, arrivals, inUse, a, b } = twoRegions();
  narrow(0, 10_000);
  narrow(1, 95, { direction: 'outbound' });
  for (const index of countFrom0(6)) send(10 + index, a[0].id, b[0].id, 20);
  run(20_000);
  // The first has sent at 30, 50, 70, 90, 110, 130; the second, until it is wide at 95, 20 ms later.
  const arrivedMs = arrivals.map((each) => Math.round(each.arrivedMs - travelMs));
  expect(arrivedMs).toEqual([50, 70, 90, 95, 110, 130]);
  expect(inUse()).toBe(0);
});

test('where interfaces may be cut, too, a message comes to the link when its interface has sent it', () => {
  const { network, simulation, narrow, send, at, run, arrivals, a, b } = twoRegions();
  network.expectCuts();
  narrow(0, 10_000);
  at(5, () => a[0].cutBandwidth(simulation.nowNs, 10_000 * ms, 1000));
  // The interface now sends what the link does.
  for (const index of countFrom0(3)) send(10 + index, a[0].id, b[0].id, 20);
  run(20_000);
  expect(arrivals.map((each) => Math.round(each.arrivedMs - travelMs))).toEqual([50, 70, 90]);
});
