/** A search tells where its answer is not monotone, what broke a property or was refused, and limits beyond its ends. */
import { expect, test } from 'vitest';
import { searchText } from '../../../reports/search/search-text.js';
import type { SearchResult, TriedValue } from '../../../sim/search-result.js';

const path = 'tenants.shop.arrivals.poisson';

function tried(value: string, met: number, more: Partial<TriedValue> = {}): TriedValue {
  return {
    ...{ value, met, meets: met === 8, runs: 8, interval: { low: 0, high: 1 }, refused: 0, violated: [] },
    promises: [
      { met, mean: 5.2, interval: { low: 5, high: 5.4 } },
      { met: 8, mean: 1, interval: { low: 1, high: 1 } },
    ],
    command: `npx dynamosim sweep shop --vary ${path}=${value} --seeds 1..8`,
    ...more,
  };
}

const found: SearchResult = {
  ...{ format: 'dynamosim search 1', dynamosim: '0.1.0', plan: 'ab', scenario: 'shop', title: 'A shop', path },
  ...{ from: '1k/s', to: '4k/s', fixed: [], seeds: [{ first: 1, last: 8 }], minShare: 1, runs: 34 },
  promises: [
    { tenant: 'shop', metric: 'getItem.p99', condition: 'at most 6 ms', unit: 'ms' },
    { tenant: 'shop', metric: 'success', condition: 'at least 99 %', unit: 'share' },
  ],
  ...{
    answer: 'highest',
    bracket: { meets: '2k/s', fails: '2.1k/s' },
    share: { low: 0.631, high: 0.997 },
    contrary: [],
  },
  limits: {
    ...{ median: { above: '2.5k/s', below: '2.6k/s' }, interval: { above: '2k/s', below: null } },
    ...{ least: { above: '2k/s', below: '2.1k/s' }, greatest: { above: '4k/s', below: null }, crossedAgain: 0 },
  },
  tried: [
    tried('1k/s', 8),
    tried('2k/s', 8),
    tried('2.1k/s', 7),
    tried('2.5k/s', 1, { meets: null, runs: 2 }),
    tried('4k/s', 1),
  ],
};

const textOf = (more: Partial<SearchResult> = {}) => searchText({ ...found, ...more }, { columns: 400, colour: false });

test('the answer, how sure it is, and how to run it again', () => {
  const lines = textOf().split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'FOUND: poisson=2k/s is the highest that meets; 2.1k/s does not',
    'A shop: 4 values tried on the same 8 seeds; 2 runs of 1 further value for limits of single seeds',
  ]);
  expect(lines[3]).toMatch(/^poisson +runs +met +verdict +shop getItem\.p99 ms$/);
  expect(lines[6]).toMatch(/^2\.1k\/s +8 +7 +fails +5\.20 ±0\.2$/);
  expect(lines).toContain(
    '8 of 8 runs meet with 2k/s, where any run does with at least 63 %; 7 with 2.1k/s, where it does with at most 99.7 %',
  );
  expect(lines).toContain(
    'Half of the runs meet up to a limit between 2.5k/s and 2.6k/s (95 %: above 2k/s); single seeds: 2k/s to above 4k/s',
  );
  expect(lines.at(-1)).toBe(`A row again: npx dynamosim sweep shop --vary ${path}=2k/s --seeds 1..8`);
  expect(textOf()).not.toContain('onotone');
});

test('what contradicts it is told with its verdict', () => {
  const contrary = [...found.tried.slice(0, 4), tried('3k/s', 8), tried('4k/s', 1)];
  const text = textOf({ contrary: ['3k/s'], tried: contrary, limits: { ...found.limits!, crossedAgain: 2 } });
  expect(text).toContain('Not monotone in poisson: 3k/s meets (8 of 8); search a narrower range');
  expect(text).toContain('2 seeds met again above the limit: chance, or not monotone');
});

test('runs that were refused, and properties that broke', () => {
  const text = textOf({
    tried: [...found.tried.slice(0, 4), tried('4k/s', 1, { refused: 3, violated: ['strong-reads'] })],
  });
  expect(text).toContain('3 runs needed more than a run may hold, and met nothing');
  expect(text).toContain('Violated with 4k/s: strong-reads; a run that does meets nothing');
});

test('ends that agree, and a middle that does not', () => {
  const none = { answer: 'none meets', bracket: null, share: null, limits: null } as const;
  const [low, high] = [tried('1k/s', 0), tried('4k/s', 1)];
  expect(textOf({ ...none, tried: [low, high] })).toMatch(/^NONE MEETS: poisson=1k\/s and poisson=4k\/s both fail\n/);
  const humped = textOf({ ...none, tried: [low, tried('2k/s', 8), high], contrary: ['2k/s'] });
  expect(humped).toMatch(/^NOT FOUND: poisson=1k\/s and poisson=4k\/s both fail, but not all between\n/);
  expect(humped).toContain('Not monotone in poisson: 2k/s meets (8 of 8)');
});

test('one seed is one draw', () => {
  const alone = found.tried.map((row) => ({ ...row, runs: 1, met: row.meets === true ? 1 : 0 }));
  expect(textOf({ seeds: [], limits: null, tried: alone })).toContain('One seed is one draw: give --seeds');
});
