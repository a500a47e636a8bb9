/**
 * The theory tests can fail: each mutation of how the leader counts acknowledgements is a bug that somebody could write,
 * and the tests of second-of-three.test.ts must notice it. A check is trusted only after it caught a planted bug.
 */
import { afterEach, expect, test, vi } from 'vitest';
import type { LogRecord } from '../../sim/storage/log-record.js';
import { Replication } from '../../sim/storage/replication.js';
import { erlang2, exponential, secondOfThree } from './closed-forms.js';
import { compare, contradictions } from './run-theory.js';

/** So few runs contradict every mutation below, and not the healthy model. */
const runs = 8;

interface Counts {
  acknowledge(record: LogRecord, slot: number): void;
}
const counts = Replication.prototype as unknown as Counts;
const healthy = counts.acknowledge;

function mutate(acknowledge: (this: Replication, record: LogRecord, slot: number) => void): void {
  vi.spyOn(counts, 'acknowledge').mockImplementation(acknowledge as never);
}

const single = () => contradictions(compare('second-of-three', { writer: secondOfThree(exponential(1)) }, runs));
const pairs = () => {
  const theory = { first: secondOfThree(exponential(1)), second: secondOfThree(erlang2(1)) };
  return contradictions(compare('second-of-three-pairs', theory, runs));
};

afterEach(() => vi.restoreAllMocks());

test('the healthy model is not contradicted', () => {
  expect([...single(), ...pairs()]).toEqual([]);
});

test("the leader's own flush is not counted", () => {
  mutate(function (record, slot) {
    if (slot !== record.leaderSlot) healthy.call(this, record, slot);
  });
  expect(single()).not.toEqual([]);
});

test('an acknowledgement of a follower is counted twice', () => {
  mutate(function (record, slot) {
    healthy.call(this, record, slot);
    if (slot !== record.leaderSlot) healthy.call(this, record, record.leaderSlot);
  });
  expect(single()).not.toEqual([]);
});

test('a late acknowledgement is counted twice: for its own write, and for the next', () => {
  mutate(function (record, slot) {
    const isLate = record.committedAtNs >= 0;
    healthy.call(this, record, slot);
    if (isLate && record.next >= 0) healthy.call(this, this.groupLogs.records.items[record.next], slot);
  });
  expect(pairs()).not.toEqual([]);
});

test('a write waits for all three', () => {
  mutate(function (record, slot) {
    record.received |= 8 << slot;
    if (record.received >> 3 === 7) for (const each of [0, 1, 2]) healthy.call(this, record, each);
  });
  expect(single()).not.toEqual([]);
});
