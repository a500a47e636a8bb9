/**
 * A region tells a strong read of every version that may have been acknowledged, also where it has not heard of it since: who
 * asks it to promise version 9 has version 8, so that 8 is decided, though this region has accepted 8 and only has 7.
 */
import { expect, test } from 'vitest';
import { ItemRegister } from '../../../sim/replication/journal/item-register.js';

const proposal = { item: 1, version: 8, writeId: 80, bytes: 1, region: 0, leadership: 1 };
const accept = { kind: 'accept', item: 1, version: 8, ballot: 0, proposal, answer: null } as const;
const promise = { kind: 'promise', item: 1, version: 9, ballot: 4, proposal: null, answer: null } as const;

test('a promise for the next version hides none below it', () => {
  const register = new ItemRegister(2, { applied: () => 7, appliedWriteId: () => 70 });
  expect(register.newestKnown(1)).toBe(7);
  expect(register.answerTo(accept).isGiven).toBe(true);
  expect(register.newestKnown(1)).toBe(8);
  expect(register.answerTo(promise).isGiven).toBe(true);
  expect(register.newestKnown(1)).toBe(8);
});
