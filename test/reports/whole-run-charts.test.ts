/** Charts of the whole run: the month stands beside its target, nobody is drawn twice, and lines are told apart. */
import { describe, expect, test } from 'vitest';
import { availabilityByWindow } from '../../reports/charts/availability-by-window.js';
import type { ChartPlan } from '../../reports/charts/chart-frame.js';
import { latencyDistribution } from '../../reports/charts/latency-distribution.js';
import { reportPage } from '../../reports/page/report-page.js';
import { summaryText } from '../../reports/summary/summary.js';
import type { LatencyDistribution, Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

const labelsOf = ({ configuration }: ChartPlan) => configuration.data.datasets.map(({ label }) => label);
const idsOf = ({ configuration }: ChartPlan) => (configuration.plugins ?? []).map(({ id }) => id);
const subtitleOf = ({ configuration }: ChartPlan) => [configuration.options?.plugins?.subtitle?.text].flat().join('\n');
const longName = 'a-tenant-with-a-name-so-long-that-nobody-would-ever-say-it-aloud';

describe('availability', () => {
  test.each([1, 6, 9, 40])('names the month below its bar beside %d windows, and no two names too near', (count) => {
    const windows = Array.from({ length: count }, () => result.availability[0].windows[0]);
    const simulatedSeconds = count * 300;
    const { configuration } = availabilityByWindow({
      ...result,
      run: { ...result.run, simulatedSeconds },
      availability: result.availability.map((row) => ({ ...row, windows })),
    });
    const { autoSkip, callback } = configuration.options!.scales!.x!.ticks as {
      autoSkip: boolean;
      callback(value: number, index: number): string;
    };
    const shown = Array.from({ length: count + 1 }, (_, index) => callback(index, index));
    const named = shown.flatMap((label, index) => (label === '' ? [] : [index]));
    expect([autoSkip, shown.at(-1)]).toEqual([false, '30-day month']);
    const gaps = named.slice(1).map((at, index) => at - named[index]);
    expect(Math.min(...gaps) / (count + 1)).toBeGreaterThanOrEqual(1 / 8);
  });

  const result = resultFixture();
  const tenant = result.availability.find(({ scope }) => scope === 'tenant')!;
  const asTenant = {
    ...result,
    availability: result.availability.map((row) => ({ ...tenant, scope: row.scope, name: row.name })),
  };

  test('has a bar of the month beside those of the windows', () => {
    const { labels, datasets } = availabilityByWindow(result).configuration.data;
    expect(labels).toEqual(['10 to 120 s', '30-day month']);
    const lost = result.availability.find(({ scope, name }) => scope === 'region' && name === 'us-east-1')!;
    const drawn = datasets.find(({ label }) => label === 'region us-east-1')!.data.map(Number);
    expect(drawn).toEqual([expect.closeTo(1 - lost.achieved, 9), expect.closeTo(1 - lost.monthly, 12)]);
  });

  test('a month is the best that may come of a run that ends broken, in every place', () => {
    const [row] = result.recovery;
    const untilS = result.run.simulatedSeconds;
    const broken: Result = { ...result, recovery: [{ ...row, state: 'notRecovered', atS: null, untilS }] };
    expect(availabilityByWindow(broken).configuration.data.labels?.at(-1)).toBe('30-day month at best');
    const [markup, text] = [reportPage(broken, null), summaryText(broken, { columns: 80, colour: false })];
    expect(markup).toMatch(/used at least [\d.]+\s% of a month’s error budget/);
    expect(text).toMatch(/used in the month: at least [\d.]+ %/);
    for (const whole of [reportPage(result, null), summaryText(result, { columns: 80, colour: false })])
      expect(whole).not.toMatch(/used at least|month: at least|month at best/);
  });

  test('draws who had the same in every window once, by all names', () => {
    expect(labelsOf(availabilityByWindow(result))).toEqual(['tenant storefront', 'region us-east-1']);
    expect(labelsOf(availabilityByWindow(asTenant))).toEqual(['tenant storefront, region us-east-1']);
  });

  test('names all who share a bar, shorter ones where there are many', () => {
    const named = (names: readonly string[]) =>
      labelsOf(availabilityByWindow({ ...result, availability: names.map((name) => ({ ...tenant, name })) }))[0];
    expect(named(['analytics', 'storefront'])).toBe('tenant analytics, tenant storefront');
    expect(named(['a', 'b', 'c', 'd', 'e'])).toBe('tenant a, tenant b, tenant c, 2 more');
    expect(named([longName, `${longName}-2`])?.length).toBeLessThan(100);
  });

  test('says so where nothing was lost', () => {
    const windows = tenant.windows.map((window) => ({ ...window, errors: 0, availability: 1 }));
    const whole = asTenant.availability.map((row) => ({ ...row, windows, achieved: 1, monthly: 1 }));
    expect(idsOf(availabilityByWindow({ ...result, availability: whole }))).toContain('notice');
    expect(idsOf(availabilityByWindow(result))).not.toContain('notice');
  });

  test('draws those that lost most where there are too many, and counts the others', () => {
    const many = Array.from({ length: 9 }, (_, at) => {
      const lost = (at + 1) * 1e-5;
      const windows = tenant.windows.map((window) => ({ ...window, availability: 1 - lost }));
      return { ...tenant, name: `t${at}`, windows, achieved: 1 - lost, monthly: 1 - lost };
    });
    const plan = availabilityByWindow({ ...result, availability: many });
    expect(labelsOf(plan)).toEqual(['t3', 't4', 't5', 't6', 't7', 't8'].map((name) => `tenant ${name}`));
    expect(subtitleOf(plan)).toContain('(3 of those less disturbed not drawn)');
  });
});

describe('the latency distribution', () => {
  test('names each line, however long and alike the names of tenants are', () => {
    const result = resultFixture({ tenants: [`${longName}-1-${longName}`, `${longName}-2-${longName}`] });
    const labels = labelsOf(latencyDistribution(result));
    expect(labels).toHaveLength(6);
    expect(new Set(labels).size).toBe(6);
    expect(labels[0]).toMatch(/ getItem strong$/);
  });

  test('draws the tenant with the finding, however small, and counts the lines that are not drawn', () => {
    const result = resultFixture({ tenants: ['a', 'b', 'c', 'd'] });
    const [objective] = result.objectives;
    const plan = latencyDistribution({ ...result, objectives: [{ ...objective, tenant: 'd', met: false }] });
    expect(labelsOf(plan).filter((label) => label?.startsWith('d '))).toHaveLength(3);
    expect(subtitleOf(plan)).toContain('(6 less busy kinds not drawn)');
  });

  test('is dotted from where fewer than ten requests were slower', () => {
    const buckets = [
      { upToMs: 1, count: 980 },
      { upToMs: 2, count: 10 },
      { upToMs: 3, count: 1 },
      { upToMs: 4, count: 9 },
    ];
    const one: LatencyDistribution = { ...resultFixture().distributions[0], buckets };
    const result: Result = { ...resultFixture(), distributions: [one] };
    const [dataset] = latencyDistribution(result).configuration.data.datasets;
    const { segment } = dataset as unknown as {
      segment: { borderDash: (at: { p0: { parsed: { y: number } } }) => unknown };
    };
    // A segment keeps the share of its first point to its end: a gap that 20 requests lie beyond is no doubtful one.
    const isDotted = (slower: number) => segment.borderDash({ p0: { parsed: { y: slower / 1000 } } }) !== undefined;
    expect([20, 10, 9, 1].map(isDotted)).toEqual([false, false, true, true]);
  });
});
