/** Faults find admission servers as they find any host, and a crash takes what they knew. */
import { expect, test } from 'vitest';
import { admissionRole } from '../../sim/admission/admission-role.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Effects } from '../../sim/faults/effects.js';
import type { FaultContext } from '../../sim/faults/fault-kind.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import type { TargetSpec } from '../../sim/faults/target-spec.js';
import { describeTarget, hostsOf } from '../../sim/faults/targets.js';
import { Fleet } from '../../sim/infrastructure/fleet.js';
import { routerRole } from '../../sim/routing/router-role.js';
import { testTopology } from '../infrastructure/test-topology.js';

const streams = new RandomStreams(1);
const topology = testTopology(
  [{ name: 'r', zones: 3, routersPerZone: 2, storageNodesPerZone: 1 }],
  { cores: 2, queueMax: 10 },
  streams,
  2,
);
const died: string[] = [];
const simulation = new Simulation(new HeapQueue());
const fleet = new Fleet(simulation, topology, new RandomStreams(1));
for (const role of [routerRole, admissionRole]) fleet.settle(role, { hostDied: ({ name }) => died.push(name) });
const world = { simulation, topology, fleet } as unknown as FaultContext;
const stream = streams.stream('test', 'faults');
const crash = (target: TargetSpec) =>
  new Effects(world).of({ kind: 'host-crash', target, peer: null } as unknown as FaultSpec, 1e9, stream);

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

test('a router that dies tells those who live there', () => {
  died.length = 0;
  crash({ kind: 'host', region: 'r', zone: 1, role: 'router', number: 2 }).begin();
  expect(died).toEqual(['r/az-1/router-2']);
});
