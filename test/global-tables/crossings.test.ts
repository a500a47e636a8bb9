/** What became of a try finds the change that it was of, or nobody who waits for it, however late it comes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { none } from '../../sim/engine/pool.js';
import { Changes } from '../../sim/global-tables/changes.js';
import { Crossings, crossingOutcome } from '../../sim/global-tables/crossings.js';
import { Attempt } from '../../sim/protocol/attempt.js';
import { VersionBuffer } from '../../sim/protocol/stamped-version.js';

const to = 4;
const [sender, router] = [11, 22];
const attemptOf = (ordinal: number, timer: number) =>
  Object.assign(new Attempt(0), { ordinal, timer, client: sender, router });

let changes: Changes;
let crossings: Crossings;
let change: number;
let version: VersionBuffer;

const begin = (timer: number) => crossings.begin(change, changes.countTry(change), timer, sender, router);
const answer = (crossing: number) => {
  const attempt = attemptOf(crossings.ordinal(crossing), crossings.timer(crossing));
  return crossings.answer(version, to, crossingOutcome.applied, attempt);
};
const takeAnother = () =>
  changes.take(Object.assign(new VersionBuffer(), { item: 8, writeId: 8, stampNs: 8, committedAtNs: 8 }), to, 0, true);

beforeEach(() => {
  changes = new Changes('');
  crossings = new Crossings(changes, '');
  change = changes.take(
    Object.assign(new VersionBuffer(), { item: 7, writeId: 7, stampNs: 7, committedAtNs: 7 }),
    to,
    0,
    true,
  );
  version = changes.versionOf(change);
});

describe.each([
  ['the first', 0],
  ['the second', 1],
])('%s try', (_which, earlier) => {
  let crossing: number;
  beforeEach(() => {
    for (let ordinal = 0; ordinal < earlier; ordinal++) crossings.end(begin(1000 + ordinal));
    crossing = begin(5);
  });

  test('brings its change to where it goes, whatever becomes of that meanwhile', () => {
    changes.letGo(change);
    expect(takeAnother()).not.toBe(change);
    expect([crossings.change(crossing), crossings.ordinal(crossing)]).toEqual([change, earlier]);
    expect([crossings.sender(crossing), crossings.router(crossing)]).toEqual([sender, router]);
    crossings.end(crossing);
    expect(takeAnother()).toBe(change);
  });

  test('is awaited, and its answer says what became of it', () => {
    crossings.end(crossing);
    const answered = answer(crossing);
    expect(crossings.isAwaited(answered)).toBe(true);
    expect(crossings.outcome(answered)).toBe(crossingOutcome.applied);
    expect([crossings.change(answered), crossings.sender(answered)]).toEqual([change, sender]);
  });

  test('is no longer awaited after its time-out, nor when another one has begun', () => {
    const answered = answer(crossing);
    changes.setTimer(change, none);
    expect(crossings.isAwaited(answered)).toBe(false);
    begin(6);
    expect(crossings.isAwaited(answered)).toBe(false);
  });

  test('is not taken for one of the change that has its number after it', () => {
    const tried = attemptOf(earlier, crossings.timer(crossing));
    crossings.end(crossing);
    changes.letGo(change);
    expect(takeAnother()).toBe(change);
    crossings.end(begin(7));
    const answered = crossings.answer(version, to, crossingOutcome.applied, tried);
    expect(crossings.isAwaited(answered)).toBe(false);
    crossings.endAnswer(answered);
    expect(takeAnother()).not.toBe(change);
  });

  test('frees nothing twice when its answer comes after its change is settled', () => {
    crossings.end(crossing);
    const late = attemptOf(earlier, crossings.timer(crossing));
    changes.letGo(change);
    crossings.endAnswer(crossings.answer(version, to, crossingOutcome.applied, late));
    expect(takeAnother()).not.toBe(takeAnother());
  });
});
