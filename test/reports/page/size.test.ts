/** The page of an hour of one region stays below two megabytes, and is written and drawn at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { resultFixture } from '../fixture.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const hour = (tenants: number) =>
  resultFixture({ durationS: 3600, tenants: Array.from({ length: tenants }, (_, at) => `tenant-${at}`) });

test.each([1, 4, 40])('of %d tenants', async (tenants) => {
  const result = hour(tenants);
  reportPage(result, null);
  const before = process.cpuUsage();
  const markup = reportPage(result, null);
  const { user, system } = process.cpuUsage(before);
  expect(markup.length).toBeLessThan(2e6);
  expect(reportPage(result, null)).toBe(markup);
  // Of processor time, since the machine may be busy otherwise.
  expect((user + system) / 1e6).toBeLessThan(0.5);
  const { page } = await reader.open(markup);
  const drawn = await page.locator('figure.chart canvas').count();
  expect(drawn).toBeGreaterThan(4);
});
