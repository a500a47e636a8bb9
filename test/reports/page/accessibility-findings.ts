/** What an accessibility checker finds serious on a page, all of whose details are opened for it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const checker = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** The page must have been opened with `bypassCSP`: the checker is a script of its own. */
export async function seriousFindings(page: Page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.evaluate(checker);
  const findings = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.slice(0, 3).map(({ html }) => html) }));
  });
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
