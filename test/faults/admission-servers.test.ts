/** Faults find admission servers as they find any host, and a crash takes what they knew. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Effects } from '../../sim/faults/effects.js';
import type { FaultContext } from '../../sim/faults/fault-kind.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import type { TargetSpec } from '../../sim/faults/target-spec.js';
import { describeTarget, hostsOf } from '../../sim/faults/targets.js';
import { buildTopology } from '../../sim/infrastructure/topology.js';

const processor = { cores: 2, queueMax: 10 };
const streams = new RandomStreams(1);
const topology = buildTopology(
  [{ name: 'r', zones: 3, routersPerZone: 2, storageNodesPerZone: 1 }],
  { storage: processor, router: processor, metadata: processor, client: processor },
  1e9,
  streams,
  () => 2,
);
const died: string[] = [];
const nameOf = (host: number) => topology.hosts[host].name;
const world = {
  simulation: { nowNs: 0 },
  topology,
  routers: {
    routerDied: () => {},
    admission: {
      servers: { serverDied: (host: number) => died.push(nameOf(host)) },
      routerDied: (host: number) => died.push(nameOf(host)),
    },
  },
  frontDoors: [{ loadBalancer: { routerDown: () => {}, routerUp: () => {} } }],
} as unknown as FaultContext;
const stream = streams.stream('test', 'faults');
const crash = (target: TargetSpec) => new Effects(world).of({ kind: 'host-crash', target } as FaultSpec, 1e9, stream);

const one: TargetSpec = { kind: 'host', region: 'r', zone: 2, role: 'admission', number: 1 };
const all: TargetSpec = { kind: 'hosts', region: 'r', zone: null, role: 'admission', pick: null };

test('by name and by role', () => {
  expect(hostsOf(one, world, stream).map(({ name }) => name)).toEqual(['r/az-2/admission-1']);
  expect(hostsOf(all, world, stream)).toHaveLength(6);
  expect([one, all].map(describeTarget)).toEqual(['r/az-2/admission-1', 'all admission servers in r']);
});

test('a crash clears a server once, however many crashes overlap, and its end brings the host back', () => {
  const [first, second] = [crash(one), crash(one)];
  for (const effect of [first, second]) effect.begin();
  expect(died).toEqual(['r/az-2/admission-1']);
  first.end();
  expect(hostsOf(one, world, stream)[0].isUp).toBe(false);
  second.end();
  expect(hostsOf(one, world, stream)[0].isUp).toBe(true);
});

test('a router that dies loses its tokens too', () => {
  died.length = 0;
  crash({ kind: 'host', region: 'r', zone: 1, role: 'router', number: 2 }).begin();
  expect(died).toEqual(['r/az-1/router-2']);
});
