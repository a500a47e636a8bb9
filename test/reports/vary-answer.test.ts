/** What a table of settings answers in a line: who does not recover, who meets all, who misses first, and what changes most beyond chance. */
import { expect, test } from 'vitest';
import type { Change } from '../../reports/compare/vary-changes.js';
import { answerOf } from '../../reports/vary/vary-answer.js';
import { tableOf, type VaryRow } from '../../reports/vary/vary-table.js';
import { varyText } from '../../reports/vary/vary-text.js';
import { variation } from './variation.js';

const table = tableOf(variation([{}, {}, {}, {}]));
const changed = (change: number, relative: number | null, half: number | null = null): Change => ({
  ...{ change, relative, low: half === null ? null : change - half, high: half === null ? null : change + half },
});
const same = { successShare: null, throttledShare: null, p50Ms: null, p99Ms: null, metrics: [] };
const rows = (...each: readonly Partial<VaryRow>[]) => ({
  ...table,
  rows: each.map((row, at) => ({ ...table.rows[0], change: at === 0 ? null : same, values: [`mode-${at}`], ...row })),
});
const answered = (...each: readonly Partial<VaryRow>[]) => answerOf(rows(...each));
const [met, missed, unasked] = [true, false, null].map((promisesMet) => ({ promisesMet }));

test('which settings meet all, and the first that misses', () => {
  expect(answered(met, met)).toMatch(/^Each setting meets all that was expected\./);
  expect(answered(missed, missed)).toMatch(/^No setting meets all/);
  expect(answered(met, missed, met, missed)).toMatch(
    /^mode=mode-0, mode=mode-2 meet all that was expected; the first that misses is mode=mode-1\./,
  );
  expect(answered(met, met, met, met, met, met, missed)).toMatch(/mode=mode-3 and 2 more meet all .* is mode=mode-6\./);
  expect(answered(unasked, unasked)).not.toMatch(/expected/);
});

test('a setting that leaves the service broken is named first, whatever was expected of it', () => {
  const broken = { recovery: { state: 'notRecovered', longestSeconds: null } } as const;
  const well = { recovery: { state: 'recovered', longestSeconds: 2 } } as const;
  expect(answered({ ...missed, ...well }, { ...met, ...broken })).toMatch(
    /^Not recovered with mode=mode-1\. mode=mode-1 meets all that was expected; the first that misses is mode=mode-0\./,
  );
  expect(answered({ ...missed, ...broken }, { ...met, ...broken })).not.toMatch(/recovered/);
  expect(answered({ ...missed, ...well }, { ...met, ...well })).not.toMatch(/recovered/);
});

test('what changes most in proportion, with its interval, chance left aside and success first', () => {
  const p50 = { ...unasked, change: { ...same, p50Ms: changed(2, 0.5, 0.25) } };
  const p99 = { ...unasked, change: { ...same, p99Ms: changed(30, 0.3) } };
  const chance = { ...unasked, change: { ...same, p99Ms: changed(90, 0.9, 91) } };
  const failing = { ...unasked, change: { ...same, successShare: changed(-0.2, null, 0.01) } };
  const factor = { ...unasked, change: { ...same, p99Ms: changed(980, 49) } };
  expect(answered(unasked, p99, p50, chance)).toBe(
    'Beside mode=mode-0, p50 changes most: +2.00 ±0.25 ms (+50 %) with mode=mode-2',
  );
  expect(answered(unasked, p99, factor)).toMatch(/p99 changes most: \+980 ms \(50 times\) with mode=mode-2$/);
  expect(answered(unasked, p50, failing)).toMatch(/success changes most: -20 ±1 points with mode=mode-2$/);
  expect(answered(unasked, chance)).toMatch(/^No figure differs from that with mode=mode-0 by more than 1 %/);
});

test('it stands in the text, and in the JSON form', () => {
  expect(table.answer).toMatch(/^No setting meets all|^Each setting|^No figure/);
  expect(varyText(table, { columns: Infinity, colour: false })).toContain(`\n${table.answer}\n`);
});
