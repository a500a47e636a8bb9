/** The key of the chart of bad copies names what is drawn; what became of the others stands in its table. */
import { expect, test, vi } from 'vitest';
import { damagePlan } from '../../../reports/page/browser/kept/damage-chart.js';

// It asks the browser as it is loaded.
vi.mock('../../../reports/page/browser/theme.js', () => ({ colour: () => '' }));

test('no curve is named that is not drawn', () => {
  const none = [0, 0];
  const damage = { damaged: none, found: none, repaired: none, displaced: none, wrong: none, bad: none };
  const page = { timeS: [0, 1], endS: 2, windowS: 1, damage };
  const plan = damagePlan({ page } as never);
  const drawn = plan.lines.map(({ label }) => label);
  const key = plan.readout!.map(({ label }) => label);
  expect(key).toEqual([...drawn, 'reads answered wrongly']);
  expect(plan.columns.map(({ label }) => label)).toContain('written anew or given up');
});
