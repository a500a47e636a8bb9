/**
 * A change that is not answered is sent again after a back-off that doubles, each drawn from half of it to all. The link is
 * cut for the whole run, so that of a change of some age as many tries have been given up as time-outs and back-offs fit in:
 * reckoned here a thousand times a change, with draws of its own.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { regionsWith, writerText } from './two-regions.js';

const [runS, timeoutS, backoffS, maxS, writesPerSecond] = [20, 0.1, 1, 4, 100];

/** Random numbers in 0..1, by the multiplier of Park and Miller. */
function* draws(seed = 1): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

function meanTries(): number {
  const random = draws();
  const samples = 100_000;
  let tries = 0;
  for (let sample = 0; sample < samples; sample++) {
    let leftS = runS * random.next().value - timeoutS;
    for (let backoff = backoffS; leftS >= 0; backoff = Math.min(2 * backoff, maxS)) {
      tries++;
      leftS -= backoff * (0.5 + random.next().value / 2) + timeoutS;
    }
  }
  return tries / samples;
}

test('a change is sent again as often as doubling back-offs up to the longest let it', () => {
  const { changesSent, changesSentAgain } = run(
    regionsWith(['a', 'b'], {
      ...{ duration: `${runS}s`, warmup: '0s' },
      tenants: { writer: writerText('a', { arrivals: { poisson: `${writesPerSecond}/s` } }) },
      faults: [{ kind: 'network-partition', target: 'a', peer: 'b', at: '0s' }],
      parameters: {
        globalTables: {
          ...{ timeout: `${timeoutS}s`, backoff: `${backoffS}s`, backoffMax: `${maxS}s` },
          ...{ changesInFlight: 10_000, changesPerSecond: 10_000 },
        },
      },
    }),
  ).globalTables;
  expect(changesSent).toBeGreaterThan(0.9 * runS * writesPerSecond);
  // Some 2,000 changes of some five tries each: 3 % are several standard errors.
  expect(changesSentAgain / changesSent / meanTries()).toBeGreaterThan(0.97);
  expect(changesSentAgain / changesSent / meanTries()).toBeLessThan(1.03);
});
