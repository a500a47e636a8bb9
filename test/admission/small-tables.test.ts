/** A table of a few units a second is of full use however many routers it is asked at, and saves what it does not use. */

import { describe, expect, test } from 'vitest';
import { runSmallRegion, tenantText } from '../small-region.js';
import { AdmissionRegion, intervalS, refusedShare, sum } from './admission-region.js';

const even = (routers: number, unitsPerSecond: number) =>
  Array.from({ length: routers }, () => unitsPerSecond / routers);

describe.each([6, 30, 300])('at %i routers', (routers) => {
  // Savings grow by what is left, 1/s of 10/s at the least, and wander by 3 x the root of the seconds: after 100 s some 90,
  // which come back to nothing with a chance of e^(-2 x 1 x 90 / 9).
  test.each([
    [10, 5],
    [10, 9],
    [100, 50],
    [100, 90],
  ])('a table of %i units a second loses nothing of %i', (rate, load) => {
    const region = new AdmissionRegion(rate, routers / 3);
    region.run(100, even(routers, load));
    const { asks } = region.admission.servers;
    const before = asks.asked;
    const windows = region.run(200, even(routers, load));
    expect(refusedShare(windows)).toBe(0);
    // For few requests one after each, for many a few in each interval.
    expect(asks.asked - before).toBeLessThanOrEqual(sum(windows, 'asked'));
  });

  test('a table of 10 units a second that is asked for 20 gets 10', () => {
    const region = new AdmissionRegion(10, routers / 3);
    // Every router may owe two requests.
    region.run(100 + (2 * routers) / 10, even(routers, 20));
    expect(sum(region.run(300, even(routers, 20)), 'admitted') / 300).toBeCloseTo(10, 0);
  });

  test('150 units a second, idle for 300 s, carry 200 for 900 s', () => {
    const region = new AdmissionRegion(150, routers / 3);
    region.run(310, []);
    expect(refusedShare(region.run(880, even(routers, 200)))).toBe(0);
    region.run(60, even(routers, 200));
    expect(refusedShare(region.run(100, even(routers, 200)))).toBeCloseTo(50 / 200, 1);
  });

  test('5 units a second, idle for long, take a hundred times as much at once', () => {
    const region = new AdmissionRegion(5, routers / 3);
    region.run(400, []);
    // 1,500 units, at 500/s: when the last of them have been dealt, some routers use theirs up before others.
    expect(refusedShare(region.run(2.4, even(routers, 500)))).toBe(0);
    region.run(4, even(routers, 500));
    expect(refusedShare(region.run(5, even(routers, 500)))).toBeGreaterThan(0.95);
  });
});

test('a new table of five units does not refuse one request of three units a second', () => {
  const { usage, outcomes } = runSmallRegion({
    duration: '6m',
    // 2/s are saved: after a minute some 120, when 1.7 standard deviations of the minute's load would be 23.
    warmup: '60s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } },
    tables: { t: { partitions: 1, items: { count: 10_000, size: '3000B' }, capacity: { read: 5, write: 5 } } },
    tenants: { a: tenantText({ arrivals: { poisson: '1/s' }, mix: { putItem: '100%' } }) },
  });
  expect(outcomes[0].issued).toBeGreaterThan(250);
  expect(usage[0].throttledShare).toBe(0);
});

test('requests that are large for a router pass as long as the table has their units', () => {
  const { usage, outcomes } = runSmallRegion({
    duration: '60s',
    warmup: '5s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } },
    tables: {
      t: { partitions: 1, items: { size: '1KB' }, capacity: { read: 2000, write: 1 }, splitting: false },
    },
    tenants: {
      a: tenantText({
        arrivals: { constant: '1/s' },
        mix: { query: '100%' },
        reads: 'strong',
        itemsPerQuery: 5000,
        client: { retries: 'none', timeout: '5s' },
      }),
    },
  });
  // Five requests of 256 units at most, one after the other: 1,222 of 2,000 units a second.
  expect(outcomes[0].succeeded).toBeGreaterThan(5 * 50);
  expect(usage[0].throttledShare).toBe(0);
});

test('a table that is used after it lay idle has saved, though nobody has asked for it', () => {
  const { series } = runSmallRegion({
    duration: '3m',
    seriesWindow: '1s',
    tables: {
      t: { partitions: 1, items: { count: 1000, size: '100B' }, capacity: { read: 10, write: 10 }, splitting: false },
    },
    // 400/s, but for a cap of 1,000/s as much as comes.
    tenants: { a: tenantText({ start: '2m', arrivals: { constant: '400/s' }, mix: { putItem: '100%' } }) },
  });
  // 10/s x 120 s and what comes meanwhile: three seconds at 400/s.
  const { writeUnits } = series.tables[0];
  expect(writeUnits[120] + writeUnits[121]).toBeGreaterThan(780);
  const total = writeUnits.reduce((a, b) => a + b, 0);
  expect(total).toBeLessThanOrEqual(10 * 180 + 10 * intervalS * 0.1 + 2 * 3);
  expect(total).toBeGreaterThan(0.95 * 10 * 180);
});
