/** The page of a sweep on wide and narrow screens, in the dark, on paper, with hostile names, and for an accessibility checker. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepPage } from '../../../reports/sweep/page/sweep-page.js';
import { seriousFindings } from '../page/accessibility-findings.js';
import { PageReader } from '../page/opened-page.js';
import { madeSweep } from './made-sweep.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const hostile = [
  '</script><img src=x onerror="document.title=1">',
  `"><svg onload='document.title=1'>`,
  '<!--<script>document.title=1',
  '\u202egnidaer $(rm -rf)',
  'W'.repeat(64),
  `{ ${'long: value, '.repeat(40)} }`,
];
const named = madeSweep({
  title: hostile[0],
  scenarios: ['calm', hostile[4]],
  varied: [
    { path: 'tenants.shop.client.retries', values: hostile },
    { path: `tenants.${hostile[4]}.arrivals`, values: ['1', '2'] },
  ],
  p99Ms: ([name, load]) => (hostile.indexOf(name) + Number(load)) * 3,
});
const markup = sweepPage(named.sweep, named.runs, 1);

test('no name becomes an element or hides what it is, and a command quotes it for the shell', async () => {
  const { page, complaints } = await reader.open(markup);
  expect(complaints).toEqual([]);
  expect(await page.title()).toBe(`Sweep: ${hostile[0]}`);
  expect(await page.locator('img, script:not([type])').count()).toBe(1);
  expect(await page.locator('h1').textContent()).toBe(hostile[0]);
  await page.locator('#axis-down').selectOption('retries');
  expect(await page.locator('.cells tbody th').nth(3).textContent()).toBe('?gnidaer $(rm -rf)');
  await page.locator('.cells tbody tr').nth(3).locator('button').first().click();
  expect(await page.locator('#run-command').textContent()).toContain(
    `--set 'tenants.shop.client.retries=\\u202egnidaer $(rm -rf)'`,
  );
  expect(await page.title()).toBe(`Sweep: ${hostile[0]}`);
});

describe.each([1280, 400])('at %d px', (width) => {
  test('nothing is wider than the page, whatever the names', async () => {
    const { page } = await reader.open(markup, { viewport: { width, height: 900 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const beyond = await page.evaluate((right) => {
      const all = [...document.querySelectorAll<HTMLElement>('main *')].filter(
        (each) => each.closest('.scroll, pre, [hidden]') === null,
      );
      return all
        .filter((each) => each.getBoundingClientRect().right > right + 0.5)
        .map(({ outerHTML }) => outerHTML.slice(0, 80));
    }, width);
    expect(beyond).toEqual([]);
  });
});

test.each(['light', 'dark'] as const)('an accessibility checker finds nothing serious, %s', async (colorScheme) => {
  const { page } = await reader.open(markup, { colorScheme, bypassCSP: true });
  expect(await seriousFindings(page)).toEqual([]);
});

test('it is dark where the system is or its reader says so, and white on paper with the map', async () => {
  const { page } = await reader.open(markup, { colorScheme: 'dark' });
  const brightness = () =>
    page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
  expect(await brightness()).toBeLessThan(64);
  await page.getByLabel('Light or dark').click();
  expect(await brightness()).toBeGreaterThan(224);
  await page.getByLabel('Light or dark').click();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect.poll(brightness).toBe(255);
  expect(await page.locator('.cells button').first().isVisible()).toBe(true);
  expect(await page.locator('.choices').isVisible()).toBe(false);
  expect(await page.locator('.run-rows tbody button').first().isVisible()).toBe(true);
});

test('of ten thousand settings, or as many runs in one, the page is bounded and says what it leaves out', async () => {
  const values = (count: number, of: (at: number) => string) => Array.from({ length: count }, (_, at) => of(at));
  const wide = madeSweep({
    varied: [
      { path: 'a.x', values: values(100, (at) => `${at}`) },
      { path: 'a.y', values: values(100, (at) => `p${at}`) },
    ],
    amounts: [values(100, String).map(Number), null],
    seeds: 1,
    p99Ms: ([x]) => Number(x),
  });
  const deep = madeSweep({ seeds: 10_000, kept: 100, p99Ms: (_, seed) => seed / 1000 });
  const before = process.cpuUsage();
  const pages = [wide, deep].map(({ sweep, runs }) => sweepPage(sweep, runs, 1));
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(4);
  expect(pages[0].length).toBeLessThan(5e6);
  expect(pages[1].length).toBeLessThan(3e5);
  const first = await reader.open(pages[0]);
  expect(await first.page.locator('.cells button').count()).toBe(2500);
  expect(await first.page.locator('.map-key').textContent()).toContain('and 75 more rows in sweep.csv');
  expect(await first.page.locator('#settings .note').first().textContent()).toContain(
    'and 9900 more rows in sweep.csv',
  );
  const second = await reader.open(pages[1]);
  expect(await second.page.locator('.run-rows tbody tr').count()).toBe(50);
  expect(await second.page.locator('.run-rows .note').textContent()).toBe('and 9950 more in sweep.parquet');
  expect([...first.complaints, ...second.complaints]).toEqual([]);
});
