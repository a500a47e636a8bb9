/**
 * Under any overlapping faults that leave two of three copies, a fleet that heals loses nothing that was acknowledged, reads
 * nothing stale, and has all its copies again: a hundred of the swarms of `npm run swarm`.
 */
import { expect, test } from 'vitest';
import { sampleOf } from '../../sampling.js';
import { anyHealingSwarm, healingProblems } from './healing-swarm.js';

const seed = 1;
const parts = 5;
const runsOfPart = 20;

test.each(Array.from({ length: parts }, (_, part) => part * runsOfPart))(
  `swarms of seed ${seed}, from number %i`,
  { timeout: 120_000 },
  (first) => {
    for (let number = first; number < first + runsOfPart; number++) {
      expect(healingProblems(sampleOf(anyHealingSwarm, seed, number)), `npm run swarm -- --number ${number}`).toEqual(
        [],
      );
    }
  },
);

/** A joiner that died, a newcomer that died as it joined, and an old position heard after a take-over. */
test.each([107, 523, 651])('swarm %i, which once did not hold', (number) => {
  expect(healingProblems(sampleOf(anyHealingSwarm, seed, number))).toEqual([]);
});
