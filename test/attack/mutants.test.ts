/** A small run of the attacks on what is accepted, and on what is promised under faults; and what they would find. */
import { expect, test } from 'vitest';
import { attackWithMutants } from './mutants.js';
import { attackWithSwarms } from './swarms.js';

const timeout = 300_000;
const tell = () => {};

test('accepted mutants run, within their time and memory', { timeout }, async () => {
  const { tried, findings } = await attackWithMutants({ seed: 1, accepted: 60, tell });
  expect(findings).toEqual([]);
  expect(tried).toBe(60);
});

test('swarms of faults with two copies left lose nothing, and are recovered from', { timeout }, () => {
  expect(attackWithSwarms(1, 10, tell).findings).toEqual([]);
});
