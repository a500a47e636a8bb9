/**
 * A new role of hosts is one object and one place in the list: fleets have its hosts, faults name and hit them, results list
 * their processors, and nobody else knows of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Effects } from '../../sim/faults/effects.js';
import type { FaultContext } from '../../sim/faults/fault-kind.js';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import { type HostRoleName, hostRoles } from '../../sim/faults/host-roles.js';
import { Fleet } from '../../sim/infrastructure/fleet.js';
import type { HostRole } from '../../sim/infrastructure/roles.js';
import { buildTopology, planOf } from '../../sim/infrastructure/topology.js';
import { readTarget } from '../../sim/scenario/faults/target-format.js';
import { planFor, testTopology } from '../infrastructure/test-topology.js';

const processor = { cores: 2, queueMax: 10 };
const region = { name: 'r', zones: 3, routersPerZone: 2, storageNodesPerZone: 1 };

/** As its folder would declare it. */
const canaryRole: HostRole<unknown> = {
  name: 'canary',
  onlyName: null,
  words: { one: 'canary host', many: 'canary hosts', absence: () => 'there is none' },
  hasDisk: false,
  isOutside: false,
  processorsRow: 'canary-processors',
  followsFrom: [],
  hostsPerZone: () => 2,
  processors: () => processor,
};
/** As the list would have it; its type would follow. */
const roles = [...hostRoles, canaryRole as HostRole<unknown, HostRoleName>];

const plan = planFor([region], processor);
const topology = buildTopology(
  [region],
  roles.map((role) => planOf<typeof plan, HostRoleName>(role, plan)),
  1e9,
  new RandomStreams(1),
);
const names = topology.hosts.map(({ name }) => name);

test('its hosts have names and stand after all others, which keep their numbers', () => {
  const before = testTopology([region], processor, new RandomStreams(1)).hosts.map(({ name }) => name);
  expect(names.slice(0, before.length)).toEqual(before);
  expect(names.slice(before.length, before.length + 3)).toEqual([
    'r/az-1/canary-1',
    'r/az-1/canary-2',
    'r/az-2/canary-1',
  ]);
});

test('faults name its hosts, one or several, hit them, and tell those who live there', () => {
  const size = { zones: 3, racks: 1, hostsPerZone: (role: HostRole) => role.hostsPerZone(region, plan as never) };
  const known = {
    regions: new Map([['r', size]]),
    tables: new Map<string, number>(),
    roles,
    replicas: 3,
    restored: [],
  };
  const simulation = new Simulation(new HeapQueue());
  const fleet = new Fleet(simulation, topology, new RandomStreams(1));
  const died: string[] = [];
  fleet.settle(canaryRole, { hostDied: ({ name }) => died.push(name) });
  const context = { simulation, topology, fleet } as unknown as FaultContext;
  const stream = new RandomStreams(1).stream('test', 'faults');
  for (const text of ['az-2/canary-2', 'canary hosts in az-3', 'az-1']) {
    const reading = readTarget(text, known);
    if (!('target' in reading)) throw new Error(`${text} is not read`);
    const fault = { kind: 'host-crash', target: reading.target, peer: null } as unknown as FaultSpec;
    new Effects(context).of(fault, 1e9, stream).begin();
  }
  expect(died).toEqual(['r/az-2/canary-2', 'r/az-3/canary-1', 'r/az-3/canary-2', 'r/az-1/canary-1', 'r/az-1/canary-2']);
  const many = readTarget('7 canary hosts', known);
  expect(many).toMatchObject({ mismatch: { found: '7 canary hosts', expected: '1 to 6, which is all there are' } });
});

/** By role: files of sim/ that may know it: its own, the list, the wiring of what lives on its hosts, and who bounds that. */
const mayName: Readonly<Record<HostRoleName, readonly string[]>> = {
  storage: ['storage/storage-role.ts', 'faults/host-roles.ts', 'assembly/storage.ts', 'assembly/capacity.ts'],
  router: ['routing/router-role.ts', 'faults/host-roles.ts', 'assembly/routing.ts', 'assembly/admission.ts'],
  metadata: ['routing/metadata-role.ts', 'faults/host-roles.ts', 'assembly/routing.ts'],
  client: ['workload/client-role.ts', 'faults/host-roles.ts', 'assembly/tenants.ts'],
  'load-balancer': ['front-door/load-balancer-role.ts', 'faults/host-roles.ts', 'assembly/routing.ts'],
  autoadmin: ['control-plane/autoadmin-role.ts', 'faults/host-roles.ts', 'assembly/healing.ts'],
  admission: ['admission/admission-role.ts', 'faults/host-roles.ts', 'assembly/admission.ts', 'scenario/size/fleet.ts'],
};

test.each(hostRoles)('only its own files know the role $name', ({ name, words, processorsRow }) => {
  // A word that is also the name says too little: it may mean a place on a request's way, or a whole side of the service.
  const spoken = [words?.one, processorsRow].filter((word) => word && word !== name);
  const known = [
    `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Role`,
    ...spoken.map((word) => `'${word}'`),
  ];
  const files = readdirSync('sim', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const naming = files.filter((file) => {
    const text = readFileSync(`sim/${file}`, 'utf8');
    return known.some((word) => new RegExp(`(?<!\\w)${word}(?!\\w)`).test(text));
  });
  expect(naming.filter((file) => !mayName[name].includes(file))).toEqual([]);
  expect(mayName[name].filter((file) => !naming.includes(file))).toEqual([]);
});
