/** Every metric path reads the number it names, and a path that names none is told from one without data. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import type { TenantSeries } from '../../sim/series.js';
import { metricOf, metricProblem, metricsOf } from '../../sim/verdicts/metrics.js';
import { defaultParameters } from '../default-parameters.js';
import { resultFixture } from '../reports/fixture.js';
import { withUsage } from '../reports/usage-fixture.js';

const result = resultFixture({ tenants: ['storefront', 'batch'] });
const during = { fromNs: 40e9, toNs: 42e9 };

function read(path: string, of: Result = result, when: typeof during | null = null): number | null | readonly string[] {
  const reading = metricOf(of, path, when);
  if (reading.kind === 'value') return reading.value;
  return reading.kind === 'unknown' ? reading.nearest : null;
}

/** The fixture's run with the first tenant's series replaced: four windows of a second, no warm-up. */
function withSeries(series: Partial<TenantSeries>): Result {
  const base = resultFixture({ tenants: ['storefront'], durationS: 4 });
  return {
    ...base,
    run: { ...base.run, warmupSeconds: 0 },
    series: { ...base.series, tenants: [{ ...base.series.tenants[0], ...series }] },
  };
}

describe('latency paths', () => {
  test.each([
    ['latency.storefront.getItem.strong.p50', 3.1],
    ['latency.storefront.getItem.strong.p99', 12.4],
    ['latency.storefront.getItem.strong.p99.9', 3.1 * 66],
    ['latency.storefront.getItem.strong.p99.99', 3.1 * 150],
    ['latency.batch.putItem.write.mean', 6.4 * 1.2],
  ])('%s', (path, expected) => {
    expect(read(path)).toBeCloseTo(expected as number, 9);
  });

  test('without a consistency the worst row counts', () => {
    expect(read('latency.storefront.getItem.p99')).toBe(read('latency.storefront.getItem.strong.p99'));
  });

  test('the service view is another number', () => {
    expect(read('serviceLatency.storefront.putItem.p99')).toBeCloseTo(5.4 * 4 * 0.8, 9);
  });

  test('an operation that never succeeded has no data', () => {
    expect(metricOf(result, 'latency.storefront.query.p99', null)).toEqual({ kind: 'noData' });
    expect(metricOf(resultFixture({ allFailed: true }), 'latency.storefront.getItem.p99', null).kind).toBe('noData');
  });
});

describe('names with dots', () => {
  test('are told from the words around them', () => {
    const dotted = resultFixture({ tenants: ['eu.west', 'eu'] });
    expect(read('latency.eu.west.getItem.strong.p50', dotted)).toBe(3.1);
    expect(read('latency.eu.getItem.strong.p50', dotted)).toBe(4.1);
    expect(read('latency.eu.west.getItem.strong.p99.9', dotted)).toBeCloseTo(3.1 * 66, 9);
  });
});

describe('outcome paths', () => {
  test('sum over operations, and over tenants for all', () => {
    const sum = (tenant: string | null) =>
      result.outcomes
        .filter((row) => tenant === null || row.tenant === tenant)
        .reduce((sum, row) => sum + row.issued, 0);
    expect(read('outcomes.storefront.issued')).toBe(sum('storefront'));
    expect(read('outcomes.all.issued')).toBe(sum(null));
    expect(read('outcomes.storefront.putItem.retriesDenied')).toBe(12);
  });

  test('shares are of the finished requests, and throttles are no errors', () => {
    const row = { ...result.outcomes[0], issued: 110, succeeded: 80, throttled: 10, serverErrors: 6, timedOut: 4 };
    const one = { ...result, outcomes: [{ ...row, unfinished: 10, retries: 55 }] };
    expect(read('outcomes.storefront.successShare', one)).toBe(0.8);
    expect(read('outcomes.storefront.errorShare', one)).toBe(0.1);
    expect(read('outcomes.storefront.retriesPerRequest', one)).toBe(0.5);
  });
});

