/** The page that `sweep` writes: its figures are those of sweep.json and of the runs, each of which its command makes again. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '../../../sim/result.js';
import type { Sweep } from '../../../sim/sweep-result.js';
import { fixture, scratch } from '../../cli/dynamosim.js';
import { dynamosimInProcess } from '../../cli/in-process.js';
import { PageReader } from '../page/opened-page.js';

const reader = new PageReader();
const rate = 'tenants.storefront.arrivals.poisson';
const words = ['--seeds', '1..2', '--vary', `${rate}=300/s,3k/s`, '--vary', 'tables.orders.partitions=1,3'];
/** What the file expects of its own setting, of which the second is missed by every run. */
const expected = 'expect=[{ metric: durability.lostWrites, is: 0 }, { metric: run.requests, atMost: 1 }]';
const objective = 'objectives={ storefront: { success: 99.9%, getItem.p99: 4ms } }';
let folder = '';
let sweep: Sweep;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  await reader.start();
  folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  const set = ['--set', objective, '--set', expected];
  const { code } = await dynamosimInProcess(['sweep', fixture('vary'), ...words, ...set, '--out', folder]);
  expect(code).toBe(1);
  sweep = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8'));
  ({ page, complaints } = await reader.open(readFileSync(join(folder, 'sweep.html'), 'utf8')));
}, 120_000);
afterAll(() => reader.stop());

test('each cell has what sweep.json says of it, by each criterion', async () => {
  const options = await page.locator('#criterion option').allTextContents();
  expect(options.length).toBeGreaterThan(6);
  for (const option of options.slice(1)) {
    await page.locator('#criterion').selectOption(option);
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLDataElement>('.cells tbody td data')].map(({ value }) => Number(value)),
    );
    const wanted = [...sweep.cells]
      // From left to right go the rates, and the plan has the partitions last.
      .sort((a, b) => a.values[1].localeCompare(b.values[1]) || a.index - b.index)
      .map(({ metrics, objectives, expectations }) => {
        const promise = [...objectives, ...expectations].find(({ tenant, metric, condition }) =>
          [`${tenant} ${metric} ${condition}`, `${metric} ${condition}`].includes(option),
        );
        return promise === undefined ? metrics.find(({ path }) => path === option)!.mean : promise.share;
      });
    expect(shown, option).toEqual(wanted.filter((each) => each !== null));
  }
  expect(complaints).toEqual([]);
});

test('the command of a run makes a run with its digest and its figures', async () => {
  await page.locator('#criterion').selectOption('storefront getItem.p99 at most 4 ms');
  await page.locator('.cells tbody tr').nth(1).locator('button').nth(1).click();
  expect(await page.locator('#chosen').textContent()).toBe('poisson 3k/s, partitions 3');
  const row = await page.evaluate(() => {
    const first = document.querySelector('.run-rows tbody tr')!;
    const figures = [...first.querySelectorAll<HTMLDataElement>('data')].map(({ value }) => Number(value));
    return { digest: first.lastElementChild!.textContent, figures };
  });
  const command = (await page.locator('#run-command').textContent())!;
  const text = command.replace('vary.yaml', fixture('vary'));
  // As a shell takes it apart: words, of which some stand in single quotes.
  const args = [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
  expect(args.slice(0, 3)).toEqual(['npx', 'dynamosim', 'run']);
  const alone = await dynamosimInProcess([...args.slice(2), '--format', 'json']);
  const result: Result = JSON.parse(alone.stdout);
  expect(result.run.digest).toBe(row.digest);
  const [success, p99] = result.objectives.map(({ actual }) => actual);
  expect(row.figures.slice(0, 2)).toEqual([p99, success]);
});

test('what the file expects of its own setting is told and fails nothing', async () => {
  await page.locator('#criterion').selectOption({ index: 0 });
  await page.locator('.cells tbody tr').nth(0).locator('button').nth(0).click();
  const missed = page.locator('.promises tr', { hasText: 'run.requests at most 1 ' });
  expect(await missed.locator('.mark').textContent()).toBe('missed');
  expect(await missed.getAttribute('class')).not.toBe('bad');
  expect(await page.locator('.run-rows .verdict-words').allTextContents()).toEqual(['✓ met all 2', '✓ met all 2']);
});

test('two shards, merged in any order, give the same page, and another share asked gives another border', async () => {
  const shards = [1, 2].map(() => scratch());
  for (const [at, out] of shards.entries()) {
    const args = ['sweep', fixture('vary'), ...words, '--set', objective, '--set', expected];
    const shard = ['--shard', `${at + 1}/2`, '--out', out];
    expect((await dynamosimInProcess([...args, ...shard])).code).toBe(0);
  }
  const out = scratch();
  await dynamosimInProcess(['merge', ...shards.reverse(), '--out', out]);
  expect(readFileSync(join(out, 'sweep.html'), 'utf8')).toBe(readFileSync(join(folder, 'sweep.html'), 'utf8'));
  await dynamosimInProcess(['merge', ...shards, '--out', out, '--min-share', '0%']);
  const lenient = await reader.open(readFileSync(join(out, 'sweep.html'), 'utf8'));
  expect(await lenient.page.locator('.cells .sign').count()).toBe(0);
  expect(await page.locator('.cells .sign').count()).toBeGreaterThan(0);
});
