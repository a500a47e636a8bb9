import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearestName } from '../../../sim/scenario/reading/nearest-name.js';

test('one swap of neighbours is one edit', () => {
  expect(editDistance('kyes', 'keys')).toBe(1);
  expect(editDistance('storefront', 'storefrnt')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('the nearest name wins, and only a near one', () => {
  const names = ['poisson', 'constant', 'bursty', 'closed'];
  expect(nearestName('poison', names)).toBe('poisson');
  expect(nearestName('Closed', names)).toBe('closed');
  expect(nearestName('weibull', names)).toBeNull();
  expect(nearestName('G', ['A', 'B'])).toBeNull();
  expect(nearestName('a'.repeat(1000), ['a'.repeat(1000)])).toBeNull();
});

test('of a path whose middle was left out, one that begins and ends alike is near enough', () => {
  const names = ['putItem.p99', 'getItem.p99', 'getItem.p99.ofAll'];
  expect(nearestName('get.p99', names)).toBe('getItem.p99');
  expect(nearestName('scan.p99', names)).toBeNull();
});

test('distance is a metric', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