describe('other whole-run paths', () => {
  const shared: Result['isolation'][number] = {
    tenant: 'storefront',
    operation: 'getItem',
    consistency: 'strong',
    p50AloneMs: 3,
    p50SharedMs: 4,
    p99AloneMs: 10,
    p99SharedMs: 15,
    p99_9AloneMs: 20,
    p99_9SharedMs: 25,
    ratio: 1.5,
    ratioLow: 1.4,
    ratioHigh: 1.6,
  };
  const rich: Result = {
    ...result,
    isolation: [shared, { ...shared, operation: 'putItem', ratio: 1.2 }],
    checks: [
      { property: 'durability', verdict: 'violated', examined: 9, violations: 7, witness: 'write 7 of orders/3' },
      { property: 'one-leader', verdict: 'holds', examined: 9, violations: 0, witness: null },
      { property: 'read-freshness', verdict: 'unknown', examined: 0, violations: 0, witness: null },
    ],
  };

  test.each([
    ['availability.tenant.storefront.achieved', result.availability[2].achieved],
    ['availability.region.us-east-1.monthly', result.availability[0].monthly],
    ['availability.table.orders.clientView', result.availability[1].clientView],
    ['durability.lostWrites', 7],
    ['checks.durability.violations', 7],
    ['checks.one-leader.violations', 0],
    ['checks.read-freshness.violations', null],
    ['checks.one-owner.violations', null],
    ['elections.longestLeaderlessMs', 3120],
    ['isolation.storefront.ratio', 1.5],
    ['isolation.storefront.putItem.ratio', 1.2],
    ['isolation.storefront.getItem.ratioLow', 1.4],
    ['isolation.storefront.getItem.ratioHigh', 1.6],
    ['isolation.batch.ratio', null],
    ['stations.storage cpu us-east-1/az-1.utilisationMax', 0.44],
    ['tail.storefront.getItem.p99.9-max.failover', 0.6],
    ['tail.storefront.getItem.strong.p99.9-max.disk', 0],
    ['tail.storefront.getItem.p90-p99.disk', null],
    ['run.events', 12_345_678],
  ])('%s', (path, expected) => {
    const value = read(path, rich);
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 12);
  });
});

describe('paths of units', () => {
  const metered = withUsage(result);
  const [usage] = metered.usage;
  const [table] = metered.series.tables;

  test.each([
    ['usage.storefront.throttledShare', 0.08],
    ['usage.storefront.throttledUnits', usage.throttledUnits],
    ['usage.storefront.consumedReadUnits', usage.consumedReadUnits],
    ['usage.storefront.burstReadUnits', usage.burstReadUnits],
    ['usage.storefront.throttled.TableReadKeyRangeThroughputExceeded', 9_000],
    ['usage.storefront.throttled.TableReadProvisionedThroughputExceeded', 0],
    ['tables.orders.wastedShare', 0.375],
    ['tables.orders.skew', 2.4],
    ['tables.orders.partitionsAtStart', 4],
    ['tables.orders.partitionsAtEnd', 9],
    ['controlPlane.splitsForConsumption', 5],
    ['controlPlane.givenUp', 0],
    ['series.tables.orders.highest.partitions', 9],
    ['series.tables.orders.lowest.partitions', 4],
    ['series.tables.orders.provisionedReadUnitsPerSecond', 12_000],
    ['series.tables.orders.highest.throttledUnitsPerSecond', Math.max(...table.throttledUnits)],
  ])('%s', (path, expected) => {
    expect(read(path, metered)).toBeCloseTo(expected, 9);
  });

  test('take a during over time', () => {
    expect(read('series.tables.orders.partitions', metered, during)).toBe(4);
    expect(read('series.tables.orders.readUnitsPerSecond', metered, during)).toBe(
      (table.readUnits[40] + table.readUnits[41]) / 2,
    );
  });

  test('a last window that the end cut short weighs by its width', () => {
    const cut = { ...metered, run: { ...metered.run, simulatedSeconds: 119.5 } };
    const last = { fromNs: 119e9, toNs: 120e9 };
    expect(read('series.tables.orders.readUnitsPerSecond', cut, last)).toBe(2 * table.readUnits[119]);
    expect(read('series.tables.orders.partitions', cut, last)).toBe(9);
  });

  test('a table without a provision wastes nothing that could be known', () => {
    const free = withUsage(result, { mode: 'on-demand', wastedShare: null });
    expect(metricOf(free, 'tables.orders.wastedShare', null)).toEqual({ kind: 'noData' });
  });

  test('are known only where there is a capacity', () => {
    expect(metricOf(result, 'usage.storefront.throttledShare', null).kind).toBe('unknown');
    expect(metricOf(metered, 'usage.batch.throttledShare', null)).toEqual({
      kind: 'unknown',
      nearest: expect.arrayContaining(['usage.storefront.throttledShare']),
    });
    expect((read('tables.order.skew', metered) as readonly string[])[0]).toBe('tables.orders.skew');
    expect((read('usage.storefront.throttled.KeyRange', metered) as readonly string[])[0]).toMatch(
      /^usage\.storefront\.thr/,
    );
  });
});

