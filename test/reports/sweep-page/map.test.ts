/** The map of a sweep's page: figures of sweep.json, the border by brute force, and a cell's runs by pointer and by keyboard. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepPage } from '../../../reports/sweep/page/sweep-page.js';
import { PageReader } from '../page/opened-page.js';
import { type MadeSweep, madeSweep, p99, target } from './made-sweep.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

/** Given out of order: an axis of amounts has them in order. */
const loads = ['2k/s', '300/s', '1k/s', '600/s'];
const inOrder = ['300/s', '600/s', '1k/s', '2k/s'];
const amounts = [2000, 300, 1000, 600];
const policies = ['none', 'legacy', 'standard'];
const varied = [
  { path: 'tenants.shop.client.retries', values: policies },
  { path: 'tenants.shop.arrivals.poisson', values: loads },
];
/** Some hash, so that cells are met and missed all over. */
const hash = (text: string) => [...text].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) % 10_007, 7);
const anyhow = madeSweep({
  varied,
  amounts: [null, amounts],
  p99Ms: (values, seed) => 5 + (hash(values.join()) % 7) + (seed % 2),
});
/** Missed from 1k/s on with legacy, at 2k/s with standard, and never without retries. */
const limits: Readonly<Record<string, number>> = { none: 9999, legacy: 900, standard: 1500 };
const frontier = madeSweep({
  varied,
  amounts: [null, amounts],
  p99Ms: ([policy, load], seed) => (amounts[loads.indexOf(load)] < limits[policy] ? 2 : 30) + seed / 10,
});

interface CellShown {
  readonly text: string;
  readonly value: number | null;
  readonly isMarked: boolean;
  readonly right: boolean;
  readonly below: boolean;
}

const cellsOf = (page: Page): Promise<CellShown[][]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.cells tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => ({
        text: cell.textContent ?? '',
        value: Number(cell.querySelector('data')?.value),
        isMarked: cell.querySelector('.sign') !== null,
        right: cell.classList.contains('border-right'),
        below: cell.classList.contains('border-bottom'),
      })),
    ),
  );
const headsOf = (page: Page, where: string) => page.locator(`.cells ${where}`).allTextContents();
const cellIn = ({ sweep }: MadeSweep, policy: string, load: string) =>
  sweep.cells.find(({ values }) => values[0] === policy && values[1] === load)!;

test.each([1, 0.5])(
  'cells hold the shares and means of the sweep, and the border is where %d of the runs met it',
  async (minShare) => {
    const { page, complaints } = await reader.open(sweepPage(anyhow.sweep, anyhow.runs, minShare));
    expect(await headsOf(page, 'thead tr:last-child th:not(.name)')).toEqual(inOrder);
    expect(await headsOf(page, 'tbody th')).toEqual(policies);
    const wanted = policies.map((policy) => inOrder.map((load) => cellIn(anyhow, policy, load)));
    const meets = wanted.map((row) => row.map(({ objectives: [{ share }] }) => share! >= minShare));
    expect(new Set(meets.flat()).size).toBe(2);
    const differs = (row: number, column: number, toRow: number, toColumn: number) =>
      meets[toRow]?.[toColumn] !== undefined && meets[row][column] !== meets[toRow][toColumn];
    const options = await page.locator('#criterion option').allTextContents();
    expect(options[0]).toBe('Everything that is judged');
    expect(options.slice(1)).toEqual(['shop getItem.p99 at most 10 ms', p99, 'outcomes.shop.successShare']);
    for (const [at, option] of options.entries()) {
      await page.locator('#criterion').selectOption(option);
      const shown = await cellsOf(page);
      for (const [row, cells] of shown.entries()) {
        for (const [column, cell] of cells.entries()) {
          const { objectives, metrics } = wanted[row][column];
          expect(cell).toMatchObject({
            value: at < 2 ? objectives[0].share : metrics[at - 2].mean,
            isMarked: !meets[row][column],
            right: differs(row, column, row, column + 1),
            below: differs(row, column, row + 1, column),
          });
        }
      }
    }
    expect(complaints).toEqual([]);
  },
);

test('which policy breaks it at which load stands in words, in the verdict and above the map', async () => {
  const { page } = await reader.open(sweepPage(frontier.sweep, frontier.runs, 1));
  const words =
    'Met throughout with retries none; missed from poisson 1k/s on with retries legacy; missed at poisson 2k/s with retries standard';
  expect(await page.locator('#map-finding').textContent()).toBe(words);
  expect(await page.locator('.findings li').first().textContent()).toBe(words);
});

const rowsOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.run-rows tbody tr')].map((row) => ({
      job: Number(row.querySelector('th')?.textContent),
      seed: Number(row.querySelectorAll('td')[0].textContent),
      p99: Number(row.querySelector('data')?.value),
      isBad: row.classList.contains('bad'),
    })),
  );

test('a click on a cell shows its runs, the worst first, and its command', async () => {
  const { page } = await reader.open(sweepPage(anyhow.sweep, anyhow.runs, 1));
  for (const [row, policy] of policies.entries()) {
    await page.locator('.cells tbody tr').nth(row).locator('button').nth(2).click();
    const cell = cellIn(anyhow, policy, '1k/s');
    expect(await page.locator('#chosen').textContent()).toBe(`retries ${policy}, poisson 1k/s`);
    const kept = anyhow.runs.cells[cell.index].kept;
    expect(await rowsOf(page)).toEqual(
      kept.map(({ number, seed, values, missed }) => ({ job: number, seed, p99: values[0], isBad: missed.length > 0 })),
    );
    const settings = `--set tenants.shop.client.retries=${policy} --set tenants.shop.arrivals.poisson=1k/s`;
    const command = page.locator('#run-command');
    expect(await command.textContent()).toBe(`npx dynamosim run storm.yaml ${settings} --seed ${kept[0].seed}`);
    await page.locator('.run-rows tbody button').last().click();
    expect(await command.textContent()).toMatch(new RegExp(`--seed ${kept.at(-1)!.seed}$`));
  }
});

