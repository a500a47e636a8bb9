/** Idle things cost nothing: a partition without requests schedules no event, however many there are. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText } from '../small-region.js';

const almostSilent = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '59s' }) };
const region = { r: { routersPerZone: 2, storageNodesPerZone: 50 } };

test('100,000 partitions and no load: not one event in a minute', () => {
  const { run } = runSmallRegion({
    duration: '1m',
    seriesWindow: '1s',
    regions: region,
    tables: { t: { partitions: 100_000, items: { count: 1000 } } },
    tenants: almostSilent,
  });
  expect(run.events).toBe(0);
  expect(run.requests).toBe(0);
});

test('events of a run do not grow with the partitions', () => {
  const events = (partitions: number) =>
    runSmallRegion({ regions: region, tables: { t: { partitions, items: { count: 100_000 } } } }).run.events;
  expect(events(20_000) / events(20)).toBeCloseTo(1, 1);
});

test('heartbeats become events only while a fault makes them matter', () => {
  const faults = [{ kind: 'host-pause', target: 'leader of t/0', at: '5s', for: '100ms' }];
  const { run, elections } = runSmallRegion({ duration: '1m', seriesWindow: '1s', tenants: almostSilent, faults });
  expect(elections.suspicions).toBe(0);
  // Four heartbeats a second, with two answers each, until each follower has answered a few: not for the whole minute.
  expect(run.events).toBeGreaterThan(10);
  expect(run.events).toBeLessThan(60);
});
