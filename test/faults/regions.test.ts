/**
 * Faults of whole regions: the links between two of them, cut one way or both, lossy, slow and narrow; a region that is lost
 * and returns; and clocks that differ from region to region. Each time the others go on as if nothing had happened.
 */
import { expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import {
  failures,
  runSmallRegion,
  runUntil,
  smallRegion,
  sum,
  type Text,
  tenantText,
  violations,
} from '../small-region.js';

const region = { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 };
const regions = { r: region, s: region };

/** Both tables are in `r`, the reader of one in `s`; nothing is drawn that takes time, and nothing lost comes again. */
function readFromBoth(faults: readonly Text[]): Result {
  const items = { count: 1000, size: '10KB' };
  const capacity = { read: 10_000, write: 1000 };
  const reader = tenantText({
    arrivals: { constant: '100/s' },
    mix: { getItem: '100%' },
    reads: 'eventual',
    client: { instances: 10, retries: 'none', timeout: '500ms' },
  });
  return runSmallRegion({
    seriesWindow: '1s',
    regions,
    tables: { far: { region: 'r', items, capacity }, home: { region: 'r', items, capacity } },
    tenants: { far: { ...reader, table: 'far', region: 's' }, home: { ...reader, table: 'home' } },
    faults,
    parameters: {
      network: {
        ...{ clientDelay: '0s', sameZoneDelay: '0s', crossZoneDelay: '0s', crossRegionDelay: '20ms' },
        ...{ hostBandwidth: '1000TB/s', messageOverhead: '0B', retransmitsMax: 0 },
      },
      router: { cpu: '0s' },
      storageNode: { readCpu: '0s' },
      disk: { read: '0s', bandwidth: '1000TB/s' },
    },
  });
}

test('links between two regions are cut, lossy, slow or narrow, one way or both, and nobody else is', () => {
  const links = { target: 's', peer: 'r', for: '2s' };
  const result = readFromBoth([
    { ...links, kind: 'network-delay', delay: '30ms', at: '2s' },
    { ...links, kind: 'network-delay', delay: '30ms', direction: 'outbound', at: '4s' },
    { ...links, kind: 'slow-network', factor: 3, at: '6s' },
    // An answer of 10 KB takes 5 ms.
    { ...links, kind: 'narrow-link', bandwidth: '2MB/s', at: '8s' },
    { ...links, kind: 'packet-loss', share: '50%', at: '10s' },
    { ...links, kind: 'network-partition', direction: 'outbound', at: '12s' },
    { ...links, kind: 'network-partition', direction: 'inbound', at: '14s' },
    { ...links, kind: 'network-partition', at: '16s' },
  ]);
  expect(violations(result)).toEqual([]);
  const [far, home] = result.series.tenants;
  const at = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
  const slowest = at.map((second) => far.p50Ms[second] && Math.round(far.p50Ms[second]));
  expect(slowest).toEqual([40, 100, 70, 120, 45, 40, null, null, null, 40]);
  const answered = at.map((second) => sum(result, 'succeeded', second, second + 1));
  // Of 100, each way loses half: 25, and four deviations of that.
  expect(Math.abs(answered[5] - 25)).toBeLessThan(18);
  expect(answered.toSpliced(5, 1)).toEqual([100, 100, 100, 100, 100, 0, 0, 0, 100]);
  // Where answers alone are lost, what was asked for is read.
  const isServed = at.map((second) => result.series.tables[0].readUnits[second] > 0);
  expect(isServed).toEqual([true, true, true, true, true, true, false, true, false, true]);
  expect([failures(result, 'home'), Math.max(...home.maxMs.map((ms) => ms!))]).toEqual([0, 0]);
});

test('a region that is lost serves nobody until it returns with all that was written, and the other goes on', () => {
  const arrivals = { poisson: '50/s' };
  const result = runSmallRegion({
    seriesWindow: '1s',
    regions,
    tables: { t: { region: 'r' }, u: { region: 's' } },
    tenants: {
      a: tenantText({ table: 't', arrivals }),
      b: tenantText({ table: 'u', arrivals }),
      far: tenantText({ table: 't', region: 's', arrivals }),
    },
    faults: [{ kind: 'region-outage', target: 'r', at: '5s', for: '4s' }],
  });
  expect(violations(result)).toEqual([]);
  const succeeded = (tenant: number, fromS: number, toS: number) =>
    sum(result, 'succeeded', fromS, toS, tenant) / sum(result, 'issued', fromS, toS, tenant);
  for (const tenant of [0, 2]) {
    expect(succeeded(tenant, 0, 4)).toBeGreaterThan(0.97);
    expect(succeeded(tenant, 6, 9)).toBe(0);
    expect(succeeded(tenant, 14, 20)).toBeGreaterThan(0.97);
  }
  expect(failures(result, 'b')).toBe(0);
});

test('clocks of a region read a wrong time, all of them the same, and those of another their own', () => {
  const skews = [
    { kind: 'clock-skew', target: 'r', offset: '3s', at: '1s', for: '4s' },
    { kind: 'clock-skew', target: 's', offset: '-2s', at: '3s', for: '4s' },
    { kind: 'clock-skew', target: 'r', offset: '500ms', at: '3s', for: '1s' },
  ];
  const tenants = { a: tenantText({ table: 't' }) };
  const { service } = runUntil(
    smallRegion({ regions, tables: { t: { region: 'r' }, u: { region: 's' } }, tenants, faults: skews }),
    0.5,
  );
  const offsetsMs = (untilS: number) => {
    service.advance(untilS * 1e9, Number.POSITIVE_INFINITY);
    const machines = service.topology.hosts.filter(({ role }) => !role.isOutside);
    const inRegion = (number: number) => machines.filter((host) => host.region === number);
    return [0, 1].map((number) => [...new Set(inRegion(number).map(({ clockOffsetNs }) => clockOffsetNs / 1e6))]);
  };
  expect([0.9, 2, 3.5, 4.5, 6, 8].map(offsetsMs)).toEqual([
    [[0], [0]],
    [[3000], [0]],
    [[3500], [-2000]],
    [[3000], [-2000]],
    [[0], [-2000]],
    [[0], [0]],
  ]);
});
