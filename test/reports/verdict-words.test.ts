/** A margin is said in one way, whoever says it, and a miss never seems to meet its bound, in as few digits as that takes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Figures } from '../../reports/page/figures.js';
import { verdictSection } from '../../reports/page/verdict-section.js';
import { expectationInWords, objectiveInWords, verdictInWords } from '../../reports/verdict-words.js';
import type { ObjectiveRow } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

const objective = (target: number, actual: number): ObjectiveRow => ({
  ...{ tenant: 'storefront', metric: 'getItem.p99', unit: 'ms', bound: 'atMost', leftOut: 0, amongFailures: null },
  ...{ target, actual, margin: target - actual, met: actual <= target },
});

const onThePage = (row: ObjectiveRow) => {
  const result = { ...resultFixture(), objectives: [row], expectations: [] };
  return /<small>(.*?)<\/small><\/td><\/tr>/
    .exec(verdictSection(new Figures(result)).markup)?.[1]
    .replace(/\u00a0/g, ' ');
};

test('what nobody asked for is not met so far either', () => {
  const verdict = { word: 'INTERRUPTED', promises: 0, missed: 0, violated: 0 } as const;
  expect(verdictInWords(verdict, true)).toBe('no objectives or expectations were set');
  expect(verdictInWords({ ...verdict, promises: 2 }, true)).toBe('2 of 2 objectives and expectations met so far');
});

describe('how far a latency is from its target', () => {
  test.each([
    [5, '50 % under'],
    [10, 'at its target'],
    [12.4, '24 % over'],
    [100, '900 % over'],
    [101, '10.1 times its target'],
    [504, '50.4 times its target'],
  ])('%d ms of 10 ms: %s', (actual, words) => {
    const row = objective(10, actual);
    expect(onThePage(row)).toBe(words);
    if (!row.met) expect(objectiveInWords(row)).toMatch(new RegExp(`at most 10 ms asked, ${words}$`));
  });
});

test('a value that misses stays on its own side of the bound when it is rounded', () => {
  const bounds = fc.double({ min: 0.01, max: 1e4, noNaN: true }).map((each) => Number(each.toPrecision(4)));
  const factors = fc.oneof(fc.double({ min: 1.000001, max: 1.001, noNaN: true }), fc.constantFrom(1.3, 377, 0.999999));
  fc.assert(
    fc.property(bounds, factors, fc.constantFrom('ms', 'ratio', 'share'), (bound, factor, unit) => {
      const actual = (bound * factor) / (unit === 'share' ? 100 : 1);
      const target = unit === 'share' ? bound / 100 : bound;
      const condition = `at most ${bound}`;
      const common = { metric: 'a.b', condition, unit, amongFailures: null, met: false };
      const shown = Number.parseFloat(expectationInWords({ ...common, actual, margin: -Math.abs(actual - target) }));
      expect(Math.sign(shown - bound)).toBe(Math.sign(factor - 1));
      if (factor === 1.3 || factor === 377) expect(shown).toBe(Number(shown.toPrecision(3)));
    }),
    { seed: 1, numRuns: 2_000 },
  );
});
