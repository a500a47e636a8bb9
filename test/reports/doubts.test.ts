/** A percentile is that of survivors where what was lost is a part of its own tail, and not of any other. */
import { expect, test } from 'vitest';
import { missesTail } from '../../reports/doubts.js';

/** A tenth of what lies beyond: 5 % of the requests beyond the median, 0.1 % beyond p99, 0.01 % beyond p99.9. */
test.each([
  ['p50', 0.049, false],
  ['p50', 0.051, true],
  ['p99', 0.0009, false],
  ['p99', 0.0011, true],
  ['p99.9', 0.00009, false],
  ['p99.9', 0.00011, true],
  ['max', 0.0011, true],
])('%s beside one of %f more success: %s', (figure, lost, isDoubtful) => {
  expect(missesTail(figure, 0.9 - lost, 0.9)).toBe(isDoubtful);
});
