/** A fleet with admission servers is the fleet without them, and some hosts more. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { testTopology } from './test-topology.js';

const fleet = (admissionServersPerZone: number) =>
  testTopology(
    ['a', 'b'].map((name) => ({ name, zones: 3, routersPerZone: 2, storageNodesPerZone: 4 })),
    { cores: 2, queueMax: 10 },
    new RandomStreams(1),
    admissionServersPerZone,
  );

test('admission servers come after all other hosts, zone by zone', () => {
  const [without, having] = [fleet(0), fleet(2)];
  const names = (topology: typeof without) => topology.hosts.map(({ name }) => name);
  expect(names(having).slice(0, without.hosts.length)).toEqual(names(without));
  expect(names(having).slice(without.hosts.length, without.hosts.length + 3)).toEqual([
    'a/az-1/admission-1',
    'a/az-1/admission-2',
    'a/az-2/admission-1',
  ]);
  expect(having.hosts.length - without.hosts.length).toBe(12);
  expect(having.processors.admission.firstHost).toBe(without.hosts.length);
  expect(having.regions[1].zones[2].admission.map(({ name }) => name)).toEqual([
    'b/az-3/admission-1',
    'b/az-3/admission-2',
  ]);
});
