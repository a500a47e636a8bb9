/** A replica that was away copies what it missed, its data too if that is gone, and is then as fresh as any. */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { runUntil, smallRegion, violations } from '../small-region.js';

const away = (kind: string, target: string) => smallRegion({ faults: [{ kind, target, at: '5s', for: '5s' }] });

/** How far each replica is behind what is committed, durable and applied. */
const behind = ({ service: { groups } }: ReturnType<typeof runUntil>) =>
  Array.from({ length: groups.slots }, (_, slot) => ({
    durable: groups.get(0, field.commit) - groups.durable(0, slot),
    applied: groups.get(0, field.commit) - groups.applied(0, slot),
  }));

test.each([
  ['host-crash', 'follower 1 of t/0'],
  ['host-crash', 'leader of t/0'],
  ['host-crash-losing-data', 'follower 2 of t/0'],
  ['host-crash-losing-data', 'leader of t/0'],
  ['disk-failure', 'follower 1 of t/0'],
])('%s of the %s', (kind, target) => {
  const run = runUntil(away(kind, target), 9.9);
  expect(Math.max(...behind(run).map(({ durable }) => durable))).toBeGreaterThan(100);
  run.advance();
  // In flight at the end: a few writes.
  for (const { durable, applied } of behind(run)) {
    expect(durable).toBeLessThan(20);
    expect(applied).toBeLessThan(60);
  }
  expect(run.service.storage.catchUps.wholePartitions).toBe(kind === 'host-crash' ? 0 : 1);
  expect(violations(run.finish())).toEqual([]);
});
