/** The first screen of a comparison is no good news where both failed, and it tells what became better beside what became worse. */
import { expect, test } from 'vitest';
import { comparisonOf } from '../../../reports/compare/comparison.js';
import type { Intervals } from '../../../reports/compare/differences.js';
import { changesSection } from '../../../reports/compare/page/changes-section.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const noIntervals: Intervals = {
  ofLatency: () => null,
  ofOutcomes: () => null,
  ofAvailability: () => null,
  ofRun: () => null,
};
const made = resultFixture({ tenants: ['storefront'] });
const judged = (met: boolean): Result => ({ ...made, objectives: made.objectives.map((row) => ({ ...row, met })) });
const screen = (a: Result, b: Result) =>
  changesSection(
    comparisonOf({ name: 'a', runs: [a] }, { name: 'b', runs: [b] }, { conditions: [], intervals: noIntervals }),
  ).markup;
const bannerOf = (markup: string) => markup.match(/class="verdict (\w+)"[^>]*><strong>([^<]*)/)?.slice(1);

test.each([
  [false, false, 'warn', 'No difference'],
  [true, true, 'good', 'No difference'],
  [true, false, 'bad', 'Worse'],
  [false, true, 'good', 'Better'],
])('of A that is met: %s, and B that is: %s, it is %s', (metOfA, metOfB, role, word) => {
  expect(bannerOf(screen(judged(metOfA), judged(metOfB)))).toEqual([role, word]);
});

test('two that failed and differ are bad', () => {
  const b = { ...judged(false), latency: made.latency.map((row) => ({ ...row, meanMs: row.meanMs! / 2 })) };
  expect(bannerOf(screen(judged(false), b))).toEqual(['bad', 'Both failed']);
});

test('better in one verdict is a warning where B failed still', () => {
  const [first, ...others] = judged(false).objectives;
  const b = { ...judged(false), objectives: [{ ...first, met: true }, ...others] };
  expect(bannerOf(screen(judged(false), b))).toEqual(['warn', 'Better']);
});

test('what one run alone was asked is no verdict that changed, unless it is missed', () => {
  const [asked] = judged(true).expectations;
  const of = (metric: string, met = true) => ({ ...judged(true), expectations: [{ ...asked, metric, met }] });
  const markup = screen(of('elections.elections'), of('elections.withdrawn'));
  expect(bannerOf(markup)).toEqual(['good', 'No verdict changed']);
  expect(markup).toContain('2 verdicts were asked of one run alone');
  expect(markup).not.toMatch(/<tr class="good">/);
  expect(bannerOf(screen(of('elections.elections'), of('elections.withdrawn', false)))?.[0]).toBe('bad');
});

test('a latency of survivors is in no sentence', () => {
  const [row, ...others] = made.latency;
  const lossy = { ...made, latency: [{ ...row, failed: row.requests, p99Ms: row.p99Ms! / 2 }, ...others] };
  expect(screen(lossy, made)).not.toMatch(/p99: worse/);
  expect(screen({ ...lossy, latency: [{ ...lossy.latency[0], failed: 0 }, ...others] }, made)).toMatch(/p99: worse/);
});

test('what became better is said, however much became worse', () => {
  const [reads, ...others] = made.latency;
  const latency = [
    { ...reads, p99Ms: reads.p99Ms! / 2 },
    ...others.map((row) => ({ ...row, p50Ms: row.p50Ms! * 9, p99Ms: row.p99Ms! * 9, p99_9Ms: row.p99_9Ms! * 9 })),
  ];
  const markup = screen(made, { ...made, latency });
  expect(markup).toMatch(/p99: better, from 12\.4 to 6\.20 ms, -6\.20 ms \(-50\s%\)/);
  expect(markup).toMatch(/: worse, from /);
});
