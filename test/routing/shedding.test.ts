/** A router's run queue has a bound: what does not fit is answered 503 at once, and what fits is served in its time. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText, violations } from '../small-region.js';

const oneClient = { instances: 1, retries: 'none', timeout: '5s' };
const overload = (router: object) =>
  runSmallRegion({
    tenants: { a: tenantText({ mix: { getItem: '100%' }, reads: 'eventual', client: oneClient }) },
    parameters: { router },
  });

test('a full run queue sheds load with 503', () => {
  // 200 requests a second, work for 100.
  const result = overload({ cores: 1, cpu: '10ms', queueMax: 5 });
  const [{ succeeded, attempts503, serverErrors, attemptsTimedOut }] = result.outcomes;
  expect(succeeded / 20).toBeGreaterThan(90);
  expect(succeeded / 20).toBeLessThanOrEqual(101);
  expect(attempts503).toBe(serverErrors);
  expect(attempts503).toBeGreaterThan(1500);
  expect(attemptsTimedOut).toBe(0);
  // Five before it and its own, and a few milliseconds on the way.
  expect(result.latency[0].maxMs).toBeLessThan(75);
  expect(violations(result)).toEqual([]);
});

test('so does a router that holds as many requests as it may', () => {
  const [{ attempts503 }] = overload({ cpu: '50ms', inFlightMax: 3 }).outcomes;
  expect(attempts503).toBeGreaterThan(1500);
});

test('a quarter of the load is shed at 1.33 times what one core can do', () => {
  const [{ issued, attempts503 }] = overload({ cores: 1, cpu: { exponential: '6667us' }, queueMax: 20 }).outcomes;
  // M/M/1/K with K = 21 and load 4/3 loses (1 - 3/4) / (1 - (3/4)^22) = 25.04 % of its arrivals.
  expect(attempts503 / issued).toBeGreaterThan(0.21);
  expect(attempts503 / issued).toBeLessThan(0.29);
});
