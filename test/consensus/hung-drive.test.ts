/**
 * A leader whose drive hangs is as good as dead: it sends heartbeats and commits with its followers' logs, and answers no
 * read. It looks at its drive with each heartbeat (250 ms), gives it a second, and hands over: strong reads fail for 1 s to
 * 1 s and two heartbeats, and those that were queued at the old leader for as long as they wait.
 */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { runUntil, smallRegion, sum, tenantText, violations } from '../small-region.js';

const tenants = { a: tenantText({ reads: 'strong', client: { instances: 30, retries: 'none', timeout: '500ms' } }) };

const scenario = (fault: object, seed = 1) =>
  smallRegion({
    seed,
    duration: '30s',
    tenants,
    faults: [{ target: 'leader of t/0', at: '5s', for: '20s', ...fault }],
  });

test.each([1, 2, 3])('whose drive stalls, seed %i', (seed) => {
  const run = runUntil(scenario({ kind: 'disk-stall' }, seed), 4.9);
  const { groups, storage } = run.service;
  const old = groups.get(0, field.leader);
  run.service.advance(6.6e9, Number.POSITIVE_INFINITY);
  expect(groups.get(0, field.leader)).not.toBe(old);
  run.advance();
  expect(storage.elections.counts.handovers).toBe(1);
  const result = run.finish();
  const failed = (from: number, to: number) =>
    sum(result, 'timedOut', from, to) + sum(result, 'serverErrors', from, to);
  expect(failed(5, 7.5)).toBeGreaterThan(20);
  expect(failed(7.5, 30)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('whose drive needs seconds for a read', () => {
  const run = runUntil(scenario({ kind: 'slow-disk', factor: '100000x' }), 30);
  const result = run.finish();
  expect(run.service.storage.elections.counts.handovers).toBeGreaterThan(0);
  expect(sum(result, 'timedOut', 8, 24) + sum(result, 'serverErrors', 8, 24)).toBe(0);
});

test('and not one that is merely slow', () => {
  const run = runUntil(scenario({ kind: 'slow-disk', factor: '10x' }), 30);
  expect(run.service.storage.elections.counts.handovers).toBe(0);
});
