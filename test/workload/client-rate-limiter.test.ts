/** The adaptive mode's own limit: nothing before the first throttle, then a rate that falls and recovers, by the SDK's rules. */
import { expect, test } from 'vitest';
import { ClientRateLimiter } from '../../sim/workload/client-rate-limiter.js';
import { defaultParameters } from '../default-parameters.js';

/** Sends whenever the limiter lets it, at most `perSecond`; returns the number sent in each second. */
function send(limiter: ClientRateLimiter, perSecond: number, seconds: number, isThrottled: (nowS: number) => boolean) {
  const sent = new Array<number>(seconds).fill(0);
  let nowNs = 0;
  while (nowNs < seconds * 1e9) {
    let dueNs = nowNs;
    while (!limiter.take(dueNs)) dueNs += limiter.untilTokenNs(dueNs);
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

test('after throttles the rate falls below what was sent, and recovers', () => {
  const limiter = new ClientRateLimiter(defaultParameters.client);
  let throttles = 0;
  const sent = send(limiter, 100, 20, (nowS) => nowS >= 5 && throttles++ < 3);
  expect(sent.slice(0, 5)).toEqual([100, 100, 100, 100, 100]);
  // Three throttles make 34 of 100/s, and leave as many tokens. From there the rate follows a cubic that is flat at 49/s
  // after (0.3 x 49 / 0.4)^(1/3) = 3.3 s and passes 100/s after 8.4 s: its integral
  // 49 t + 0.1 ((t - 3.3)^4 - 3.3^4) gives 40 and those 34 in the first second, then 46, 49, 49, 50, 53.
  const expected = [74, 46, 49, 49, 50, 53];
  for (const [second, count] of expected.entries()) expect(Math.abs(sent[5 + second] - count)).toBeLessThanOrEqual(3);
  for (let second = 7; second < 20; second++) expect(sent[second]).toBeGreaterThanOrEqual(sent[second - 1] - 2);
  expect(sent.slice(14)).toEqual([100, 100, 100, 100, 100, 100]);
});

test('under steady throttling it keeps asking, at half a request a second', () => {
  const sent = send(new ClientRateLimiter(defaultParameters.client), 100, 60, () => true);
  const late = sent.slice(30).reduce((total, count) => total + count, 0);
  expect(late).toBeGreaterThan(10);
  expect(late).toBeLessThan(40);
});

test('the bucket that the first throttle finds is full: it filled while the limiter was off', () => {
  const limiter = new ClientRateLimiter(defaultParameters.client);
  send(limiter, 100, 10, (nowS) => nowS >= 9.99);
  let taken = 0;
  while (limiter.take(10e9)) taken++;
  // At 100/s the rate falls to 70/s, and the bucket holds what that fills in a second; one answer was the throttle.
  expect(taken).toBeGreaterThanOrEqual(69);
  expect(taken).toBeLessThanOrEqual(71);
});
