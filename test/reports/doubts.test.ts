/** A percentile is that of survivors where what was lost is a part of its own tail, and not of any other. */
import { expect, test } from 'vitest';
import { marksAlone, missesTail, wordsAlone } from '../../reports/doubts.js';

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

test('in one run a percentile is marked where what failed is more than a tenth of what is slower', () => {
  // Of 100,000 requests 1000 are slower than the p99 and 100 than the p99.9: a tenth of them is 100, and 10.
  const marked = (failed: number) =>
    ['p50', 'p99', 'p99.9', 'max', 'mean'].map((figure) => marksAlone(figure, { succeeded: 100_000 - failed, failed }));
  expect(marked(0)).toEqual(['', '', '', '', '']);
  expect(marked(11)).toEqual(['', '', '*', '', '']);
  expect(marked(99)).toEqual(['', '', '*', '', '']);
  expect(marked(101)).toEqual(['', '*', '*', '', '']);
  expect(marked(73_000)).toEqual(['*', '*', '*', '', '']);
  expect(marksAlone('p99', { succeeded: 500, failed: 500 }), 'both').toBe('~*');
  expect(wordsAlone(['*35.0', '4.40'])).toBe('* failed ones, left out, would move it');
  expect(wordsAlone(['~*35.0'])).toMatch(/^~ fewer than 10 .*; \* failed/);
  expect(wordsAlone(['35.0', '-'])).toBe('');
});
