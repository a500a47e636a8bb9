/** The latency heat map on the page: cells are where and as strong as the result says, and say so; it follows the tenants. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';
import { PageReader, picture } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const fixture = resultFixture({ tenants: ['storefront', 'billing'], durationS: 40, faults: [] });
/** Without a warm-up, whose shade would be ink. */
const made: Result = { ...fixture, run: { ...fixture.run, warmupSeconds: 0 } };
/** Ten columns of 4 s, three bands a decade wide. */
const heat: Result['series']['heat'] = {
  columnSeconds: 4,
  edgesMs: [1, 10, 100, 1000],
  tenants: [
    { tenant: 'storefront', columns: [[0, 1000], ...Array.from({ length: 8 }, () => []), [0, 1, 0, 30]] },
    { tenant: 'billing', columns: [[0, 500], [2, 7], ...Array.from({ length: 8 }, () => [])] },
  ],
};
const markup = reportPage({ ...made, series: { ...made.series, heat } }, null);

const over = (page: Page) => page.locator('figure[data-chart="heat"] .u-over');
const readout = (page: Page) => page.locator('figure[data-chart="heat"] .readout b').allTextContents();

/** The colour in the middle of each cell, by column and band from below, as the page has drawn it. */
function inks(page: Page): Promise<string[][]> {
  return page.evaluate(() => {
    const figure = document.querySelector('figure[data-chart="heat"]')!;
    const canvas = figure.querySelector('canvas')!;
    const plot = figure.querySelector<HTMLElement>('.u-over')!;
    const [left, top, width, height] = [plot.offsetLeft, plot.offsetTop, plot.offsetWidth, plot.offsetHeight].map(
      (px) => px * devicePixelRatio,
    );
    const at = (column: number, band: number) =>
      [
        ...canvas
          .getContext('2d')!
          // Off the middle, where a line of the grid may be.
          .getImageData(left + (width * (column + 0.6)) / 10, top + height * (1 - (band + 0.4) / 3), 1, 1).data,
      ].join();
    return Array.from({ length: 10 }, (_, column) => [0, 1, 2].map((band) => at(column, band)));
  });
}

const brightness = (ink: string) =>
  ink
    .split(',')
    .slice(0, 3)
    .reduce((sum, part) => sum + Number(part), 0);

test('cells that hold requests are inked, the stronger the more, and the others are not', async () => {
  const { page, complaints } = await reader.open(markup);
  expect(complaints).toEqual([]);
  const cells = await inks(page);
  const empty = cells[5][1];
  const inked = cells.map((column) => column.map((ink) => ink !== empty));
  const expected = cells.map((_, column) => [column === 0 || column === 9, false, column === 1 || column === 9]);
  expect(inked).toEqual(expected);
  // 1500, 30, 7 and 1 on light paper.
  const order = [cells[0][0], cells[9][2], cells[1][2], cells[9][0]].map(brightness);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(4);
});

test('on dark paper more is brighter', async () => {
  const { page } = await reader.open(markup, { colorScheme: 'dark' });
  const cells = await inks(page);
  const order = [cells[9][0], cells[1][2], cells[9][2], cells[0][0]].map(brightness);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(4);
});

test('the cell under the pointer says its count, and the cursor of another chart its column', async () => {
  const { page } = await reader.open(markup);
  await over(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await over(page).boundingBox())!;
  await page.mouse.move(x + width * 0.95, y + height * 0.1);
  await expect.poll(() => readout(page)).toEqual(['31 here', '30 of them in 100 ms to 1 s']);
  await page.mouse.move(x + width * 0.95, y + height * 0.5);
  await expect.poll(() => readout(page)).toEqual(['31 here', '0 of them in 10 to 100 ms']);
  expect(await page.locator('.range').textContent()).toBe('at 37 s to 38 s');
  const other = page.locator('figure[data-chart="outcomes"] .u-over');
  await other.scrollIntoViewIfNeeded();
  const box = (await other.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.05, box.y + 20);
  // The fullest cell, where none is pointed at.
  await expect.poll(() => readout(page)).toEqual(['1500 here', '1500 of them in 1 to 10 ms']);
});

test('keys move over columns and bands', async () => {
  const { page } = await reader.open(markup);
  const plot = page.locator('figure[data-chart="heat"] .plot');
  await plot.press('Home');
  for (let step = 0; step < 5; step++) await plot.press('ArrowRight');
  for (let step = 0; step < 3; step++) await plot.press('ArrowUp');
  expect(await readout(page)).toEqual(['7 here', '7 of them in 100 ms to 1 s']);
  await plot.press('ArrowDown');
  expect(await readout(page)).toEqual(['7 here', '0 of them in 10 to 100 ms']);
});

test('it adds up the tenants that are switched on', async () => {
  const { page } = await reader.open(markup);
  const both = await picture(page, 'heat');
  await page.getByRole('checkbox', { name: 'storefront', exact: true }).uncheck();
  expect(await picture(page, 'heat')).not.toBe(both);
  await page.locator('figure[data-chart="heat"] .plot').press('Home');
  expect(await readout(page)).toEqual(['500 here', '500 of them in 1 to 10 ms']);
  await page.getByRole('checkbox', { name: 'storefront', exact: true }).check();
  await expect.poll(() => readout(page)).toEqual(['1500 here', '1500 of them in 1 to 10 ms']);
  await page.locator('figure[data-chart="heat"] .plot').press('Escape');
  expect(await picture(page, 'heat')).toBe(both);
});

test('a stored result without a heat map has a page without one', async () => {
  const { heat: _, ...others } = made.series;
  const { page, complaints } = await reader.open(reportPage({ ...made, series: others as Result['series'] }, null));
  expect(await page.locator('figure[data-chart="heat"]').count()).toBe(0);
  expect(await page.locator('figure[data-chart="latency"]').count()).toBe(2);
  expect(complaints).toEqual([]);
});
