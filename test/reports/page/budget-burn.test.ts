/** The error budget burns where in a window its failures were, and as much as the window lost. */
import { expect, test } from 'vitest';
import { leftOf } from '../../../reports/page/browser/availability-charts.js';

const windows = [{ fromS: 10, toS: 50, availability: 0.4 }];
const stretches = [10, 20, 30, 40].map((fromS) => ({ fromS, toS: fromS + 10 }));
const row = { name: 'region r', tenant: null, target: 0.9999, budgetMinutes: 4, windows };

test('healthy seconds burn nothing, and failing ones by their share of the failures', () => {
  const left = leftOf({ ...row, errors: [0, 30, 10, 0] }, stretches, 10, 50);
  // The window lost 0.6 of 40 s: 0.4 min of 4, a tenth. Three quarters of the failures lie in its second stretch.
  [1, 1, 1 - 0.075, 1 - 0.1, 1 - 0.1].forEach((expected, at) => {
    expect(left[at]).toBeCloseTo(expected, 12);
  });
});

test('where failures are counted more coarsely than windows, each window burns its own', () => {
  const halves = [
    { fromS: 10, toS: 30, availability: 1 },
    { fromS: 30, toS: 50, availability: 0.4 },
  ];
  const left = leftOf({ ...row, windows: halves, errors: [40] }, halves, 10, 50);
  // 0.6 of 20 s: 0.2 min of 4.
  expect(left[1]).toBeCloseTo(1, 12);
  expect(left[2]).toBeCloseTo(1 - 0.05, 12);
});
