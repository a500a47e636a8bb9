/** Each checker says how often its promise was broken, of how often it looked, and tells of the first time. */
import { expect, test } from 'vitest';
import { LeaderCheck } from '../../sim/checkers/leaders.js';
import { OwnerCheck } from '../../sim/checkers/owners.js';
import { RequestBalanceCheck } from '../../sim/checkers/request-balance.js';
import { StrongReadCheck } from '../../sim/checkers/strong-reads.js';
import { Attempt } from '../../sim/protocol/attempt.js';
import { operation } from '../../sim/protocol/operations.js';
import { Request } from '../../sim/protocol/request.js';

const at = (nowNs: number) => ({ nowNs });

test('stale strong reads', () => {
  const check = new StrongReadCheck([10], () => 0);
  const answer = (kind: number, sequenceNumber: number) => {
    const request = Object.assign(new Request(0), { operation: kind, item: 3, isStrong: kind === operation.getItem });
    check.requestStarted(at(0), request);
    check.requestFinished(at(1), request, Object.assign(new Attempt(0), { sequenceNumber }));
  };
  answer(operation.putItem, 7);
  for (const seen of [7, 6, 8, 7, 5, 8]) answer(operation.getItem, seen);
  const [{ examined, violations, witness }] = check.results();
  expect([examined, violations]).toEqual([6, 3]);
  expect(witness).toContain('at sequence number 6 though sequence number 7');
});

test('replicas that begin to serve when they must not, each once', () => {
  const check = new LeaderCheck(1, (group) => `t/${group}`);
  check.leaderServes(at(1), 0, 1, 2, [], true);
  check.leaderServes(at(2), 0, 2, 3, [1], true);
  check.leaderServes(at(3), 0, 0, 3, [1, 2], true);
  check.leaderServes(at(4), 0, 0, 4, [], true);
  expect(check.results()[0]).toMatchObject({ examined: 5, violations: 2, verdict: 'violated' });
});

test('writes that a partition commits for others', () => {
  const check = new OwnerCheck([{ hasSplit: true, groupOf: (item) => item % 2 }], (group) => `t/${group}`);
  for (const item of [0, 1, 2, 3, 4]) check.writeCommitted(at(0), 0, 0, item, 1);
  expect(check.results()[0]).toMatchObject({ examined: 5, violations: 2, verdict: 'violated' });
});

test('requests that end twice, and those that never do', () => {
  const twice = new RequestBalanceCheck();
  const request = new Request(0);
  for (let i = 0; i < 5; i++) twice.requestStarted(at(0));
  for (let i = 0; i < 7; i++) twice.requestFinished(at(0), request);
  expect(twice.results(0, 0)[0]).toMatchObject({ examined: 5, violations: 2 });

  const never = new RequestBalanceCheck();
  for (let i = 0; i < 5; i++) never.requestStarted(at(0));
  never.requestFinished(at(0), request);
  expect(never.results(0, 1)[0]).toMatchObject({ examined: 5, violations: 3 });
});
