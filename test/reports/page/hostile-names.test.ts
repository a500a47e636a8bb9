/** Names that would be markup or script are text on the page, in its data, its charts' keys and its tables. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { resultFixture } from '../fixture.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const hostile = [
  '</script><img src=x onerror="document.title=1">',
  '"><svg onload="document.title=1">',
  "' onfocus='document.title=1",
  '<!--<script>document.title=1',
  '&lt;b&gt;\u202e]]>',
];

test('no name becomes an element, and each reads as it was written', async () => {
  const fault = {
    kind: hostile[1],
    target: hostile[0],
    hosts: [],
    hostsHit: 0,
    fromS: 40,
    toS: 70,
    condition: `was ${hostile[3]}`,
  };
  const result = resultFixture({ title: hostile[0], tenants: hostile, faults: [fault] });
  const source = {
    dynamosim: '0.1.0',
    fileName: 'scenario.yaml',
    text: `title: ${hostile[0]}\n`,
    overrides: [{ path: hostile[0], value: hostile[2] }],
  };
  const { page, complaints } = await reader.open(reportPage(result, source));
  expect(complaints).toEqual([]);
  expect(await page.title()).toBe(hostile[0]);
  expect(await page.locator('img, svg:not(.bar):not(.swatch), script:not([type])').count()).toBe(1);
  expect(await page.locator('h1').textContent()).toBe(hostile[0]);
  expect(await page.locator('#scenario-text').textContent()).toBe(source.text);
  expect(await page.locator('.tenants label').allTextContents()).toEqual(
    hostile.map((name) => name.replace('\u202e', '?')),
  );
  await page.locator('figure[data-chart="latency"] summary').first().click();
  expect(await page.evaluate(() => document.title)).toBe(hostile[0]);
});
