/** Chart titles state what the data say, and nothing where they say nothing. */
import { describe, expect, test } from 'vitest';
import {
  availabilityFinding,
  distributionFinding,
  outcomesFinding,
  unitsFinding,
} from '../../reports/charts/findings.js';
import { latencyFinding } from '../../reports/charts/latency-finding.js';
import { percent, short } from '../../reports/format.js';
import type { FaultRow, RecoveryRow, Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { recoveries } from '../../sim/verdicts/recovery.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

/** With the verdict on what the series then show. */
function withSeries(result: Result, change: (tenant: TenantSeries) => TenantSeries): Result {
  const series = { ...result.series, tenants: result.series.tenants.map(change) };
  return { ...result, series, recovery: recoveries(series, result.run, result.faults) };
}

describe('latency finding', () => {
  test('names the rise, the fault and the recovery', () => {
    expect(latencyFinding(resultFixture())).toMatch(
      /^p99 rose from 8\.\d+ ms to 2\d\d ms in the worst second and only 9\d\.\d % of requests succeeded in the first 4 s that us-east-1\/az-2 was dark, then recovered$/,
    );
  });

  test('a fault shorter than its effect is recovered from after its end', () => {
    const faults: readonly FaultRow[] = [
      { kind: 'leader-handover', target: 'orders/7', hosts: [], hostsHit: 0, fromS: 40, toS: 41, condition: null },
    ];
    expect(latencyFinding(resultFixture({ faults }))).toMatch(
      /during leader-handover of orders\/7, recovered 3 s after that$/,
    );
  });

  test('recovery is the verdict of the result, not what this tenant looks like', () => {
    const result = resultFixture();
    const [row] = result.recovery;
    const judged = (more: Partial<RecoveryRow>) => latencyFinding({ ...result, recovery: [{ ...row, ...more }] });
    expect(judged({ state: 'recovered', atS: 61 })).toMatch(
      /in the first 21 s that us-east-1\/az-2 was dark, then recovered$/,
    );
    expect(judged({ state: 'notRecovered', atS: null })).toMatch(
      / while us-east-1\/az-2 was dark and in the 50 s after, not recovered by 120 s/,
    );
    expect(judged({ state: 'unknown', atS: null })).toMatch(/was dark$/);
    expect(judged({ state: 'undisturbed', atS: 40 }), 'a stray window is no outage').toMatch(
      /in the median window and 2\d\d ms in the worst, while us-east-1\/az-2 was dark$/,
    );
  });

  test('windows in which nothing succeeded are no fast windows', () => {
    const silence = (window: number) => window >= 40 && window < 46;
    const result = withSeries(resultFixture(), (tenant) => ({
      ...tenant,
      succeeded: tenant.succeeded.map((succeeded, window) => (silence(window) ? 0 : succeeded)),
      p99Ms: tenant.p99Ms.map((p99Ms, window) => (silence(window) ? null : p99Ms)),
    }));
    expect(latencyFinding(result)).toBe(
      'Nothing succeeded in the first 6 s that us-east-1/az-2 was dark, then recovered',
    );
  });

  test('where requests are lost and none is slower, that is the finding', () => {
    const result = withSeries(resultFixture(), (tenant) => ({ ...tenant, p99Ms: tenant.p99Ms.map(() => 8) }));
    expect(latencyFinding(result)).toMatch(
      /^Only 9\d\.\d % of requests succeeded in the first 4 s that us-east-1\/az-2 was dark, then recovered$/,
    );
  });

  test('windows of under a hundred requests have no p99 but their slowest request', () => {
    const few = withSeries(resultFixture({ faults: [] }), (tenant) => ({
      ...tenant,
      succeeded: tenant.succeeded.map(() => 99),
    }));
    const slowest = Math.max(...few.series.tenants[0].maxMs.slice(10).map((ms) => ms ?? 0));
    expect(latencyFinding(few), 'maxima scatter').toBe(`No request took longer than ${short(slowest)} ms`);
    const maxMs = few.series.tenants[0].maxMs.map((ms, second) => (second === 90 ? 2000 : ms));
    const stray = withSeries(few, (tenant) => ({ ...tenant, maxMs }));
    expect(latencyFinding(stray)).toMatch(/^The slowest request took 2 s, that of the median window \d+(\.\d+)? ms$/);
  });

  test('what is slow when a fault is over and recovered from is not its doing', () => {
    const result = resultFixture();
    const slowAt = (slow: number) =>
      withSeries(result, (tenant) => ({
        ...tenant,
        p99Ms: tenant.p99Ms.map((ms, second) => (second === slow ? 7000 : ms)),
      }));
    expect(latencyFinding(slowAt(69)), 'the fault lasts to 70 s').toContain(' to 7 s ');
    expect(latencyFinding(slowAt(71))).toMatch(/ to 2\d\d ms /);
  });

  test('says what share succeeded where a latency is that of survivors', () => {
    const result = resultFixture({ faults: [] });
    const outcomes = result.outcomes.map((row) => ({ ...row, throttled: row.succeeded }));
    expect(latencyFinding({ ...result, outcomes })).toMatch(/; 49\.\d+ % of requests succeeded$/);
  });

  test('is neutral when nothing happened', () => {
    expect(latencyFinding(resultFixture({ faults: [] }))).toMatch(/^p99 stayed near [78]\.\d+ ms$/);
    const harmless: readonly FaultRow[] = [
      { kind: 'clock-skew', target: 'us-east-1/az-2', hosts: [], hostsHit: 0, fromS: 900, toS: null, condition: null },
    ];
    expect(latencyFinding(resultFixture({ faults: harmless }))).toMatch(/stayed near .* through every fault$/);
    expect(latencyFinding(resultFixture({ allFailed: true }))).toMatch(/^No request succeeded/);
    expect(latencyFinding(resultFixture({ tenants: [] }))).toBe('No tenant sent requests');
  });
});

describe('other findings', () => {
  test('speak of the missed objective, the commonest failure and the target', () => {
    const result = resultFixture();
    expect(distributionFinding(result)).toBe(
      '1 in 1000 storefront strong getItem requests took longer than 205 ms, 66 times the median',
    );
    expect(outcomesFinding(result)).toBe('99.57 % of 964k requests succeeded; most others were throttled');
    expect(availabilityFinding(result)).toMatch(/^orders was 99\.7 % available .* meets the SLA's 99\.99 %$/);
  });

  test('a share of successes is that of the very requests that are named', () => {
    const result = resultFixture();
    const reads = (consistency: string, requests: number, failed: number, slowMs: number) => ({
      ...result.latency[0],
      ...{ operation: 'getItem', consistency: consistency as 'strong', requests, failed, p99_9Ms: slowMs },
    });
    const latency = [reads('strong', 50_000, 50_000, 20), reads('eventual', 90_000, 10_000, 400)];
    // 90 of 100 thousand eventual reads; of all reads only 140 of 200.
    expect(distributionFinding({ ...result, latency })).toMatch(
      /^Of the 90 % of storefront eventual getItem requests that succeeded, 1 in 1000 took longer than 400 ms/,
    );
    expect(distributionFinding({ ...result, latency: latency.slice(1) })).toMatch(
      /^Of the 90 % of storefront getItem /,
    );
  });

  test('availability: a target that no objective sets is the agreement’s', () => {
    const result = resultFixture();
    const [tenant] = result.availability.filter(({ scope }) => scope === 'tenant');
    const alone = { ...result, availability: [tenant] };
    expect(availabilityFinding(alone), 'an objective sets 99.99 %').toMatch(/: meets its target of 99\.99 %$/);
    expect(availabilityFinding({ ...alone, objectives: [] })).toMatch(/: meets the SLA's 99\.99 %$/);
    const missed = { ...alone, availability: [{ ...tenant, met: false }], objectives: [] };
    expect(availabilityFinding(missed)).toMatch(/: misses the SLA's 99\.99 %$/);
  });

  test('availability: of a run that ends broken a month is no verdict, unless it misses even so', () => {
    const result = resultFixture();
    const [row] = result.recovery;
    const judged = (untilS: number, met: boolean) =>
      availabilityFinding({
        ...result,
        availability: result.availability.map((each) => ({ ...each, met })),
        recovery: [{ ...row, state: 'notRecovered', atS: null, untilS }],
      });
    const endS = result.run.simulatedSeconds;
    expect(judged(endS, true)).toMatch(
      /^orders was 99\.7 % available in this run, which ended before it had recovered: 99\.9[\d.]* % over a 30-day month at best$/,
    );
    expect(judged(endS, false)).toMatch(/over a 30-day month that is well from the end of the run on: misses/);
    expect(judged(endS - 1, true), 'a later fault may have been recovered from').toMatch(/: meets/);
  });

  test('availability: of tenants without a failure is said that there are no others', () => {
    const result = resultFixture({ tenants: ['a', 'b'] });
    const whole = result.availability.map((each) => ({ ...each, achieved: 1, clientView: 1, monthly: 1 }));
    expect(availabilityFinding({ ...result, availability: whole })).toBe(
      'All 2 tenants were 100 % available in this run: all meet their targets',
    );
    expect(availabilityFinding({ ...result, availability: whole, objectives: [] })).toMatch(
      /: all meet the SLA's 99\.99 %$/,
    );
    const refused = whole.map((each, at) => ({ ...each, clientView: at === 0 ? 1 : 0.5 }));
    expect(availabilityFinding({ ...result, availability: refused })).toContain('clients saw 50 %');
  });

  test('units: what was throttled, what was left unused, and how the table grew', () => {
    const result = withUsage(withUsage(resultFixture(), { table: 'quiet' }));
    const busy = { ...result, usage: result.usage.map((row, at) => (at === 0 ? { ...row, throttledUnits: 0 } : row)) };
    const [, { provisionedReadUnits: reads, consumedReadUnits: read }] = busy.tables;
    const [, { provisionedWriteUnits: writes, consumedWriteUnits: written }] = busy.tables;
    const [unusedReads, unusedWrites] = [1 - read / reads!, 1 - written / writes!].map(percent);
    expect(unitsFinding(busy)).toBe(
      `orders throttled 8 % of attempts (reads and writes), while ${unusedReads} of its read units and ` +
        `${unusedWrites} of its write units went unused; it grew from 4 partitions to 9`,
    );
    const ofWrites = busy.usage.map((row) => ({ ...row, throttledAttempts: { TableWriteKeyRange: 10 } }));
    expect(unitsFinding({ ...busy, usage: ofWrites })).toMatch(/^orders throttled 8 % of attempts \(writes alone\), /);
    const unlimited = { wastedShare: null, provisionedReadUnits: null, provisionedWriteUnits: null };
    const calm = withUsage(resultFixture(), { mode: 'on-demand', ...unlimited, partitionsAtEnd: 4 });
    const [usage] = calm.usage;
    expect(unitsFinding({ ...calm, usage: [{ ...usage, throttledUnits: 0 }] })).toBe(
      'orders served all units asked of it',
    );
    expect(unitsFinding(resultFixture())).toBe('No unit was asked for');
  });

  test('a missed target comes before a met one', () => {
    const result = resultFixture();
    const availability = result.availability.map((row) => ({ ...row, met: row.scope !== 'tenant' }));
    expect(availabilityFinding({ ...result, availability })).toMatch(/^storefront was .* misses its target/);
  });
});
