/** Retry modes against a service that refuses everything: how often each asks, and what ends it. */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import type { AttemptView, Clock } from '../../sim/trace.js';
import { runSmallRegion, smallRegion, tenantText } from '../small-region.js';

/** The first request occupies the router for the rest of the run, with an attempt; all others get 503 at once. */
const refuseAll = { router: { cpu: '1h', inFlightMax: 1 } };
const refused = (client: object, arrivals: object = { constant: '2/s' }) => {
  const { outcomes } = runSmallRegion({
    duration: '90s',
    seriesWindow: '1s',
    tenants: {
      a: tenantText({
        arrivals,
        stop: '30s',
        mix: { getItem: '100%' },
        client: { instances: 1, timeout: '2h', ...client },
      }),
    },
    parameters: refuseAll,
  });
  return outcomes[0];
};

test('none: one attempt', () => {
  const { attempts, issued, serverErrors, retries } = refused({ retries: 'none' });
  expect(serverErrors).toBe(issued - 1);
  expect(attempts).toBe(issued);
  expect(retries).toBe(0);
});

test('legacy: eleven attempts, whatever it costs the service', () => {
  const { attempts, serverErrors, retriesDenied } = refused({ retries: 'legacy' });
  expect(attempts).toBe(11 * serverErrors + 1);
  expect(retriesDenied).toBe(0);
});

test('standard: four attempts while the quota lasts', () => {
  const { attempts, serverErrors } = refused({ retries: 'standard', quota: 'none' });
  expect(attempts).toBe(4 * serverErrors + 1);
});

test('standard: 500 tokens pay for 35 retries at 14 each, and then requests fail at once', () => {
  const { retries, retriesDenied, attempts, serverErrors } = refused({ retries: 'standard' });
  expect(retries).toBe(35);
  expect(attempts).toBe(serverErrors + 35 + 1);
  // Eleven requests used four attempts and one two; all later ones, and that one, were denied.
  expect(retriesDenied).toBe(serverErrors - 11);
});

test('each instance has its own quota', () => {
  expect(refused({ retries: 'standard', instances: 3 }, { constant: '6/s' }).retries).toBe(105);
});

test('an attempt without an answer in time counts as timed out, and its late answer for nothing', () => {
  const { outcomes, latency } = runSmallRegion({
    tenants: {
      a: tenantText({ mix: { getItem: '100%' }, client: { instances: 1, retries: 'none', timeout: '100ms' } }),
    },
    parameters: { router: { cores: 1000, cpu: '1s' } },
  });
  const [{ issued, timedOut, unfinished, attemptsTimedOut, succeeded }] = outcomes;
  expect(succeeded).toBe(0);
  expect(timedOut).toBe(issued - unfinished);
  expect(attemptsTimedOut).toBe(timedOut);
  expect(latency.every(({ requests }) => requests === 0)).toBe(true);
});

test('full jitter: a back-off is uniform from nothing to its ceiling, which doubles up to the cap', () => {
  const waitsMs: number[][] = [[], [], []];
  const lastAnswerNs = new Map<number, number>();
  const attemptAnswered = ({ nowNs }: Clock, attempt: AttemptView) => {
    const before = lastAnswerNs.get(attempt.request.index);
    if (attempt.ordinal > 0 && before !== undefined) waitsMs[attempt.ordinal - 1].push((nowNs - before) / 1e6);
    lastAnswerNs.set(attempt.request.index, nowNs);
  };
  const run = new Run(
    smallRegion({
      duration: '90s',
      tenants: {
        a: tenantText({
          ...{ arrivals: { constant: '50/s' }, stop: '80s', mix: { getItem: '100%' } },
          client: {
            instances: 1,
            timeout: '2h',
            retries: 'standard',
            attempts: 4,
            quota: 'none',
            backoff: '40ms',
            backoffCap: '100ms',
          },
        }),
      },
      parameters: refuseAll,
    }),
    { observers: [{ attemptAnswered }] },
  );
  run.advance();
  // A round trip between client and router comes on top, a millisecond or so.
  for (const [retry, ceilingMs] of [40, 80, 100].entries()) {
    const waits = waitsMs[retry];
    const meanMs = waits.reduce((total, wait) => total + wait, 0) / waits.length;
    expect(waits.length).toBeGreaterThan(3000);
    expect(Math.min(...waits)).toBeLessThan(2);
    expect(Math.max(...waits)).toBeLessThan(ceilingMs + 3);
    expect(Math.max(...waits)).toBeGreaterThan(ceilingMs - 1);
    // Uniform: standard deviation of the mean is ceiling / sqrt(12 n), below 0.6 ms here.
    expect(Math.abs(meanMs - ceilingMs / 2)).toBeLessThan(2.5);
  }
});
