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
