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
