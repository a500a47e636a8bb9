/** A small run of the attacks on recordings. */
import { expect, test } from 'vitest';
import { attackByFlippingBits, attackByTampering } from './tampering.js';

const timeout = 300_000;

test('no way to tamper with a recorded run replays as identical', { timeout }, async () => {
  const { tried, findings } = await attackByTampering(2);
  expect(findings).toEqual([]);
  expect(tried).toBeGreaterThan(50);
});

test('nor does a flipped bit', { timeout }, async () => {
  const { findings } = await attackByFlippingBits(1, 40);
  expect(findings).toEqual([]);
});
