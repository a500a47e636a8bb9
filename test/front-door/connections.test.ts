/** A client that finds nobody at the other end hears so after its connect time-out, and not before. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import type { Clock, FinishedRequestView } from '../../sim/trace.js';
import { runUntil, smallRegion, tenantText } from '../small-region.js';

const crashed = (at: string, target: string) => [{ kind: 'router-crash', target, at, for: '2s' }];

test('a request that nobody takes ends when its connect time-out does', () => {
  const waitedNs = new Set<number>();
  const scenario = smallRegion({
    duration: '4s',
    tenants: { a: tenantText({ client: { retries: 'none', timeout: '1s', connectTimeout: '150ms' } }) },
    faults: crashed('1s', 'all routers in r'),
  });
  const requestFinished = ({ nowNs }: Clock, { startedAtNs }: FinishedRequestView) => {
    if (startedAtNs > 1e9 && startedAtNs < 2.5e9) waitedNs.add(nowNs - startedAtNs);
  };
  run(scenario, { observers: [{ requestFinished }] });
  expect([...waitedNs]).toEqual([1.5e8]);
});

test('an attempt that found nobody is forgotten when its hedge has the answer', () => {
  const ended = runUntil(
    smallRegion({
      duration: '6s',
      regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } },
      tenants: {
        a: tenantText({
          stop: '5s',
          client: { retries: 'none', timeout: '1s', connectTimeout: '800ms', hedgeAfter: '20ms' },
        }),
      },
      faults: crashed('1s', 'r/az-1/router-1'),
    }),
    6,
  );
  const { underWay, simulation } = ended.service;
  expect(underWay.attempts.inUse).toBe(0);
  expect(underWay.requests.inUse).toBe(0);
  // Who was hedged in time never waited for the connection: time-outs are of those whose hedge found nobody either.
  const { outcomes } = ended.finish();
  const hedges = outcomes.reduce((sum, row) => sum + row.hedges, 0);
  const timedOut = outcomes.reduce((sum, row) => sum + row.timedOut, 0);
  expect(hedges).toBeGreaterThan(30);
  expect(timedOut).toBeLessThan(hedges);
  expect(simulation.nowNs).toBe(6e9);
});
