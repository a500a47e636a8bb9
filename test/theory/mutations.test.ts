/**
 * The theory tests can fail: each mutation of how the leader counts acknowledgements is a bug that somebody could write,
 * and the tests of order-statistics.test.ts must notice it. A check is trusted only after it caught a planted bug.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { QuorumWrites } from '../../sim/replication/quorum-write.js';
import { ReplicaTable } from '../../sim/replication/replica-table.js';
import { erlang2, exponential, secondOfThree, thirdOfFive } from './closed-forms.js';
import { compare, contradictions } from './run-theory.js';

/** So few runs contradict every mutation below, and not the healthy model. */
const runs = 8;

interface Counts {
  acknowledge(record: number, slot: number): void;
}
const counts = QuorumWrites.prototype as unknown as Counts;
const healthy = counts.acknowledge;

function mutate(acknowledge: (this: QuorumWrites, record: number, slot: number) => void): void {
  vi.spyOn(counts, 'acknowledge').mockImplementation(acknowledge as never);
}

/** What speaks against the model: theory, or a check of the runs that was violated. */
function objections(name: string, theory: Parameters<typeof compare>[1]): string[] {
  try {
    return contradictions(compare(name, theory, runs));
  } catch (error) {
    return [String(error)];
  }
}

const single = () => objections('second-of-three', { writer: secondOfThree(exponential(1)) });
const pairs = () =>
  objections('second-of-three-pairs', { first: secondOfThree(exponential(1)), second: secondOfThree(erlang2(1)) });

afterEach(() => vi.restoreAllMocks());

test('the healthy model is not contradicted', () => {
  expect([...single(), ...pairs()]).toEqual([]);
});

test("the leader's own flush is not counted", () => {
  mutate(function (record, slot) {
    if (slot !== this.partitionLogs.records.leaderSlot(record)) healthy.call(this, record, slot);
  });
  expect(single()).not.toEqual([]);
});

test('an acknowledgement of a follower is counted twice', () => {
  mutate(function (record, slot) {
    healthy.call(this, record, slot);
    if (slot !== this.partitionLogs.records.leaderSlot(record))
      healthy.call(this, record, this.partitionLogs.records.leaderSlot(record));
  });
  expect(single()).not.toEqual([]);
});

test('a late acknowledgement is counted twice: for its own write, and for the next', () => {
  mutate(function (record, slot) {
    const { records } = this.partitionLogs;
    const isLate = records.isCommitted(record);
    healthy.call(this, record, slot);
    if (isLate && records.next(record) >= 0) healthy.call(this, records.next(record), slot);
  });
  expect(pairs()).not.toEqual([]);
});

test('two of five are taken for a quorum', () => {
  const { setMembers } = ReplicaTable.prototype;
  const mutated = vi.spyOn(ReplicaTable.prototype, 'setMembers');
  mutated.mockImplementation(function (this: ReplicaTable, group, mask) {
    setMembers.call(this, group, mask);
    this.quorums[group] = 2;
  });
  expect(contradictions(compare('third-of-five', { writer: thirdOfFive(exponential(1)) }, runs))).not.toEqual([]);
});

test('a write waits for all three', () => {
  const heard = new Map<number, number>();
  mutate(function (record, slot) {
    const slots = (heard.get(record) ?? 0) | (1 << slot);
    heard.set(record, slots === 0b111 ? 0 : slots);
    if (slots === 0b111) for (const each of [0, 1, 2]) healthy.call(this, record, each);
  });
  expect(single()).not.toEqual([]);
});
