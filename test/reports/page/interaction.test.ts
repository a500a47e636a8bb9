/** The page drawn and used in a browser: charts, shared zoom and cursor, tenants, keyboard, themes, print, small screens. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { resultFixture } from '../fixture.js';
import { inkOfCharts, PageReader, picture } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const source = { dynamosim: '0.1.0', fileName: 'scenario.yaml', text: 'seed: 42\n', overrides: [] };
const markup = reportPage(resultFixture({ tenants: ['storefront', 'billing', 'search', 'archive'] }), source);
const shownRange = (page: Page) => page.locator('.range').textContent();
const readouts = (page: Page) =>
  page.locator('figure[data-chart]:not([data-chart="tail"]):not([hidden]) .readout b').allTextContents();
const zoomBy = (page: Page, key: string) => page.locator('figure[data-chart="outcomes"] .plot').press(key);

test('every chart is drawn, and the page neither complains nor asks for anything', async () => {
  const { page, complaints } = await reader.open(markup);
  const charts = await inkOfCharts(page);
  expect(charts.map(({ chart }) => chart)).toEqual(expect.arrayContaining(['acts', 'latency', 'outcomes', 'tail']));
  for (const { chart, inked, colours } of charts)
    expect({ chart, drawn: inked > 2000 && colours > 3 }).toEqual({ chart, drawn: true });
  expect(complaints).toEqual([]);
});

test('a drag over one chart zooms all of them, and a double click shows all again', async () => {
  const { page } = await reader.open(markup);
  const before = await Promise.all(['acts', 'latency', 'utilisation'].map((chart) => picture(page, chart)));
  const plot = page.locator('figure[data-chart="outcomes"] .u-over');
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width } = (await plot.boundingBox())!;
  await page.mouse.move(x + width * 0.25, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.5, y + 40, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(5, 5);
  await expect.poll(() => shownRange(page)).toMatch(/^(29\.\d+|30)\d* s to (59\.\d+|60)\d* s$/);
  const zoomed = await Promise.all(['acts', 'latency', 'utilisation'].map((chart) => picture(page, chart)));
  for (const [at, each] of zoomed.entries()) expect(each).not.toBe(before[at]);
  await plot.dblclick();
  await page.mouse.move(5, 5);
  await expect.poll(() => shownRange(page)).toBe('0 s to 120 s');
  await expect.poll(() => picture(page, 'latency')).toBe(before[1]);
});

test('the cursor of one chart is that of all, and they say their values there', async () => {
  const { page } = await reader.open(markup);
  expect(await readouts(page)).not.toContainEqual(expect.stringMatching(/\d/));
  const plot = page.locator('figure[data-chart="outcomes"] .u-over');
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width } = (await plot.boundingBox())!;
  await page.mouse.move(x + (width * 20.5) / 120, y + 30);
  await expect.poll(() => shownRange(page)).toBe('at 20 s to 21 s');
  for (const value of await readouts(page)) expect(value).toMatch(/\d|^-$/);
});

test('a tenant that is switched off takes its charts along, and the last one stays', async () => {
  const { page } = await reader.open(markup);
  const shown = () => page.locator('figure[data-chart="latency"]:visible').count();
  expect(await shown()).toBe(3);
  const before = await picture(page, 'outcomes');
  const switchOf = (name: string) => page.getByRole('checkbox', { name, exact: true });
  await switchOf('archive').check();
  expect(await shown()).toBe(4);
  expect(await picture(page, 'outcomes')).not.toBe(before);
  for (const name of ['archive', 'billing', 'search']) await switchOf(name).uncheck();
  await switchOf('storefront').click();
  expect(await switchOf('storefront').isChecked()).toBe(true);
  expect(await shown()).toBe(1);
});

test('the keyboard does what the pointer does', async () => {
  const { page } = await reader.open(markup);
  await zoomBy(page, '+');
  expect(await shownRange(page)).toBe('30 s to 90 s');
  await zoomBy(page, 'Shift+ArrowRight');
  expect(await shownRange(page)).toBe('45 s to 105 s');
  await zoomBy(page, '0');
  await zoomBy(page, 'Home');
  await zoomBy(page, 'ArrowRight');
  expect(await shownRange(page)).toBe('at 1 s to 2 s');
  expect(await page.locator('figure[data-chart="acts"] .u-cursor-x').isVisible()).toBe(true);
  await zoomBy(page, 'Escape');
  expect(await shownRange(page)).toBe('0 s to 120 s');
});

test('it is dark where the system is, or where its reader says so, and white on paper', async () => {
  const { page } = await reader.open(markup, { colorScheme: 'dark' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const brightness = async () => Number(/\d+/.exec(await paper())?.[0]);
  const dark = await picture(page, 'outcomes');
  expect(await brightness()).toBeLessThan(64);
  await page.getByLabel('Light or dark').click();
  expect(await brightness()).toBeGreaterThan(224);
  expect(await picture(page, 'outcomes')).not.toBe(dark);
  await page.getByLabel('Light or dark').click();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect.poll(brightness).toBe(255);
  expect(await page.locator('.tools').isVisible()).toBe(false);
  expect(await page.locator('.verdict').isVisible()).toBe(true);
  await expect.poll(() => picture(page, 'outcomes')).not.toBe(dark);
});

test('nothing is wider than a telephone', async () => {
  const { page } = await reader.open(markup, { viewport: { width: 400, height: 800 } });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
});
