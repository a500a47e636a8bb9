/** Each window tells what became of bad copies in it, and how many are bad at its end is what is left of all before. */
import { expect, test } from 'vitest';
import { DamageOverTime } from '../../../sim/measurement/integrity/damage-over-time.js';

test('copies that are neither repaired nor displaced are bad until the end', () => {
  const overTime = new DamageOverTime(10);
  for (const atNs of [5, 5, 12]) overTime.add(atNs, 'damaged');
  overTime.add(14, 'wrong');
  overTime.add(21, 'found');
  overTime.ended(25, 'repaired');
  overTime.ended(31, 'overwritten');
  // The run ends within the fifth window, before it would.
  expect(overTime.series(45)).toEqual({
    damaged: [2, 1, 0, 0, 0],
    found: [0, 0, 1, 0, 0],
    repaired: [0, 0, 1, 0, 0],
    displaced: [0, 0, 0, 1, 0],
    wrong: [0, 1, 0, 0, 0],
    bad: [2, 3, 2, 1, 1],
  });
});

test('a copy that is given up with its replica is displaced', () => {
  const overTime = new DamageOverTime(10);
  overTime.add(3, 'damaged');
  overTime.ended(4, 'gone');
  const { displaced, bad } = overTime.series(10);
  expect([displaced, bad]).toEqual([[1], [0]]);
});
