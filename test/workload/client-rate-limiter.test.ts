/** The adaptive mode's own limit: nothing before the first throttle, then a rate that falls and recovers (facts 4.1). */
import { expect, test } from 'vitest';
import { ClientRateLimiter } from '../../sim/workload/client-rate-limiter.js';
import { defaultParameters } from '../default-parameters.js';

/** Sends whenever the limiter lets it, at most `perSecond`; returns the number sent in each second. */
function send(limiter: ClientRateLimiter, perSecond: number, seconds: number, isThrottled: (nowS: number) => boolean) {
  const sent = new Array<number>(seconds).fill(0);
  let nowNs = 0;
  while (nowNs < seconds * 1e9) {
    const dueNs = nowNs + limiter.acquire(nowNs);
    if (dueNs >= seconds * 1e9) break;
    sent[Math.floor(dueNs / 1e9)]++;
    limiter.observe(dueNs, isThrottled(dueNs / 1e9));
    nowNs = Math.max(dueNs, nowNs + 1e9 / perSecond);
  }
  return sent;
}

test('it does nothing before the first throttle', () => {
  const limiter = new ClientRateLimiter(defaultParameters.client);
  expect(send(limiter, 100, 5, () => false)).toEqual([100, 100, 100, 100, 100]);
});

test('after a throttle the rate falls below what was sent, and recovers', () => {
  const limiter = new ClientRateLimiter(defaultParameters.client);
  let throttles = 0;
  const sent = send(limiter, 100, 20, (nowS) => nowS >= 5 && throttles++ === 0);
  expect(sent.slice(0, 5)).toEqual([100, 100, 100, 100, 100]);
  // From 70 % of what was sent back to all of it, along a cubic that is flat at (0.3 x 100 / 0.4)^(1/3) = 4.2 s.
  expect(sent[5]).toBeGreaterThan(60);
  expect(sent[5]).toBeLessThan(85);
  expect(sent[6]).toBeLessThan(97);
  for (let second = 8; second < 20; second++) expect(sent[second]).toBeGreaterThanOrEqual(sent[second - 1] - 12);
  expect(sent[19]).toBeGreaterThan(95);
});

test('under steady throttling it keeps asking, at half a request a second', () => {
  const sent = send(new ClientRateLimiter(defaultParameters.client), 100, 60, () => true);
  const late = sent.slice(30).reduce((total, count) => total + count, 0);
  expect(late).toBeGreaterThan(10);
  expect(late).toBeLessThan(40);
});
