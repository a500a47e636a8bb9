/** The page of a run that was cut short says so where it says how long it was, and with the verdict. */
import { expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { resultFixture } from '../fixture.js';

const pageOf = (interrupted: boolean) => {
  const result = resultFixture();
  return reportPage({ ...result, run: { ...result.run, interrupted } }, null);
};

test('an interrupted run is called one, twice', () => {
  const page = pageOf(true);
  expect(page).toMatch(/<p class="facts">interrupted after [\d.]+ \w+, /);
  expect(page).toContain('The run was interrupted: all figures speak of the part that ran');
});

test('one that ended is not', () => {
  expect(pageOf(false)).not.toContain('interrupted');
});