describe('series paths', () => {
  const uneven = withSeries({
    succeeded: [100, 0, 40, 80],
    throttled: [0, 0, 10, 0],
    serverErrors: [0, 60, 50, 0],
    timedOut: [0, 40, 0, 0],
    writes: [20, 0, 0, 10],
    p99Ms: [5, null, 90, 7],
  });
  const middle = { fromNs: 1e9, toNs: 3e9 };

  test.each([
    ['series.storefront.succeededPerSecond', 55],
    ['series.storefront.lowest.succeededPerSecond', 0],
    ['series.storefront.highest.succeededPerSecond', 100],
    ['series.storefront.errorsPerSecond', 37.5],
    ['series.storefront.successShare', 220 / 380],
    ['series.storefront.secondsWithout.writes', 2],
    ['series.storefront.secondsWithout.successes', 1],
    ['series.storefront.p99', 90],
    ['series.storefront.lowest.p99', 5],
    ['series.all.succeededPerSecond', 55],
  ])('%s over the whole run', (path, expected) => {
    expect(read(path, uneven)).toBeCloseTo(expected, 12);
  });

  test('during takes the windows that start within it', () => {
    expect(read('series.storefront.succeededPerSecond', uneven, middle)).toBe(20);
    expect(read('series.storefront.lowest.p99', uneven, middle)).toBe(90);
    expect(read('series.storefront.p99', uneven, { fromNs: 1e9, toNs: 2e9 })).toBeNull();
    expect(read('series.storefront.succeededPerSecond', uneven, { fromNs: 9e9, toNs: 10e9 })).toBeNull();
  });

  test('without during the warm-up does not count', () => {
    const warm = { ...uneven, run: { ...uneven.run, warmupSeconds: 2 } };
    expect(read('series.storefront.succeededPerSecond', warm)).toBe(60);
  });

  test('a last window that the end cut short weighs by its width', () => {
    const cut = { ...uneven, run: { ...uneven.run, simulatedSeconds: 3.5 } };
    expect(read('series.storefront.succeededPerSecond', cut)).toBeCloseTo(220 / 3.5, 12);
    expect(read('series.storefront.highest.succeededPerSecond', cut)).toBe(160);
  });

  test('windows are compared in whole nanoseconds', () => {
    const base = withSeries({ succeeded: [1, 2, 3, 4] });
    const timeS = [203, 204, 205, 206].map((window) => window * 0.01);
    const fine = { ...base, series: { ...base.series, windowSeconds: 0.01, timeS } };
    expect(read('series.storefront.succeededPerSecond', fine, { fromNs: 2.05e9, toNs: 2.06e9 })).toBeCloseTo(300, 9);
    expect(read('series.storefront.succeededPerSecond', fine, { fromNs: 2.04e9, toNs: 2.05e9 })).toBeCloseTo(200, 9);
  });

  test('the service has a series of its own', () => {
    expect(read('series.service.highest.leaderlessPartitions')).toBe(8);
    expect(read('series.service.maxRouterUtilisation')).toBeCloseTo(0.21, 12);
  });

  test('during on a metric of the whole run is refused', () => {
    expect(metricOf(result, 'run.events', during)).toEqual({ kind: 'notOverTime' });
    expect(metricOf(result, 'series.storefront.p99', during).kind).toBe('value');
  });
});

