/** A tenant may be in another region than its table: each way of each request then takes the delay of that pair. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../sim/scenario/read.js';
import { linesOf, smallest } from '../scenario/examples.js';
import { failures, runSmallRegion, type Text, tenantText, violations } from '../small-region.js';

/** Nothing is drawn, so that a request takes the same time at every load this small. */
const still = {
  network: { clientDelay: '100us', sameZoneDelay: '100us', crossZoneDelay: '100us', crossRegionDelay: '20ms' },
  router: { cpu: '10us' },
  storageNode: { readCpu: '10us', writeCpu: '10us' },
  disk: { read: '100us', append: '1us', flush: '100us' },
};
const region = { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 };
const reader = tenantText({ mix: { getItem: '100%' }, reads: 'strong', arrivals: { poisson: '20/s' } });

/** The table is in `r`; the other regions have other numbers of zones. */
const runRegions = (changes: Text) =>
  runSmallRegion({
    regions: { r: region, near: { ...region, zones: 1, storageNodesPerZone: 3 }, far: { ...region, zones: 4 } },
    tables: { t: { region: 'r', partitions: 1, items: { count: 1000, size: '1B' } } },
    tenants: { home: reader, 'from-near': { ...reader, region: 'near' }, 'from-far': { ...reader, region: 'far' } },
    parameters: { ...still, replication: { replicas: 3, quorum: 2 } },
    ...changes,
  });

test.each<[string, Text, number, number]>([
  ['the default', {}, 20 + 20, 20 + 20],
  ['one for both ways', { r: { near: '5ms' } }, 5 + 5, 20 + 20],
  ['one each way', { r: { near: '5ms' }, near: { r: '7ms' }, far: { r: '60ms' } }, 5 + 7, 60 + 60],
])('with %s, a request takes the two ways longer than at home', (_, delays, near, far) => {
  const result = runRegions({ network: { delays } });
  expect(violations(result)).toEqual([]);
  const { home, ...distant } = Object.fromEntries(result.latency.map(({ tenant, p50Ms }) => [tenant, p50Ms!]));
  // Percentiles are within 0.1 %.
  expect(Math.abs(distant['from-near'] - home - near)).toBeLessThan(0.002 * near);
  expect(Math.abs(distant['from-far'] - home - far)).toBeLessThan(0.002 * far);
});

test('a region that is cut off from another fails the tenants there, and no other', () => {
  const cut = { kind: 'network-partition', target: 'near', peer: 'r', at: '5s', for: '5s' };
  const result = runRegions({ faults: [cut] });
  expect(failures(result, 'from-near')).toBeGreaterThan(50);
  expect(['home', 'from-far'].map((tenant) => failures(result, tenant))).toEqual([0, 0]);
});

test('clients of another region go round all zones, however many each region has', () => {
  const dark = { kind: 'zone-outage', target: 'r/az-2', at: '5s', for: '5s' };
  // With the routers of a third of the zones gone, each tenant feels it: none of them has gone past that zone.
  const result = runRegions({ faults: [dark] });
  for (const tenant of ['home', 'from-near', 'from-far']) expect(failures(result, tenant)).toBeGreaterThan(0);
});

describe('a wrong place is told where it is written', () => {
  const two = smallest.replace('r: {}', 'r: {}, s: {}').replace('t: {}', 't: { region: r }');
  test.each([
    [`${two}network: { delays: { r: { q: 5ms } } }\n`, /^a.yaml:5:27: found the region "q"; expected a region of this/],
    [`${two}network: { delays: { q: { r: 5ms } } }\n`, /^a.yaml:5:22: found the region "q"; expected a region of this/],
    [`${two}network: { delays: { r: { r: 5ms } } }\n`, /^a.yaml:5:27: found r twice; expected two regions/],
    [`${two}network: { delays: { r: { s: 5 } } }\n`, /^a.yaml:5:30: found 5; expected a duration/],
    [two.replace('arrivals', 'region: q, arrivals'), /^a.yaml:4:25: found the region "q"; expected a region of this/],
  ])('%s', (text, line) => {
    expect(linesOf(text)).toEqual([expect.stringMatching(line)]);
  });

  test('a tenant is where its table is, unless it says otherwise', () => {
    expect(readScenario(two, 'a.yaml').tenants[0].region).toBe('r');
    const elsewhere = readScenario(two.replace('arrivals', 'region: s, arrivals'), 'a.yaml');
    expect(elsewhere.tenants[0].region).toBe('s');
  });
});
