/**
 * How late a write is elsewhere, with constant times: the way to the other region, the router's work, the way to the leader
 * there, its work and log, and the second of three logs. And how a backlog drains: as many changes at once as may be on
 * their way, then one each 1 / changesPerSecond; conservation holds all the time.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, violations } from '../small-region.js';
import { regionsWith, writerText } from './two-regions.js';

const constant = (value: string) => ({ constant: value });

test('a write is elsewhere after the times on its way', () => {
  const result = run(
    smallRegion({
      regions: {
        a: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 },
        b: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 },
      },
      tables: { t: { regions: ['a', 'b'], partitions: 1, items: { count: 1000, size: '1KB' } } },
      tenants: { w: writerText('a', { arrivals: { poisson: '5/s' } }) },
      parameters: {
        network: {
          ...{ crossRegionDelay: constant('100ms'), crossZoneDelay: constant('1ms'), sameZoneDelay: constant('300us') },
          ...{ hostBandwidth: '1TB/s' },
        },
        router: { cpu: constant('200us') },
        storageNode: { writeCpu: constant('400us') },
        disk: { append: constant('10us'), flush: constant('90us') },
      },
    }),
  );
  // The leaders of both copies are in the first zone, as is the router that the sender reaches.
  const wayMs = 100 + 0.2 + 0.3 + 0.4;
  // The leader's own log takes 0.1 ms; another's answer comes after a way there, its log and a way back.
  const quorumMs = 1 + 0.1 + 1;
  const { lagP50Ms, applied } = result.globalTables.links.find(({ from }) => from === 'a')!;
  expect(applied).toBeGreaterThan(80);
  expect(lagP50Ms).toBeCloseTo(wayMs + quorumMs, 0);
  expect(violations(result)).toEqual([]);
});

test('a backlog drains at the rate that is stated, and the foreground is as fast as before', () => {
  const cutS = 10;
  const perSecond = 100;
  const drain = 250;
  const writers = {
    w: writerText('a', { arrivals: { poisson: `${perSecond}/s` } }),
    r: writerText('b', { mix: { getItem: '100%' } }),
  };
  const result = run(
    regionsWith(['a', 'b'], {
      duration: '40s',
      tables: { t: { regions: ['a', 'b'], partitions: 1, items: { count: 5000, size: '1KB' } } },
      tenants: writers,
      faults: [{ kind: 'network-partition', target: 'a', peer: 'b', at: '5s', for: `${cutS}s` }],
      parameters: {
        globalTables: { changesPerSecond: drain, changesInFlight: 50, timeout: '500ms', backoffMax: '200ms' },
      },
    }),
  );
  const { waiting } = result.series.links!.find(({ from }) => from === 'a')!;
  const at = (second: number) => waiting[Math.round(second * 10) - 1];
  const most = Math.max(...waiting);
  // What was written meanwhile, Poisson; a little more than that until a message gets through again.
  expect(most).toBeGreaterThan(perSecond * cutS - 3 * Math.sqrt(perSecond * cutS));
  expect(most).toBeLessThan(perSecond * (cutS + 2) + 3 * Math.sqrt(perSecond * cutS));
  // It shrinks by what leaves less what is written: 150 a second.
  const [earlier, later] = [17, 20];
  expect((at(earlier) - at(later)) / (later - earlier)).toBeCloseTo(drain - perSecond, -1.4);
  expect(at(30)).toBeLessThan(30);
  const { changesSent, changesApplied, changesSuperseded, changesWaiting } = result.globalTables;
  expect(changesSent).toBe(changesApplied + changesSuperseded + changesWaiting);
  expect(violations(result)).toEqual([]);
  const p99 = (tenant: string) => result.latency.find((row) => row.tenant === tenant)!.p99Ms!;
  expect(p99('r')).toBeLessThan(5);
});
