/** Whatever a run's names and numbers are, the page shows them whole: on a wide screen and on a telephone's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import type { ExemplarRow } from '../../../sim/request-time.js';
import { resultFixture } from '../fixture.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const region = 'a-region-with-a-long-name-1';
const attempt = (number: number, fromMs: number): ExemplarRow['tries'][number] => ({
  ...{ number, fromMs, toMs: fromMs + 20, router: `${region}/az-3/router-2`, node: `${region}/az-1/storage-10` },
  ...{ silentNode: `${region}/az-2/storage-10`, answer: 'throttled', reason: 'TableReadProvisionedThroughputExceeded' },
  spans: [{ stage: 'failover', fromMs, toMs: fromMs + 20 }],
});
const exemplar: ExemplarRow = {
  ...{ keptAs: 'slowest', tenant: 'storefront', operation: 'getItem', consistency: 'strong', partition: 'orders/7' },
  ...{ item: 42, startedS: 40.5, latencyMs: 2000, outcome: 'serverError', attempts: 11 },
  tries: [attempt(1, 0), attempt(2, 500), attempt(11, 1980)],
};
const source = {
  ...{ dynamosim: '0.1.0', fileName: 'scenario.yaml', text: `title: ${'long '.repeat(60)}\n` },
  overrides: [{ path: 'workload.tenants[0].operations[0].rate', value: '12345' }],
};
const fixture = resultFixture();
const faults = fixture.faults.map((each) => ({ ...each, target: `${region}/az-2/storage-10-of-many-in-it` }));
const fared = {
  ...{ tenant: 'storefront', ended: 123_456, succeeded: 120_000, throttled: 0, serverErrors: 3_000, timedOut: 456 },
  ...{ failedShare: 0.02799, p50Ms: 0.12345, p99Ms: 1234.5, p99_9Ms: 2345.6, maxMs: 2999.9 },
};
const phases = [[], [0, 0, 0, 0, 0], []].map((atWork, at) => ({
  ...{ fromS: 10 + 1000 * at, toS: 1010 + 1000 * at, faults: atWork, tenants: [fared] },
}));
const markup = reportPage({ ...fixture, faults, phases, exemplars: [exemplar] }, source);
const open = async (width: number) => (await reader.open(markup, { viewport: { width, height: 900 } })).page;

/** As long as a name may be, of the widest letter. */
const longest = 'W'.repeat(64);
const markupOfLongest = reportPage(
  {
    ...resultFixture({ tenants: [longest, `${longest.slice(1)}V`], faults: [{ ...faults[0], target: longest }] }),
    phases: phases.map((phase) => ({ ...phase, tenants: [{ ...fared, tenant: longest }] })),
    exemplars: [{ ...exemplar, tenant: longest }],
  },
  source,
);

describe.each([1280, 400])('at %d px', (width) => {
  test('no part is wider than the page, and no table of attempts, bands or phases than its place', async () => {
    const page = await open(width);
    const wide = await page.evaluate(() => {
      const scrollers = [
        ...document.querySelectorAll<HTMLElement>('.bands .scroll, .waterfall .scroll, .phases .scroll'),
      ];
      return scrollers.filter((each) => each.scrollWidth > each.clientWidth).length;
    });
    for (const place of ['.waterfall', '.bands', '.phases'])
      expect(await page.locator(`${place} .scroll`).count(), place).toBeGreaterThan(0);
    expect(wide).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test('no words of a verdict reach into those beside them, however the run ended', async () => {
    const cutShort = { ...fixture, run: { ...fixture.run, interrupted: true } };
    const some = fixture.objectives.map((row, at) => ({ ...row, met: at === 0 }));
    const { page } = await reader.open(reportPage({ ...cutShort, objectives: some }, source), {
      viewport: { width, height: 900 },
    });
    const words = await page.evaluate(() =>
      [...document.querySelectorAll('.promises tbody tr')].map((row) => {
        const [mark, name] = [...row.children].map((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getBoundingClientRect();
        });
        return { text: row.firstElementChild!.textContent, isApart: mark.right <= name.left };
      }),
    );
    expect(words.map(({ text }) => text)).toContain('met so far');
    expect(words.filter(({ isApart }) => !isApart)).toEqual([]);
  });

  test('nor is a name of 64 letters without a place to break', async () => {
    const { page } = await reader.open(markupOfLongest, { viewport: { width, height: 900 } });
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test('the bar of every attempt is seen, the last at the end of its axis', async () => {
    const page = await open(width);
    const bars = await page.evaluate(() =>
      [...document.querySelectorAll('.waterfall svg')].map((svg) => {
        const { left, right } = svg.querySelector('rect')!.getBoundingClientRect();
        return { left, right, end: svg.getBoundingClientRect().right };
      }),
    );
    expect(bars).toHaveLength(3);
    for (const { left, right, end } of bars) {
      expect(right - left).toBeGreaterThanOrEqual(1);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(Math.min(end + 1, width));
    }
    expect(Math.abs(bars[2].right - bars[2].end)).toBeLessThan(1.5);
  });

  test('no text is cut but where its box scrolls', async () => {
    const page = await open(width);
    const cut = await page.evaluate((right) => {
      const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = words.nextNode(); node !== null; node = words.nextNode()) {
        const parent = node.parentElement!;
        const isHidden = parent.closest('script, style, noscript, legend, .skip, [hidden], .scroll, pre') !== null;
        if (isHidden || node.textContent!.trim() === '') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width > 0 && (box.left < 0 || box.right > right)) found.push(node.textContent!);
      }
      return found;
    }, width);
    expect(cut).toEqual([]);
  });

  test('a link to every section is in reach, and a button covers no text that it copies', async () => {
    const page = await open(width);
    for (const link of await page.locator('.bar-top nav a').all()) {
      const box = (await link.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    for (const copied of await page.locator('.copied').all()) {
      const [text, button] = await Promise.all([
        copied.locator('pre').boundingBox(),
        copied.locator('button').boundingBox(),
      ]);
      const isBeside = text!.x + text!.width <= button!.x;
      const isBelow = text!.y + text!.height <= button!.y;
      expect(isBeside || isBelow).toBe(true);
    }
  });
});

test('attempts that are not kept have a row that counts them', async () => {
  const page = await open(1280);
  const rows = await page.locator('.waterfall tbody tr').allTextContents();
  // Kept are 1, 2 and 11: 3 to 10 are eight.
  expect(rows.map((row) => row.replace(/az-3.*/, ''))).toEqual([
    '1',
    '2',
    expect.stringMatching(/^3 to 108 attempts left out/),
    '11',
  ]);
});

test('every colour of a bar stands in the key above it', async () => {
  const page = await open(1280);
  const [keys, bars] = await page.evaluate(() =>
    ['.stage-key', '.waterfall svg, .bands svg'].map((where) => [
      ...new Set(
        [...document.querySelectorAll(where)].flatMap((each) =>
          [...each.querySelectorAll('rect')].map((rect) => rect.getAttribute('class')),
        ),
      ),
    ]),
  );
  expect(bars.filter((each) => !keys.includes(each))).toEqual([]);
});
