/**
 * How many partitions may be watched at once follows from how many may split at once: a table that grows needs all of
 * them.
 */
import { expect, test } from 'vitest';
import { KeySamples } from '../../sim/control-plane/key-samples.js';

const splitsMax = 300;
const groups = 5000;

function armed(): { samples: KeySamples; observed: () => number } {
  const admission = { isObserved: new Uint8Array(groups), observe: null };
  const samples = new KeySamples(admission, [1, 1], { splitsMax, samplesMax: 128 });
  for (let group = 0; group < groups; group++) samples.arm(group);
  return { samples, observed: () => admission.isObserved.reduce((sum, flag) => sum + flag, 0) };
}

test('ten partitions are watched for each split that may be under way, and no more', () => {
  expect(armed().observed()).toBe(10 * splitsMax);
});

test('a partition that is let go of makes room for another', () => {
  const { samples, observed } = armed();
  samples.disarm(0);
  expect(observed()).toBe(10 * splitsMax - 1);
  samples.arm(groups - 1);
  expect(observed()).toBe(10 * splitsMax);
});
