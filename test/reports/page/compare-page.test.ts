/**
 * The page of a comparison in a browser: verdicts first, figures as in the comparison, charts of both runs on one axis, no
 * complaint, no request, hostile names inert, nothing serious for an accessibility checker, and nothing wider than a telephone.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Comparison, comparisonOf } from '../../../reports/compare/comparison.js';
import type { Intervals } from '../../../reports/compare/differences.js';
import { comparePage } from '../../../reports/compare/page/compare-page.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';
import { seriousFindings } from './accessibility-findings.js';
import { inkOfCharts, PageReader, picture } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const known = (values: { a: readonly (number | null)[]; b: readonly (number | null)[] }) => {
  const change = values.a[0] === null || values.b[0] === null ? null : values.b[0] - values.a[0];
  return change === null ? null : { low: change - 0.5, high: change + 0.5 };
};
const intervals: Intervals = {
  ofLatency: (_kind, _figure, values) => known(values),
  ofOutcomes: () => null,
  ofAvailability: () => null,
  ofRun: () => null,
};

function pageOf(a: Result, b: Result, names = ['runs/a', 'runs/b']): { comparison: Comparison; markup: string } {
  const [sideA, sideB] = [a, b].map((result, at) => ({ name: names[at], runs: [result] }));
  const comparison = comparisonOf(sideA, sideB, { conditions: [], intervals });
  return { comparison, markup: comparePage(comparison, a, b) };
}

const a = resultFixture({ tenants: ['storefront', 'billing'] });
const slower: Result = {
  ...a,
  objectives: a.objectives.map((row) => ({ ...row, met: !row.met })),
  latency: a.latency.map((row) => ({ ...row, p99Ms: row.p99Ms! * 3 })),
  tail: a.tail.map((row) => ({ ...row, meanMs: row.meanMs * 2 })),
  series: {
    ...a.series,
    tenants: a.series.tenants.map((each) => ({ ...each, p99Ms: each.p99Ms.map((ms) => ms && ms * 3) })),
  },
};
const { comparison, markup } = pageOf(a, slower);

test('verdicts that changed stand first, then figures, stages and charts', async () => {
  const { page, complaints } = await reader.open(markup);
  expect(await page.locator('main > section').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
    ...['verdict', 'figures', 'stages', 'over-time'],
  ]);
  expect(await page.locator('#verdict tbody tr').count()).toBe(comparison.verdicts.length);
  expect(complaints).toEqual([]);
});

test('every figure is the one of the comparison, and each change is drawn', async () => {
  const { page } = await reader.open(markup);
  const rows = await page.locator('#figures tbody tr').evaluateAll((all) =>
    all.map((row) => ({
      name: [...row.querySelectorAll('.name')]
        .slice(0, 2)
        .map((cell) => cell.textContent)
        .join(' '),
      values: [...row.querySelectorAll('data')].map(({ value }) => Number(value)),
      isDrawn: row.querySelector('.interval .change') !== null,
    })),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { name, values, isDrawn } of rows) {
    const of = comparison.differences.find((each) => `${each.of} ${each.figure}` === name)!;
    expect({ name, values, isDrawn }).toEqual({ name, values: [of.change, of.a, of.b], isDrawn: true });
  }
});

test('charts hold both runs, on one axis that they share', async () => {
  const { page } = await reader.open(markup);
  const charts = await inkOfCharts(page);
  expect(charts.length).toBeGreaterThanOrEqual(3);
  for (const { inked, colours } of charts) expect(inked > 2000 && colours > 3).toBe(true);
  expect(await page.locator('figure[data-chart] .key').first().textContent()).toMatch(/A/);
  const before = await picture(page, 'overlay');
  await page.locator('figure[data-chart="overlay"] .plot').nth(1).press('+');
  await expect.poll(() => picture(page, 'overlay')).not.toBe(before);
  await page.locator('figure[data-chart="overlay"] summary').first().click();
  await expect.poll(() => page.locator('.as-table tbody tr').count()).toBeGreaterThan(10);
});

test('one beside itself says that nothing differs', async () => {
  const { page } = await reader.open(pageOf(a, structuredClone(a)).markup);
  expect(await page.locator('.verdict').textContent()).toMatch(/No difference/);
  expect(await page.locator('main > section').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
    ...['verdict', 'over-time'],
  ]);
});

test('runs of different lengths share the longer axis; windows of different lengths have no charts', async () => {
  const longer = resultFixture({ tenants: ['storefront', 'billing'], durationS: 240 });
  const { page, complaints } = await reader.open(pageOf(a, longer).markup);
  expect(await page.locator('.range').textContent()).toMatch(/^0 s to (240 s|4 min)$/);
  expect(complaints).toEqual([]);
  const wider = { ...a, series: { ...a.series, windowSeconds: a.series.windowSeconds * 2 } };
  const without = await reader.open(pageOf(a, wider).markup);
  expect(await without.page.locator('figure.chart').count()).toBe(0);
  expect(await without.page.locator('#over-time').textContent()).toContain('windows of different lengths');
  expect(without.complaints).toEqual([]);
});

test('no name becomes an element', async () => {
  const hostile = [
    '</script><img src=x onerror="document.title=1">',
    `"><svg onload='document.title=1'>`,
    '<!--<script>',
  ];
  const of = (more: Partial<Result>): Result => ({
    ...resultFixture({ title: hostile[0], tenants: hostile }),
    ...more,
  });
  const b = of({ latency: of({}).latency.map((row) => ({ ...row, p99Ms: 1e4 })) });
  const { page, complaints } = await reader.open(pageOf(of({}), b, hostile).markup);
  expect(complaints).toEqual([]);
  expect(await page.locator('img, svg:not(.bar):not(.swatch):not(.interval), script:not([type])').count()).toBe(1);
  expect(await page.locator('h1').textContent()).toBe(hostile[0]);
  expect(await page.title()).toBe(`${hostile[1]} beside ${hostile[0]}`);
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test('has no serious findings', async () => {
    const { page } = await reader.open(markup, { colorScheme, bypassCSP: true });
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('nothing is wider than a telephone', async () => {
    const { page } = await reader.open(markup, { colorScheme, viewport: { width: 400, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });
});

test('an hour of many tenants is small', () => {
  const hour = resultFixture({ durationS: 3600, tenants: Array.from({ length: 40 }, (_, at) => `tenant-${at}`) });
  const other = { ...hour, latency: hour.latency.map((row) => ({ ...row, p99Ms: row.p99Ms! + 1 })) };
  expect(pageOf(hour, other).markup.length).toBeLessThan(2e6);
});
