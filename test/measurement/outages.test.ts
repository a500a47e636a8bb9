/**
 * Failures close together are one outage, told with what it cost, whom it hit and which fault was on; those far apart are
 * several. What outages cost is what availability lacks.
 */
import { expect, test } from 'vitest';
import type { AvailabilityWindow } from '../../sim/measurement/availability.js';
import { outagesIn, quietWindowsMin } from '../../sim/measurement/outages/outage.js';
import type { Result } from '../../sim/result.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';

const windowNs = 300e9;

/** Windows of 100 requests each, with so many errors. */
const windowsOf = (errors: readonly number[]): AvailabilityWindow[] =>
  errors.map((each, at) => ({ fromNs: at * windowNs, observedNs: windowNs, requests: 100, errors: each }));

test('windows that fail with few quiet ones between are one outage, with more they are two', () => {
  const quiet = (windows: number) => new Array<number>(windows).fill(0);
  const together = outagesIn(windowsOf([0, 50, ...quiet(quietWindowsMin - 1), 10, 20, 0]));
  expect(together).toEqual([{ first: 1, last: quietWindowsMin + 2, lostNs: 0.8 * windowNs }]);
  const apart = outagesIn(windowsOf([50, ...quiet(quietWindowsMin), 10]));
  expect(apart.map(({ first, last }) => [first, last])).toEqual([
    [0, 0],
    [quietWindowsMin + 1, quietWindowsMin + 1],
  ]);
});

test('nothing is an outage where nothing failed', () => {
  expect(outagesIn(windowsOf([0, 0, 0]))).toEqual([]);
});

/** No router but one has a leader that it can reach while its leaders' zone is away: requests fail, again and again. */
const threeOutages = `
title: All storage nodes go away three times
duration: 50m
warmup: 0s
regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 } }
tables: { t: { partitions: 6 }, quiet: { partitions: 3 } }
tenants:
  app: { table: t, arrivals: { constant: 5/s }, mix: { putItem: 100% }, client: { retries: none, timeout: 5s } }
  still: { table: quiet, arrivals: { constant: 1/s }, mix: { getItem: 100% }, reads: eventual, stop: 1m }
faults:
  - { kind: host-crash, target: all storage nodes in r, at: 2m, for: 20s }
  - { kind: host-crash, target: all storage nodes in r, at: 12m, for: 10s }
  - { kind: slow-disk, target: az-1/storage-1, at: 20m, for: 25m, factor: 1.1 }
  - { kind: host-crash, target: all storage nodes in r, at: 40m, for: 40s }
`;

function resultOf(text: string): Result {
  return run(readScenario(text, 'outages.yaml'));
}

test('outages are listed by what they cost, each with its faults, and are what availability lacks', () => {
  const { outages, availability } = resultOf(threeOutages);
  expect(outages.map(({ table }) => table)).toEqual(['t', 't']);
  const [longest, first] = outages;
  // The first two are ten minutes apart: one outage. The other was on its own, for as long as both.
  expect(longest.fromS).toBeGreaterThanOrEqual(2400);
  expect(longest.fromS).toBeLessThan(2402);
  expect(longest.faults).toEqual([3, 2]);
  expect(first.fromS).toBeGreaterThanOrEqual(120);
  expect(first.toS).toBeGreaterThan(720);
  expect(first.faults).toEqual([0, 1]);
  expect(longest.lostMinutes).toBeGreaterThan(first.lostMinutes);
  // 40 s at 5 requests a second, and the seconds until there are leaders again.
  for (const { errors, failedRequests } of [longest]) {
    expect(errors).toBeGreaterThan(190);
    expect(failedRequests).toBe(errors);
  }
  expect(longest.partitionsHit).toBe(6);
  expect(longest.partitions).toHaveLength(3);
  for (const name of longest.partitions) expect(name).toMatch(/^t\/\d$/);
  const row = availability.find(({ scope, name }) => scope === 'table' && name === 't')!;
  expect(row.outages).toBe(2);
  const lostMinutes = longest.lostMinutes + first.lostMinutes;
  expect(lostMinutes).toBeCloseTo((1 - row.achieved) * 50, 9);
  expect(row.achievedLow!).toBeLessThan(row.achieved);
  expect(row.achievedHigh!).toBeGreaterThan(row.achieved);
  const quiet = availability.find(({ scope, name }) => scope === 'table' && name === 'quiet')!;
  expect(quiet).toMatchObject({ outages: 0, achievedLow: null, achievedHigh: null });
});

test('a run without faults lists none', () => {
  const calm = threeOutages.slice(0, threeOutages.indexOf('faults:'));
  expect(resultOf(calm).outages).toEqual([]);
});
