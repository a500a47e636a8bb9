/** Chart titles state what the data say, and nothing where they say nothing. */
import { describe, expect, test } from 'vitest';
import {
  availabilityFinding,
  distributionFinding,
  latencyFinding,
  outcomesFinding,
  unitsFinding,
} from '../../reports/charts/findings.js';
import type { FaultRow } from '../../sim/result.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

describe('latency finding', () => {
  test('names the rise, the fault and the recovery', () => {
    expect(latencyFinding(resultFixture())).toMatch(
      /^p99 rose from 8\.\d+ ms to 2\d\d ms while us-east-1\/az-2 was dark, and recovered in 4 s$/,
    );
  });

  test('a fault shorter than its effect is recovered from after its end', () => {
    const faults: readonly FaultRow[] = [
      { kind: 'leader-handover', target: 'orders/7', fromS: 40, toS: 41, condition: null },
    ];
    expect(latencyFinding(resultFixture({ faults }))).toMatch(
      /during leader-handover of orders\/7, and recovered 3 s after that$/,
    );
  });

  test('without a recovery there is no word of one', () => {
    expect(latencyFinding(resultFixture({ durationS: 43 }))).toMatch(/was dark$/);
  });

  test('windows in which nothing succeeded are no fast windows', () => {
    const result = resultFixture();
    const [tenant] = result.series.tenants;
    const silent = (window: number) => window >= 40 && window < 46;
    const tenants = [
      {
        ...tenant,
        succeeded: tenant.succeeded.map((succeeded, window) => (silent(window) ? 0 : succeeded)),
        p99Ms: tenant.p99Ms.map((p99Ms, window) => (silent(window) ? null : p99Ms)),
      },
    ];
    expect(latencyFinding({ ...result, series: { ...result.series, tenants } })).toBe(
      'No request succeeded for 6 s while us-east-1/az-2 was dark, and recovered in 6 s',
    );
  });

  test('is neutral when nothing happened', () => {
    expect(latencyFinding(resultFixture({ faults: [] }))).toMatch(/^p99 stayed near [78]\.\d+ ms$/);
    const harmless: readonly FaultRow[] = [
      { kind: 'clock-skew', target: 'us-east-1/az-2', fromS: 900, toS: null, condition: null },
    ];
    expect(latencyFinding(resultFixture({ faults: harmless }))).toMatch(/stayed near .* through every fault$/);
    expect(latencyFinding(resultFixture({ allFailed: true }))).toMatch(/^No request succeeded/);
    expect(latencyFinding(resultFixture({ tenants: [] }))).toBe('No tenant sent requests');
  });
});

describe('other findings', () => {
  test('speak of the busiest row, the commonest failure and the target', () => {
    const result = resultFixture();
    expect(distributionFinding(result)).toBe(
      '1 in 1000 storefront getItem requests took longer than 205 ms, 66 times the median',
    );
    expect(outcomesFinding(result)).toBe('99.57 % of 964k requests succeeded; most others were throttled');
    expect(availabilityFinding(result)).toMatch(/^us-east-1 was 99\.7 % available .* meets its target of 99\.99 %$/);
  });

  test('units: what was throttled, what was left unused, and how the table grew', () => {
    const result = withUsage(withUsage(resultFixture(), { table: 'quiet' }));
    const busy = { ...result, usage: result.usage.map((row, at) => (at === 0 ? { ...row, throttledUnits: 0 } : row)) };
    expect(unitsFinding(busy)).toMatch(
      /^orders throttled 1\.\d+ % of the units asked of it, while 37\.5 % of its provision went unused; it grew from 4 partitions to 9$/,
    );
    const calm = withUsage(resultFixture(), { mode: 'on-demand', wastedShare: null, partitionsAtEnd: 4 });
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
