/**
 * The page of a trend in a browser: a row and a dot for each run, links to their pages, no script, no complaint, hostile names
 * inert, nothing serious for an accessibility checker, and nothing wider than a telephone.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredRun } from '../../../reports/trend/trend.js';
import { trendPage } from '../../../reports/trend/trend-page.js';
import { resultFixture } from '../fixture.js';
import { seriousFindings } from './accessibility-findings.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const result = resultFixture({ tenants: ['storefront', 'billing'] });
const runs: StoredRun[] = Array.from({ length: 12 }, (_, at) => ({
  name: `runs/night-${at + 1}`,
  link: `./runs/night-${at + 1}/report.html`,
  version: '0.1.0',
  result: { ...result, latency: result.latency.map((row) => ({ ...row, p99Ms: row.p99Ms! * (1 + at / 10) })) },
}));
const markup = trendPage(runs);

test('every run has its row, its dot and its link, in order', async () => {
  const { page, complaints } = await reader.open(markup);
  const links = await page
    .locator('section figure.table')
    .first()
    .locator('a')
    .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]));
  expect(links).toEqual(runs.map(({ name, link }) => [name, link]));
  expect(await page.locator('.trend-line').first().locator('.dot').count()).toBe(runs.length);
  expect(await page.locator('script').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('no name becomes an element or leads elsewhere', async () => {
  const hostile = [
    '</td><img src=x onerror="document.title=1">',
    `"><svg onload='document.title=1'>`,
    'javascript:alert(1)',
  ];
  const others = resultFixture({ title: hostile[0], tenants: hostile });
  const { page, complaints } = await reader.open(
    trendPage(hostile.map((name) => ({ name, link: null, version: hostile[1], result: others }))),
  );
  expect(complaints).toEqual([]);
  expect(await page.locator('img, svg:not(.trend-line), script').count()).toBe(0);
  expect(await page.locator('main a').count()).toBe(0);
  expect(await page.locator('h2').textContent()).toBe(hostile[0]);
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
