/** Two stations in a row: the router's processor and the drive of a storage node. Intervals: run-theory.ts. */
import { expect, test } from 'vitest';
import { tandem } from './closed-forms.js';
import { compare, disagreements } from './run-theory.js';

test('a request pays the sum of two independent M/M/1 sojourns', () => {
  expect(disagreements(compare('tandem', { reader: tandem(0.3, 1, 0.8) }))).toEqual([]);
});
