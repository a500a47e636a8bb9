/** Questions to a service: each that was sent ends for its asker in one way, whatever became of it on the way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Exchange, Question } from '../../sim/infrastructure/exchange.js';
import type { Host } from '../../sim/infrastructure/host.js';
import { Network } from '../../sim/infrastructure/network.js';
import { testTopology } from './test-topology.js';

const ms = 1e6;
const timeoutNs = 10 * ms;
const avoidSilentForNs = 100 * ms;
const constant = (value: number) => new Distribution({ kind: 'constant', value });

class Sum extends Question {
  number = 0;
  answer = 0;
}

/** A router that asks the metadata hosts of three zones for the number after its own, and notes how each question ends. */
class World {
  readonly simulation = new Simulation(new HeapQueue());
  readonly exchange: Exchange<Sum>;
  readonly asker: Host;
  readonly servers: readonly Host[];
  readonly ends: string[] = [];
  served = 0;
  /** Asks the next server when one was silent. */
  goesOn = true;

  constructor(queueMax = 1) {
    const streams = new RandomStreams(1);
    const processor = { cores: 1, queueMax };
    const { hosts, states, networkStreams, processors, regions } = testTopology(
      [{ name: 'r', zones: 3, routersPerZone: 1, storageNodesPerZone: 1 }],
      processor,
      streams,
    );
    const network = new Network(
      this.simulation,
      {
        clientDelay: constant(0),
        sameZoneDelay: constant(ms),
        crossZoneDelay: constant(2 * ms),
        delayBetween: () => constant(0),
        backlogMax: 1e9,
        retransmitAfter: 200 * ms,
        retransmitsMax: 3,
        messageOverhead: 0,
      },
      hosts,
      states,
      networkStreams,
    );
    this.asker = regions[0].zones[0].router[0];
    this.servers = regions[0].zones.map(({ metadata }) => metadata[0]);
    this.exchange = new Exchange<Sum>(this.simulation, network, hosts, {
      name: 'sum',
      processors: processors.metadata,
      cpu: constant(ms),
      timeoutNs,
      avoidSilentForNs,
      questionBytes: 0,
      answerBytes: 0,
      create: (index) => new Sum(index),
      about: () => '',
      serve: (sum) => {
        this.served++;
        sum.answer = sum.number + 1;
      },
    });
  }

  ask(number: number, turn = 0): void {
    const servers = this.servers.map(({ id }) => id);
    const sum = this.exchange.begin(this, this.asker, servers, turn);
    if (sum === null) {
      this.ends.push(`nobody left for ${number}`);
      return;
    }
    sum.number = number;
    this.exchange.send(sum);
  }

  answered({ answer, turn }: Sum): void {
    this.ends.push(`${answer} from ${turn}`);
  }

  unanswered({ number, turn }: Sum): void {
    this.ends.push(`silence at ${turn}`);
    if (this.goesOn) this.ask(number, turn + 1);
  }

  abandoned({ number }: Sum): void {
    this.ends.push(`${number} abandoned`);
  }

  at(nowNs: number): this {
    this.simulation.runUntil(nowNs);
    return this;
  }

  crash(host: Host): void {
    host.crash(this.simulation.nowNs);
  }
}

test('a question comes back with its answer after the way, the work and the way', () => {
  const world = new World();
  world.ask(6);
  world.at(3 * ms - 1);
  expect(world.ends).toEqual([]);
  world.at(3 * ms);
  expect(world.ends).toEqual(['7 from 0']);
  world.at(1000 * ms);
  expect(world.ends).toEqual(['7 from 0']);
});

test('the next server is asked when one is silent, and the silent one is passed over for a while', () => {
  const world = new World();
  world.crash(world.servers[0]);
  world.ask(6);
  world.at(timeoutNs + 5 * ms);
  expect(world.ends).toEqual(['silence at 0', '7 from 1']);
  world.servers[0].restart();
  world.ask(7);
  world.at(50 * ms);
  expect(world.ends.slice(2)).toEqual(['8 from 1']);
  world.at(timeoutNs + avoidSilentForNs);
  world.ask(8);
  world.at(200 * ms);
  expect(world.ends.slice(3)).toEqual(['9 from 0']);
});

test('with every server silent the asker hears that nobody is left, at once while it remembers', () => {
  const world = new World();
  for (const server of world.servers) world.crash(server);
  world.ask(6);
  world.at(4 * timeoutNs);
  expect(world.ends).toEqual(['silence at 0', 'silence at 1', 'silence at 2', 'nobody left for 6']);
  world.ask(7);
  expect(world.ends.slice(4)).toEqual(['nobody left for 7']);
});

test('a full run queue is silence', () => {
  const world = new World(1);
  world.goesOn = false;
  for (const number of [1, 2, 3]) world.ask(number);
  world.at(1000 * ms);
  expect(world.ends).toEqual(['2 from 0', '3 from 0', 'silence at 0']);
  expect(world.served).toBe(2);
});

test('an answer that comes after the time-out costs the server its work and is thrown away', () => {
  const world = new World();
  world.goesOn = false;
  world.servers[0].pause(0, 50 * ms);
  world.ask(6);
  world.at(1000 * ms);
  expect([world.ends, world.served]).toEqual([['silence at 0'], 1]);
});

test('a host that crashed is told that its question is gone, also when it is back before the answer', () => {
  for (const [backAtNs, told] of [
    [2 * ms, 3 * ms],
    [5 * ms, timeoutNs],
  ]) {
    const world = new World();
    world.ask(6);
    world.at(ms).crash(world.asker);
    world.at(backAtNs).asker.restart();
    world.at(told - 1);
    expect(world.ends).toEqual([]);
    world.at(told);
    expect(world.ends).toEqual(['6 abandoned']);
    world.at(1000 * ms);
    expect(world.ends).toHaveLength(1);
  }
});

test('whoever crashes and pauses, each question ends once and its object is free again', () => {
  const step = fc.record({
    afterNs: fc.nat(6 * ms),
    what: fc.constantFrom('ask', 'ask', 'ask', 'crash', 'restart', 'pause'),
    who: fc.nat(3),
    forNs: fc.nat(30 * ms),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World();
      const hosts = [world.asker, ...world.servers];
      const down = new Set<Host>();
      for (const { afterNs, what, who, forNs } of steps) {
        const { nowNs } = world.at(world.simulation.nowNs + afterNs).simulation;
        const host = hosts[who];
        if (what === 'ask' && !down.has(world.asker)) world.ask(1);
        if (what === 'pause') host.pause(nowNs, nowNs + forNs);
        if (what === 'crash' && !down.has(host)) {
          host.crash(nowNs);
          down.add(host);
        }
        if (what === 'restart' && down.delete(host)) host.restart();
      }
      world.at(world.simulation.nowNs + 10_000 * ms);
      const ended = world.ends.filter((end) => !end.startsWith('nobody'));
      expect(ended).toHaveLength(world.exchange.asked);
      expect(world.exchange.underWay).toBe(0);
    }),
  );
});
