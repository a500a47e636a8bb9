/** What a valid file becomes: quantities in base units, names resolved, defaults filled in. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../sim/scenario/read.js';
import { starterScenario } from '../../sim/scenario/starter.js';
import { everything, linesOf, smallest, zoneOutage } from './examples.js';

describe('the file in the design', () => {
  const scenario = readScenario(zoneOutage, 'zone-outage.yaml');

  test('is read to base units', () => {
    expect(scenario).toMatchObject({
      title: 'One zone goes dark for 30 s under steady load',
      seed: 42,
      durationNs: 120e9,
      warmupNs: 10e9,
      seriesWindowNs: 1e9,
      regions: [{ name: 'us-east-1', zones: 3, routersPerZone: 4, storageNodesPerZone: 12 }],
      expectations: [{ metric: 'durability.lostWrites', during: null, is: 0, atLeast: null, atMost: null }],
      isolation: null,
    });
    expect(scenario.tables).toEqual([
      {
        name: 'orders',
        regions: ['us-east-1'],
        additions: [],
        partitions: 24,
        items: { count: 10e6, sizeBytes: { kind: 'constant', value: 900 } },
        order: 'hashed',
        capacity: { mode: 'global', readUnitsPerSecond: 20_000, writeUnitsPerSecond: 5000, autoScaling: null },
        splitting: { bySize: true, byConsumption: true },
      },
    ]);
    expect(scenario.tenants[0]).toMatchObject({
      table: 'orders',
      arrivals: { kind: 'poisson', perSecond: 8000 },
      mix: [
        { operation: 'getItem', share: 0.8 },
        { operation: 'putItem', share: 0.2 },
      ],
      keys: { kind: 'zipfian', exponent: 0.99, scrambled: true },
    });
    expect(scenario.faults).toEqual([
      {
        kind: 'zone-outage',
        target: { kind: 'zone', region: 'us-east-1', zone: 2 },
        peer: null,
        direction: 'both',
        atNs: 40e9,
        forNs: 30e9,
        values: {},
      },
    ]);
    expect(scenario.objectives).toEqual([
      { tenant: 'storefront', metric: 'availability', target: 0.9999 },
      { tenant: 'storefront', metric: 'getItem.p99', target: 10e6 },
    ]);
  });
});

describe('defaults', () => {
  test('fill in all but title, regions, tables, tenants and arrivals', () => {
    const scenario = readScenario(smallest, 'a.yaml');
    expect(scenario).toMatchObject({
      shows: '',
      seed: 1,
      durationNs: 60e9,
      warmupNs: 6e9,
      faults: [],
      expectations: [],
    });
    expect(scenario.regions).toEqual([{ name: 'r', zones: 3, routersPerZone: 2, storageNodesPerZone: 3 }]);
    expect(scenario.tables[0]).toMatchObject({ regions: ['r'], partitions: 1, capacity: null });
    expect(scenario.tenants[0]).toMatchObject({
      table: 't',
      startsAtNs: 0,
      stopsAtNs: 60e9,
      strongReadShare: 0,
      keys: { kind: 'uniform' },
      itemsPerQuery: { kind: 'constant', value: 10 },
    });
    expect(scenario.parameters.replication.lease).toBe(2e9);
  });

  test.each([
    ['none', { attemptsMax: 1, retryQuota: null }],
    ['legacy', { attemptsMax: 11, retryQuota: null, throttleBackoffBaseNs: 25e6 }],
    ['standard', { attemptsMax: 4, retryQuota: { tokens: 500, costTransient: 14, costThrottled: 5 } }],
    ['adaptive', { attemptsMax: 4, throttleBackoffBaseNs: 1e9, backoffCapNs: 20e9, backoffBaseNs: 25e6 }],
  ])('of a client follow its retry mode %s', (retries, expected) => {
    const client = readScenario(smallest, 'a.yaml', [{ path: 'tenants.a.client.retries', value: retries }]).tenants[0]
      .client;
    expect(client).toMatchObject(expected);
  });

  test.each([
    ['500ms', 5e6],
    ['6s', 100e6],
    ['30s', 500e6],
    ['60s', 1e9],
    ['10m', 1e9],
    ['11m', 2e9],
    ['24h', 300e9],
    ['30d', 7200e9],
  ])('of the series window give a run of %s about 60 to 600 windows', (value, expected) => {
    expect(readScenario(smallest, 'a.yaml', [{ path: 'duration', value }]).seriesWindowNs).toBe(expected);
  });

  test('of warm-up are a tenth of the run, at most 10 s', () => {
    const warmupOf = (value: string) => readScenario(smallest, 'a.yaml', [{ path: 'duration', value }]).warmupNs;
    expect([warmupOf('1s'), warmupOf('1h'), warmupOf('1ns')]).toEqual([100e6, 10e9, 0]);
  });
});

describe('the whole grammar', () => {
  const scenario = readScenario(everything, 'everything.yaml');
  const tenant = (name: string) => scenario.tenants.find((each) => each.name === name);

  test('sorts names, so that the order of a mapping means nothing', () => {
    expect(scenario.tenants.map((each) => each.name)).toEqual(['bots', 'reports', 'shop']);
    expect(scenario.tables.map((each) => each.name)).toEqual(['carts', 'orders']);
  });

  test('reads arrivals, profiles and workloads', () => {
    expect(tenant('shop')).toMatchObject({
      mix: [
        { operation: 'getItem', share: 0.5 },
        { operation: 'updateItem', share: 0.5 },
      ],
      keys: { kind: 'zipfian', exponent: 0.99, scrambled: true },
      profile: [
        { kind: 'step', factor: 2, atNs: 30e9 },
        { kind: 'wave', amplitude: 0.3, periodNs: 300e9, atNs: 0 },
      ],
    });
    expect(tenant('reports')).toMatchObject({
      startsAtNs: 60e9,
      stopsAtNs: 540e9,
      arrivals: {
        kind: 'bursty',
        states: [
          { perSecond: 1000, meanStayNs: 10e9 },
          { perSecond: 10_000, meanStayNs: 1e9 },
        ],
      },
      strongReadShare: 0.3,
      keys: { kind: 'hotspot', share: 0.8, of: 0.2 },
      itemsPerQuery: { kind: 'uniform', from: 1, to: 100 },
      profile: [
        { kind: 'ramp', factor: 3, atNs: 30e9, overNs: 20e9 },
        { kind: 'spike', factor: 10, atNs: 60e9, forNs: 5e9 },
      ],
      client: { retries: 'legacy', hedgeAfterNs: 50e6, retryQuota: null },
    });
    expect(tenant('bots')).toMatchObject({
      arrivals: { kind: 'closed', workers: 100, thinkNs: { kind: 'exponential', mean: 10e6, offset: 1e6 } },
      keys: { kind: 'single', item: 17 },
    });
  });

  test('reads verdicts: shares as fractions, times of the result in milliseconds', () => {
    expect(scenario.expectations).toMatchObject([
      { during: { fromNs: 120e9, toNs: 180e9 }, atMost: 20 },
      { atLeast: 0.999, atMost: 1 },
    ]);
    expect(scenario.isolation).toEqual({ victims: ['shop'], neighbours: ['reports', 'bots'] });
    expect(scenario.objectives).toContainEqual({ tenant: 'shop', metric: 'getItem.p99.9', target: 25e6 });
  });

  test('reads parameters by the unit of each tunable', () => {
    const { disk, replication } = scenario.parameters;
    expect(disk.bandwidth).toBe(3.125e9);
    expect(disk.read).toMatchObject({ kind: 'empirical', quantiles: { length: 5, 3: { at: 0.999, value: 1e6 } } });
    expect([replication.lease, replication.askPeers, replication.quorum]).toEqual([1.5e9, false, 2]);
  });
});

test.each(['My first', '', 'a "quoted" title: yes', "#'"])('the starter named %j is valid', (name) => {
  const text = starterScenario(name, 'schema.json');
  expect(linesOf(text)).toEqual([]);
  const lines = text.trimEnd().split('\n').length;
  expect(lines).toBeGreaterThanOrEqual(15);
  expect(lines).toBeLessThanOrEqual(50);
});
