/** The values that a search may try go from end to end in steps as fine as was asked, in the form in which the ends were written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ladder, ladderBetween, middleOf } from '../../../sim/experiments/search/ladder.js';
import { amountsAlike } from '../../../sim/scenario/quantities/alike.js';

function ladder(from: string, to: string, within: string | null = null): Ladder {
  const made = ladderBetween([from, to], within);
  if ('problem' in made) throw new Error(made.problem);
  return made;
}

const problem = (from: string, to: string, within: string | null = null) => {
  const made = ladderBetween([from, to], within);
  return 'problem' in made ? made.problem : null;
};

describe('steps', () => {
  test('of whole numbers are all of them, whichever end is said first', () => {
    const all = Array.from({ length: 98 }, (_, at) => `${at + 3}`);
    expect(ladder('3', '100').values).toEqual(all);
    expect(ladder('100', '3').values).toEqual(all);
    expect(ladder('1k', '1.003k').values).toEqual(['1k', '1.001k', '1.002k', '1.003k']);
  });

  test('of an amount are from the first end on, and the last may be shorter', () => {
    expect(ladder('0ms', '1s', '300ms').values).toEqual(['0ms', '300ms', '600ms', '900ms', '1s']);
    expect(ladder('0', '1', '0.25').values).toEqual(['0', '0.25', '0.5', '0.75', '1']);
    expect(ladder('0.1', '0.5', '0.1').values).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5']);
  });

  test('of a share are no greater than it, and no finer than a fifth less', () => {
    const any = fc.record({
      low: fc.double({ min: 1, max: 1000, noNaN: true }),
      factor: fc.double({ min: 1.5, max: 5000, noNaN: true }),
      percent: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(any, ({ low, factor, percent }) => {
        const [from, to] = [`${low.toFixed(2)}/s`, `${(low * factor).toFixed(1)}/s`];
        const { amounts } = ladder(from, to, `${percent}%`);
        const steps = amounts.slice(1).map((amount, at) => amount / amounts[at] - 1);
        expect(Math.max(...steps)).toBeLessThanOrEqual(percent / 100 + 1e-12);
        const evenSteps = Math.log(amounts[amounts.length - 1] / amounts[0]) / Math.log1p(percent / 100 / 1.2);
        expect(amounts.length - 1).toBeLessThanOrEqual(Math.ceil(evenSteps));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('values', () => {
  test('are written in the units of the ends, with no more digits than the steps need', () => {
    expect(ladder('500/s', '2k/s', '25%').values).toEqual([
      '500/s',
      '600/s',
      '700/s',
      '840/s',
      '1k/s',
      '1.2k/s',
      '1.4k/s',
      '1.7k/s',
      '2k/s',
    ]);
    expect(ladder('100us', '2ms', '50%').values).toEqual([
      '100us',
      '140us',
      '200us',
      '270us',
      '380us',
      '530us',
      '740us',
      '1ms',
      '1.4ms',
      '2ms',
    ]);
  });

  test('are read again as what they stand for, and rise', () => {
    for (const [from, to, within] of [
      ['1d', '2d', '1h'],
      ['1ns', '20ns', '2%'],
      ['10/h', '1k/h', null],
      ['1KiB', '1MiB', '10%'],
      ['-200ms', '200ms', '30ms'],
      ['10%', '90%', null],
      ['1', '10000', '3%'],
    ] as const) {
      const { values, amounts } = ladder(from, to, within);
      expect(amountsAlike(values)).toEqual(amounts);
      expect([values[0], values[values.length - 1]]).toEqual([from, to]);
      expect(amounts.every((amount, at) => at === 0 || amount > amounts[at - 1])).toBe(true);
    }
  });
});

test('the middle is by ratio where the ends are more than a decade apart, and always between them', () => {
  const wide = ladder('1', '1000');
  expect(wide.values[middleOf(wide, 0, 999)]).toBe('31');
  expect(wide.values[middleOf(wide, 99, 999)]).toBe('550');
  for (const [low, high] of [
    [0, 2],
    [0, 999],
    [900, 999],
    [0, 11],
  ]) {
    expect(middleOf(wide, low, high)).toBeGreaterThan(low);
    expect(middleOf(wide, low, high)).toBeLessThan(high);
  }
});

test.each([
  ['static', 'global', null, /found static\.\.global; expected two amounts of one kind/],
  ['1k/s', '2ms', null, /expected two amounts of one kind/],
  ['5', '5', null, /found 5\.\.5; expected two values/],
  ['1', '1M', null, /found 1,000,000 values from 1 to 1M; expected at most 100,000: a narrower range, or --within/],
  [
    '1ms',
    '2ms',
    '5/s',
    /found --within 5\/s; expected a share of the value such as 5%, or a signed duration above zero/,
  ],
  ['1ms', '2ms', '0%', /found --within 0%; expected a share of the value such as 5%/],
])('%s..%s within %s is refused', (from, to, within, message) => {
  expect(problem(from, to, within)).toMatch(message);
});