test('the keyboard does what the pointer does', async () => {
  const { page } = await reader.open(sweepPage(frontier.sweep, frontier.runs, 1));
  const focused = () => page.evaluate(() => document.activeElement?.closest('td')?.cellIndex);
  // It opens on the first cell that is missed: legacy at 2k/s, which the plan has first.
  expect(await page.locator('#chosen').textContent()).toBe('retries legacy, poisson 2k/s');
  await page.locator('.map .scroll').focus();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe(4);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  expect(await page.locator('#chosen').textContent()).toBe('retries legacy, poisson 2k/s');
  await page.keyboard.press('Enter');
  expect(await page.locator('#chosen').textContent()).toBe('retries none, poisson 600/s');
  expect(await page.locator('.cells [aria-current="true"]').count()).toBe(1);
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe(2);
});

test('the spread of a cell has a step a run, and the line of what is asked among them', async () => {
  const { page } = await reader.open(sweepPage(frontier.sweep, frontier.runs, 1));
  const { dots, bound } = await page.evaluate(() => ({
    dots: [...document.querySelectorAll('.spread .dot')].map((each) => Number(each.getAttribute('cx'))),
    bound: Number(document.querySelector('.spread .bound')?.getAttribute('x1')),
  }));
  expect(dots).toHaveLength(4);
  // All runs of the worst cell are beyond the bound.
  expect(dots.every((x) => x > bound)).toBe(true);
  expect(await page.locator('.spread .note').textContent()).toContain(`what is asked: ${target} ms`);
});

test('three settings that vary: two span the map, and the third is chosen', async () => {
  const values = ['a', 'b'];
  const three = madeSweep({
    varied: [...varied, { path: 'parameters.router.queueMax', values }],
    amounts: [null, amounts, null],
    p99Ms: ([policy, load, queue]) => (queue === 'b' && policy === 'legacy' && load === '2k/s' ? 30 : 2),
  });
  const { page } = await reader.open(sweepPage(three.sweep, three.runs, 1));
  await page.locator('#axis-along').selectOption('poisson');
  await page.locator('#axis-down').selectOption('retries');
  const marked = async () => (await cellsOf(page)).flat().filter(({ isMarked }) => isMarked).length;
  const other = page.locator('#value-2');
  await other.selectOption('b');
  expect(await marked()).toBe(1);
  expect(await page.locator('#map-finding').textContent()).toMatch(
    /^With queueMax b: .*missed at poisson 2k\/s with retries legacy/,
  );
  await other.selectOption('a');
  expect(await marked()).toBe(0);
});

test('fewer than two settings are a list, with a row a setting', async () => {
  const one = madeSweep({ varied: [varied[1]], amounts: [amounts], p99Ms: ([load]) => (load === '2k/s' ? 30 : 2) });
  const zipped = madeSweep({
    varied: [
      { path: 'a.x', values: ['1', '2'] },
      { path: 'a.y', values: ['3', '4'] },
    ],
    isZipped: true,
    p99Ms: () => 2,
  });
  const none = madeSweep({ p99Ms: () => 30 });
  const rows = async ({ sweep, runs }: MadeSweep) => {
    const { page, complaints } = await reader.open(sweepPage(sweep, runs, 1));
    expect(complaints).toEqual([]);
    return { heads: await headsOf(page, 'tbody th'), cells: (await cellsOf(page)).map(([first]) => first) };
  };
  const of = await rows(one);
  expect(of.heads).toEqual(inOrder);
  expect(of.cells.map(({ isMarked, below }) => [isMarked, below])).toEqual([
    [false, false],
    [false, false],
    [false, true],
    [true, false],
  ]);
  expect((await rows(zipped)).heads).toEqual(['1, y 3', '2, y 4']);
  expect(await rows(none)).toMatchObject({ heads: ['storm'], cells: [{ value: 0, isMarked: true }] });
});

test('where nothing is judged the map is of means, and of runs none of which has ended it says so', async () => {
  const { sweep, runs } = madeSweep({
    varied: [varied[1]],
    amounts: [amounts],
    p99Ms: ([load]) => amounts[loads.indexOf(load)],
  });
  const unjudged = { ...sweep, cells: sweep.cells.map((cell) => ({ ...cell, objectives: [] })) };
  const unpromised = runs.cells.map((cell) => {
    return { ...cell, promises: [], kept: cell.kept.map((run) => ({ ...run, missed: [] })) };
  });
  const means = await reader.open(sweepPage(unjudged, { ...runs, cells: unpromised }, 1));
  expect(await means.page.locator('#map-finding').textContent()).toBe(
    'getItem.p99 from 300 ms at poisson 300/s to 2000 ms at poisson 2k/s',
  );
  const cells = unjudged.cells.map((cell) => ({ ...cell, runs: 0, metrics: [] }));
  const missing = { count: sweep.jobs, numbers: [`1..${sweep.jobs}`] };
  const nobody = runs.cells.map(() => ({ figures: [], promises: [], kept: [], spreads: null }));
  const nothing = await reader.open(sweepPage({ ...unjudged, cells, missing }, { ...runs, cells: nobody }, 1));
  expect(await nothing.page.locator('.verdict').textContent()).toMatch(/^Incomplete 16 of 16 jobs missing/);
  expect(await nothing.page.locator('#chosen-cell').textContent()).toContain('None of its runs has ended.');
  expect([...means.complaints, ...nothing.complaints]).toEqual([]);
});
