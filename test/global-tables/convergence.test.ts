/**
 * Copies of a global table agree once nothing waits, whatever came between the regions meanwhile. A few of the runs that
 * `npm run swarm:global` makes a thousand of.
 */
import { expect, test } from 'vitest';
import { sampleOf } from '../sampling.js';
import { anyRegionSwarm, regionProblems } from './swarm/region-swarm.js';

const seed = 1;

test.each(Array.from({ length: 8 }, (_, number) => number))('regions under faults, number %i', (number) => {
  const swarm = sampleOf(anyRegionSwarm, seed, number);
  expect(regionProblems(swarm), `npm run swarm:global -- --seed ${seed} --number ${number}`).toEqual([]);
});
