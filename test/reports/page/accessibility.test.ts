/** What an accessibility checker finds on the page, in both themes: nothing serious. Each chart has a text in its place. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { resultFixture } from '../fixture.js';
import { seriousFindings } from './accessibility-findings.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const source = { dynamosim: '0.1.0', fileName: 'scenario.yaml', text: 'seed: 42\n', overrides: [] };
const markup = reportPage(resultFixture({ tenants: ['storefront', 'billing'] }), source);

test.each(['light', 'dark'] as const)('has no serious findings, %s', async (colorScheme) => {
  const { page } = await reader.open(markup, { colorScheme, bypassCSP: true });
  expect(await seriousFindings(page)).toEqual([]);
});

test('each chart says its finding and opens as a table', async () => {
  const { page } = await reader.open(markup);
  for (const figure of await page.locator('figure.chart:visible').all()) {
    expect(await figure.locator('h3').textContent()).not.toBe('');
    expect(await figure.locator('.plot').getAttribute('aria-label')).toContain(
      await figure.locator('h3').textContent(),
    );
    await figure.locator('summary').click();
    await expect.poll(() => figure.locator('.as-table tbody tr, .as-table table tr').count()).toBeGreaterThan(1);
  }
});
