/**
 * Under any overlapping faults that leave two of three copies, a fleet that heals loses nothing that was acknowledged, reads
 * nothing stale, and has all its copies again: a hundred of the swarms of `npm run swarm`.
 */
import { expect, test } from 'vitest';
import { faultKinds } from '../../../sim/faults/fault-kinds.js';
import { sampleOf } from '../../sampling.js';
import { anyHealingSwarm, healingProblems } from './healing-swarm.js';
import { onceBroken } from './once-broken.js';

const seed = 1;
const parts = 5;
const runsOfPart = 20;
/** Of `npm run swarm`. */
const runs = 2000;

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

test.each(onceBroken)('where %s, nothing is lost any more', (_what, swarm) => {
  expect(healingProblems(swarm)).toEqual([]);
});

test('the swarms reach every kind of fault many times, and have two to eight each', () => {
  const runsWith = new Map(faultKinds.map((kind) => [kind as string, 0]));
  for (let number = 0; number < runs; number++) {
    const { faults } = sampleOf(anyHealingSwarm, seed, number);
    expect(faults.length).toBeGreaterThanOrEqual(2);
    expect(faults.length).toBeLessThanOrEqual(8);
    const kinds = new Set(faults.map((fault) => (fault as { readonly kind: string }).kind));
    for (const kind of kinds) runsWith.set(kind, runsWith.get(kind)! + 1);
  }
  // A file that reads is one that can be run: the rarest kind of all in one swarm of fifty.
  for (const [kind, count] of runsWith) expect([kind, count >= runs / 50]).toEqual([kind, true]);
});
