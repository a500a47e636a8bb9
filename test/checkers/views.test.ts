/** What a trace shows cannot be written to: the type check fails where one of these lines would be allowed. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import type { Observer } from '../../sim/trace.js';
import { smallRegion } from '../small-region.js';

/** Compiled, and never called. */
const meddler: Observer = {
  requestStarted(clock, request) {
    // @ts-expect-error: time goes on by itself
    clock.nowNs = 0;
    // @ts-expect-error: a request that has begun
    request.item = 0;
  },
  requestFinished(_clock, request, winner) {
    // @ts-expect-error: a request that has ended
    request.outcome = 0;
    // @ts-expect-error: the attempt that ended it
    if (winner !== null) winner.sequenceNumber = 0;
  },
  attemptAnswered(_clock, attempt) {
    // @ts-expect-error: an attempt on its way back
    attempt.status = 0;
    // @ts-expect-error: no observer sees when its time-out is due
    attempt.timer;
  },
  writeLost(_clock, write) {
    // @ts-expect-error: a record of the log
    write.writeId = 0;
  },
};

test('the type check refuses an observer that writes', () => expect(meddler).toBeDefined());

test('a run is the same, digest included, whoever watches it', () => {
  const seen = { started: 0, finished: 0, answered: 0, committed: 0 };
  const observer: Observer = {
    requestStarted: () => void seen.started++,
    requestFinished: () => void seen.finished++,
    attemptAnswered: () => void seen.answered++,
    writeCommitted: () => void seen.committed++,
  };
  const scenario = smallRegion({ duration: '2s' });
  const watched = run(scenario, { observers: [observer] });
  expect(JSON.stringify(watched)).toBe(JSON.stringify(run(scenario)));
  const issued = watched.outcomes.reduce((total, row) => total + row.issued, 0);
  expect(seen.started).toBe(issued);
  expect(seen.finished).toBeGreaterThan(100);
  expect(seen.answered).toBeGreaterThanOrEqual(seen.finished);
  expect(seen.committed).toBeGreaterThan(100);
});
