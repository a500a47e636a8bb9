/** What a comparison finds between two results, and what its text and Markdown show of it. */
import { describe, expect, test } from 'vitest';
import { compareMarkdown } from '../../../reports/compare/compare-markdown.js';
import { compareText } from '../../../reports/compare/compare-text.js';
import { type Comparison, comparisonOf } from '../../../reports/compare/comparison.js';
import type { Intervals } from '../../../reports/compare/differences.js';
import { textWidth } from '../../../reports/safe-text.js';
import type { ClientLatencyRow, Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const noIntervals: Intervals = { ofLatency: () => null, ofOutcomes: () => null, ofAvailability: () => null };
const a = resultFixture({ tenants: ['storefront', 'batch'] });
const compared = (b: Result, from = a) =>
  comparisonOf({ name: 'a', result: from }, { name: 'b', result: b }, { conditions: [], intervals: noIntervals });
const text = (comparison: Comparison) => compareText(comparison, { columns: 80, colour: false });

function withWrites(change: Partial<ClientLatencyRow>): Result {
  const isIt = ({ tenant, operation }: ClientLatencyRow) => tenant === 'storefront' && operation === 'putItem';
  return { ...a, latency: a.latency.map((row) => (isIt(row) ? { ...row, ...change } : row)) };
}
const writes = a.latency.find(({ tenant, operation }) => tenant === 'storefront' && operation === 'putItem')!;

test('a result beside itself differs in nothing', () => {
  const comparison = compared(structuredClone(a));
  expect(comparison).toMatchObject({ load: 'same', verdicts: [], differences: [], stages: [] });
  expect(text(comparison)).toMatch(/\n\nNo difference$/);
  expect(compareMarkdown(comparison)).toMatch(/\n\nNo difference$/);
});

describe('a latency that rose', () => {
  const comparison = compared(withWrites({ p99Ms: writes.p99Ms! * 1.5 }));

  test('is the only difference, under the name of its metric', () => {
    expect(comparison.differences).toEqual([
      expect.objectContaining({
        metric: 'latency.storefront.putItem.write.p99',
        unit: 'ms',
        change: expect.closeTo(writes.p99Ms! / 2, 9),
        relative: expect.closeTo(0.5, 9),
        isBetter: false,
      }),
    ]);
  });

  test('is a row of the text and of the Markdown', () => {
    expect(text(comparison)).toMatch(/storefront putItem +p99 .* \+50 %/);
    expect(compareMarkdown(comparison)).toMatch(/\| \*\*<code>storefront putItem p99<\/code>\*\* \|.*\+50 %/);
  });
});

test('a percentile of few requests carries its mark, in both forms', () => {
  const comparison = compared(withWrites({ requests: 500, p99Ms: 1 }));
  const p99 = comparison.differences.find(({ figure }) => figure === 'p99')!;
  expect([p99.doubtsOfA.includes('few'), p99.doubtsOfB.includes('few')]).toEqual([false, true]);
  expect(text(comparison)).toMatch(/~1\.00 .*\n(.*\n)*~ fewer than 10 requests were slower/);
  expect(compareMarkdown(comparison)).toContain('\\~1.00 ms');
});

test('latencies of survivors are marked where the other result lost fewer requests', () => {
  const comparison = compared(withWrites({ failed: writes.requests, p99Ms: 1 }));
  const p99 = comparison.differences.find(({ figure }) => figure === 'p99')!;
  expect({ a: p99.doubtsOfA, b: p99.doubtsOfB }).toEqual({ a: [], b: ['survivors'] });
});

test('what one result alone has stands beside nothing', () => {
  const alone = compared({ ...a, latency: a.latency.filter(({ tenant }) => tenant === 'storefront') });
  const batch = alone.differences.filter(({ of }) => of.startsWith('batch'));
  expect(batch.length).toBeGreaterThan(0);
  for (const { b, change, isBetter } of batch)
    expect({ b, change, isBetter }).toEqual({ b: null, change: null, isBetter: null });
});

test('verdicts that changed are told, with what was asked of one alone', () => {
  const [objective, ...otherObjectives] = a.objectives;
  const [check] = a.checks;
  const flipped = { ...objective, met: !objective.met };
  const { verdicts } = compared({
    ...a,
    objectives: [flipped, ...otherObjectives],
    expectations: [],
    checks: a.checks.map((row) => (row === check ? { ...row, verdict: 'violated', witness: 'write 7' } : row)),
  });
  const verdictOf = (met: boolean) => (met ? 'met' : 'missed');
  expect(verdicts).toEqual([
    expect.objectContaining({
      kind: 'objective',
      a: expect.objectContaining({ verdict: verdictOf(objective.met) }),
      b: expect.objectContaining({ verdict: verdictOf(flipped.met) }),
    }),
    ...a.expectations.map(({ metric }) => expect.objectContaining({ kind: 'expectation', name: metric, b: null })),
    expect.objectContaining({ kind: 'property', b: { verdict: 'violated', words: 'write 7' } }),
  ]);
});

test('stages of a band sum to the change of its mean, the greatest first', () => {
  const kind = { tenant: 'storefront', operation: 'putItem', consistency: 'write' } as const;
  const band = (meanMs: number, share: Readonly<Record<string, number>>) => ({
    ...a,
    tail: [{ ...kind, band: 'p99-p99.9', requests: 90, meanMs, share }],
  });
  const before = band(10, { network: 0.2, nodeQueue: 0.5, diskQueue: 0.3 });
  const after = band(20, { network: 0.1, nodeQueue: 0.75, diskQueue: 0.15 });
  const { stages } = compared(after, before);
  expect(stages).toEqual([
    expect.objectContaining({ ...kind, changeMs: 10, stages: [{ stage: 'nodeQueue', changeMs: 10 }] }),
  ]);
  expect(text(compared(after, before))).toContain('mean 10 to 20 ms (+10): nodeQueue +10');
});

test('other arrivals are said to be such', () => {
  expect(text(compared({ ...a, seed: 43 }))).toContain('other seeds');
  const [first, ...others] = a.series.tenants;
  const busier = { ...first, issued: first.issued.map((each) => each + 1) };
  expect(text(compared({ ...a, series: { ...a.series, tenants: [busier, ...others] } }))).toContain('may be the load');
});

test('fits 80 columns, with the kind that changed most first', () => {
  const b: Result = { ...withWrites({ p99Ms: writes.p99Ms! * 9 }) };
  const all = { ...b, latency: b.latency.map((row) => ({ ...row, p50Ms: row.p50Ms! * 1.01 })) };
  const shown = text(compared(all)).split('\n');
  for (const line of shown) expect(textWidth(line)).toBeLessThanOrEqual(80);
  const rows = shown.filter((line) => /p50|p99/.test(line));
  expect(rows[0]).toContain('storefront putItem');
});

test('a name is text and nothing else in Markdown', () => {
  const hostile = compared({ ...a, latency: [{ ...writes, tenant: '|@all <b>', p99Ms: 1 }] });
  expect(compareMarkdown(hostile)).not.toMatch(/@all|<b>/);
});
