/**
 * Many callers at once behind one adaptive client: the requests served are those of the SDK's published rules, which
 * adaptive-clients.ts plays caller by caller. A caller alone would not tell a place in a queue from asking again.
 */
import { describe, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { runSmallRegion, tenantText } from '../small-region.js';
import { askAsCrowd } from './adaptive-clients.js';

const perSecond = 200;
/** Client to router to node and back, without queues. */
const roundTripS = 0.001;

const adaptive = (seconds: number, tenant: object, client: object = {}, faults: object[] = []): Result =>
  runSmallRegion({
    duration: `${seconds}s`,
    seriesWindow: '1s',
    tables: {
      t: {
        ...{ partitions: 1, items: { count: 1000, size: '900B' }, splitting: false },
        capacity: { mode: 'static', read: perSecond, write: 1 },
      },
    },
    tenants: {
      a: tenantText({
        ...{ mix: { getItem: '100%' }, reads: 'strong', client: { instances: 1, retries: 'adaptive', ...client } },
        ...tenant,
      }),
    },
    faults,
  });

describe('callers that never rest get what the rules give them, and not a queue of their own', () => {
  test.each([10, 50, 200])('%i callers', (callers) => {
    const seconds = 60;
    const { served } = askAsCrowd({ callers, seconds, perSecond, roundTripS });
    const [{ succeeded }] = adaptive(seconds, { arrivals: { closed: { workers: callers } } }).outcomes;
    // The service would serve 200/s and a bucket of 200; the limiter's ups and downs cost a few in a hundred.
    expect(served).toBeGreaterThan(0.9 * perSecond * seconds);
    expect(Math.abs(succeeded / served - 1)).toBeLessThan(0.01);
  });
});

test('an open stream drains what a burst left, as soon as the rules have it', () => {
  const seconds = 60;
  const times: number[] = [];
  for (let atS = 0; atS < seconds; atS += atS >= 20 && atS < 25 ? 1 / 400 : 1 / 100) times.push(atS);
  const { lastLateS } = askAsCrowd({ callers: times, seconds, perSecond, roundTripS });
  // 5 s at 400/s leave 5 x (400 - 200), less 200 in the bucket; what the service has beyond 100/s drains them.
  expect(lastLateS).toBeGreaterThan(25 + 800 / 100);
  expect(lastLateS).toBeLessThan(45);
  const { outcomes, series } = adaptive(seconds, {
    arrivals: { constant: '100/s' },
    profile: [{ spike: '4x', at: '20s', for: '5s' }],
  });
  const [{ issued, succeeded, unfinished }] = outcomes;
  expect(issued).toBeGreaterThan(7400);
  expect(succeeded + unfinished).toBe(issued);
  expect(unfinished).toBeLessThan(2);
  const late = series.tenants[0].maxMs.map((maxMs, i) => (maxMs !== null && maxMs >= 1000 ? series.timeS[i] + 1 : 0));
  expect(Math.abs(Math.max(...late) - lastLateS)).toBeLessThan(2);
});

test('on an idle table, nobody waits at the rate of a throttle long past', () => {
  const { outcomes, series } = adaptive(60, { arrivals: { constant: '400/s' }, stop: '5s' }, { instances: 2 });
  const [{ issued, unfinished }] = outcomes;
  expect(issued).toBeGreaterThan(1900);
  expect(unfinished).toBe(0);
  // 2,000 came; 200/s and a full bucket of 200 are 9 s of service.
  const busy = series.tenants[0].succeeded.map((count, i) => (count > 0 ? series.timeS[i] : 0));
  expect(Math.max(...busy)).toBeLessThan(16);
});

test.each([
  ['host-crash', 'no connection'],
  ['host-pause', 'no answer in time'],
])('%s of all routers: %s is an answer too, by which a limiter recovers', (kind) => {
  const routers = ['az-1', 'az-2', 'az-3'].map((zone) => ({ kind, target: `r/${zone}/router-1`, at: '3200ms' }));
  const { series } = adaptive(
    40,
    { arrivals: { constant: '100/s' }, profile: [{ spike: '20x', at: '3s', for: '500ms' }] },
    { timeout: '300ms' },
    routers,
  );
  const attempts = series.tenants[0].attempts.slice(30).reduce((sum, count) => sum + count) / 10;
  // Unheard, they would leave the rate where the throttles put it, below 4/s.
  expect(attempts).toBeGreaterThan(95);
});
