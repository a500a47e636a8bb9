/** A sparkline shows each spike, and makes no news of noise. */
import { expect, test } from 'vitest';
import { sparkline } from '../../reports/sparkline.js';

test('what hardly moves is flat, and what does not is not', () => {
  expect(sparkline([1.92, 2.03, 1.95, 2], 4)).toBe('▁▁▁▁');
  expect(sparkline([1, 2, 1.5, 1], 4)).toBe('▁█▅▁');
  expect(sparkline([0, 0, 1], 3), 'from nothing to one is all there is').toBe('▁▁█');
});

test('a spike of one window stays when windows share a character, and a window without a value is a dot', () => {
  expect(sparkline([1, 1, 9, 1, null, null], 3)).toBe('▁█·');
});
