/** Titles, sparklines and first panels speak of the tenant with the finding, not of the busiest. */
import { expect, test } from 'vitest';
import { distributionFinding, outcomesFinding } from '../../reports/charts/findings.js';
import { latencyFinding } from '../../reports/charts/latency-finding.js';
import { subjectOf } from '../../reports/subject.js';
import { summaryText } from '../../reports/summary/summary.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

/** Nothing happened, and `big` sends twice as much as `small`. */
const calm: Result = {
  ...resultFixture({ tenants: ['big', 'small'], faults: [] }),
  objectives: [],
  expectations: [],
};
const [objective] = resultFixture().objectives;
const missed = { ...objective, tenant: 'small', metric: 'getItem.p99', unit: 'ms' as const, bound: 'atMost' as const };
const isolated = (ratio: number): Result['isolation'] => [
  {
    ...{ tenant: 'small', operation: 'getItem', consistency: 'strong', ratio, ratioLow: ratio, ratioHigh: ratio },
    ...{ p50AloneMs: 1, p50SharedMs: 1, p99AloneMs: 2, p99SharedMs: 2 * ratio, p99_9AloneMs: 3, p99_9SharedMs: 3 },
  },
];

/** The tenant's p99 is so many times higher in its last quarter. */
function risen(name: string, factor: number): Pick<Result, 'series'> {
  const tenants = calm.series.tenants.map((tenant) =>
    tenant.tenant !== name
      ? tenant
      : { ...tenant, p99Ms: tenant.p99Ms.map((ms, at) => (at < 90 ? ms : (ms ?? 0) * factor)) },
  );
  return { series: { ...calm.series, tenants } };
}

const throttledMost = calm.outcomes.map((row) =>
  row.tenant === 'small' ? { ...row, throttled: 9 * row.succeeded } : row,
);

test.each<[string, Partial<Result>, string]>([
  ['the busiest where nobody has a finding', {}, 'big'],
  ['a victim', { isolation: isolated(33) }, 'small'],
  ['one whose neighbours cost it nothing has no finding', { isolation: isolated(1.01) }, 'big'],
  ['one whose p99 rose', risen('small', 5), 'small'],
  ['one whose p99 rose more than what another suffers', { isolation: isolated(2), ...risen('big', 9) }, 'big'],
  ['one that lost its requests', { outcomes: throttledMost }, 'small'],
  [
    'one that misses its objective, whoever changed',
    { objectives: [{ ...missed, met: false, actual: 12, target: 10 }], ...risen('big', 9) },
    'small',
  ],
  ['not one that meets it', { objectives: [{ ...missed, met: true, actual: 8, target: 10 }] }, 'big'],
  [
    'one that an expectation is missed about',
    {
      expectations: [
        {
          metric: 'usage.small.throttledShare',
          condition: '',
          actual: 1,
          unit: 'share',
          margin: -1,
          amongFailures: null,
          met: false,
        },
      ],
    },
    'small',
  ],
])('%s', (_, more, tenant) => {
  expect(subjectOf({ ...calm, ...more })?.tenant).toBe(tenant);
});

test('a rise in windows with too few requests to know it is none', () => {
  const { series } = risen('small', 5);
  const few = series.tenants.map((tenant) => ({
    ...tenant,
    succeeded: tenant.succeeded.map((_, at) => (at === 95 ? 3 : 9)),
  }));
  const oneWindow = few.map((tenant, at) => ({
    ...tenant,
    p99Ms: calm.series.tenants[at].p99Ms.map((ms, window) => (window === 95 ? 900 : ms)),
  }));
  expect(subjectOf({ ...calm, series: { ...series, tenants: oneWindow } })?.tenant).toBe('big');
});

test('all sentences and the sparkline speak of it', () => {
  const result = { ...calm, isolation: isolated(33) };
  expect(latencyFinding(result)).toBe('p99 of small getItem was 33 times what it is alone: 66 ms, not 2 ms');
  expect(distributionFinding(result)).toMatch(/^1 in 1000 small /);
  expect(summaryText(result, { columns: 80, colour: false })).toContain('Over time (p99 of small');
  const refused = { ...calm, outcomes: throttledMost };
  expect(outcomesFinding(refused)).toMatch(
    / of .* requests succeeded, 10 % of those of small; most others were throttled/,
  );
});
