/** A margin is said in one way, whoever says it: the summary, build servers, and the page. */
import { describe, expect, test } from 'vitest';
import { Figures } from '../../reports/page/figures.js';
import { verdictSection } from '../../reports/page/verdict-section.js';
import { objectiveInWords } from '../../reports/verdict-words.js';
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