describe('unknown paths', () => {
  test.each([
    ['latency.storefrnt.getItem.p99', 'latency.storefront.getItem.p99'],
    ['latency.storefront.getItem.p999', 'latency.storefront.getItem.p99'],
    ['latncy.storefront.getItm.p50', 'latency.storefront.getItem.p50'],
    ['outcomes.storefront.sucessShare', 'outcomes.storefront.successShare'],
    ['series.storefront.secondsWithout.write', 'series.storefront.secondsWithout.writes'],
    ['durability.lostWrites.', 'durability.lostWrites'],
    ['run.event', 'run.events'],
    ['getItem.p99', 'latency.storefront.getItem.p99'],
    ['get.p99', 'latency.storefront.getItem.p99'],
    ['latency.p99.9', 'latency.storefront.getItem.p99.9'],
    ['storefront.getItem.p99', 'latency.storefront.getItem.p99'],
    ['throttled.storefront', 'outcomes.storefront.throttled'],
    ['storefront.success', 'outcomes.storefront.successShare'],
    ['availability.storefront', 'availability.tenant.storefront.achieved'],
    ['lostWrites', 'durability.lostWrites'],
  ])('%s is nearest to %s', (path, nearest) => {
    expect((read(path) as readonly string[])[0]).toBe(nearest);
  });

  test('a name must not be empty', () => {
    expect(metricOf(result, 'checks..violations', null).kind).toBe('unknown');
  });

  test('any text at all is answered, and what is offered is valid', () => {
    const word = fc.constantFrom(
      'latency',
      'series',
      'storefront',
      'all',
      'p99',
      '9',
      'lowest',
      '',
      '__proto__',
      'toString',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 6 }).map((words) => words.join('.')),
        ),
        (path) => {
          const reading = metricOf(result, path, null);
          if (reading.kind !== 'unknown') return;
          expect(reading.nearest.length).toBeGreaterThan(0);
          for (const near of reading.nearest) expect(metricOf(result, near, null).kind).not.toBe('unknown');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('before a run', () => {
  const whole = { bySize: false, byConsumption: false };
  const mix = [{ operation: 'getItem', share: 1 }];
  const scenario = {
    tenants: [
      { name: 'storefront', table: 'orders', mix },
      { name: 'audit', table: 'logs', mix },
    ],
    tables: [
      { name: 'orders', capacity: { mode: 'global' }, splitting: whole },
      { name: 'logs', capacity: null, splitting: whole },
      { name: 'archive', capacity: null, splitting: { ...whole, bySize: true } },
    ],
    regions: [{ name: 'us-east-1', zones: 2, routersPerZone: 1, storageNodesPerZone: 1 }],
    parameters: defaultParameters,
  } as unknown as Scenario;

  test('a path is checked against the names of the scenario', () => {
    expect(metricProblem(scenario, 'latency.storefront.getItem.p99.9', null)).toBeNull();
    expect(metricProblem(scenario, 'availability.table.orders.achieved', null)).toBeNull();
    expect(metricProblem(scenario, 'availability.table.us-east-1.achieved', null)?.kind).toBe('unknown');
    expect(metricProblem(scenario, 'latency.storefront.putItem.p99', null)?.kind).toBe('unknown');
    expect(metricProblem(scenario, 'run.events', during)?.kind).toBe('notOverTime');
  });

  test('units are counted for tables with a capacity and their tenants, partitions also where a table splits', () => {
    const isKnown = (path: string) => metricProblem(scenario, path, null) === null;
    expect(['storefront', 'audit'].map((name) => isKnown(`usage.${name}.throttledShare`))).toEqual([true, false]);
    const paths = ['orders', 'logs', 'archive'].map((name) => `tables.${name}.partitionsAtEnd`);
    expect(paths.map(isKnown)).toEqual([true, false, true]);
    expect(isKnown('series.tables.archive.highest.partitions')).toBe(true);
    expect(isKnown('series.tables.logs.highest.partitions')).toBe(false);
  });

  test('stations and checks are those of the scenario', () => {
    const kindOf = (path: string) => metricProblem(scenario, path, null)?.kind;
    expect(kindOf('stations.us-east-1.az-2.disks.jobs')).toBeUndefined();
    expect(kindOf('stations.us-east-1.az-3.disks.jobs')).toBe('unknown');
    expect(kindOf('checks.one-leader.violations')).toBeUndefined();
    expect(kindOf('checks.monotonic-reads.violations')).toBe('unknown');
  });

  test('all names are listed once, each with its unit, and each is one that may be asked for', () => {
    const listed = [...metricsOf(scenario)];
    const unitOf = new Map(listed.map(({ path, unit }) => [path, unit]));
    expect(unitOf.size).toBe(listed.length);
    for (const { path } of listed) expect(metricProblem(scenario, path, null), path).toBeNull();
    expect(
      [
        ['latency.audit.getItem.strong.p99.9', 'ms'],
        ['latency.audit.getItem.p95.ofAll', 'ms'],
        ['outcomes.all.successShare', 'share'],
        ['outcomes.all.retries', 'count'],
        ['outcomes.audit.retriesPerRequest', 'ratio'],
        ['staleness.audit.getItem.share', 'share'],
        ['staleness.audit.max', 'ms'],
        ['availability.tenant.audit.monthly', 'share'],
        ['availability.tenant.audit.budgetUsedMinutes', 'min'],
        ['checks.one-leader.violations', 'count'],
        ['elections.longestLeaderlessMs', 'ms'],
        ['recovery.longestSeconds', 's'],
        ['isolation.audit.ratio', 'ratio'],
        ['isolation.audit.p99Alone', 'ms'],
        ['stations.us-east-1.az-1.disks.utilisationMax', 'share'],
        ['stations.us-east-1.az-1.disks.meanWaitMs', 'ms'],
        ['usage.storefront.throttledUnits', 'units'],
        ['tables.orders.skew', 'ratio'],
        ['tail.audit.getItem.p99.9-max.disk', 'share'],
        ['series.audit.secondsWithout.writes', 's'],
        ['series.audit.retriesPerSecond', '1/s'],
        ['series.audit.lowest.p99.9', 'ms'],
        ['series.tables.orders.readUnitsPerSecond', 'units/s'],
        ['series.service.leaderlessPartitions', 'count'],
        ['series.service.maxStorageUtilisation', 'share'],
      ].filter(([path, unit]) => unitOf.get(path) !== unit),
    ).toEqual([]);
  });
});
