/** What a comparison finds between two results, and what its text and Markdown show of it. */
import { describe, expect, test } from 'vitest';
import { compareMarkdown } from '../../../reports/compare/compare-markdown.js';
import { compareText } from '../../../reports/compare/compare-text.js';
import { type Comparison, comparisonOf } from '../../../reports/compare/comparison.js';
import type { Intervals, Values } from '../../../reports/compare/differences.js';
import { textWidth } from '../../../reports/safe-text.js';
import type { ClientLatencyRow, Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const noIntervals: Intervals = {
  ofLatency: () => null,
  ofOutcomes: () => null,
  ofAvailability: () => null,
  ofRun: () => null,
};
const a = resultFixture({ tenants: ['storefront', 'batch'] });
const compared = (b: Result, from = a) =>
  comparisonOf({ name: 'a', runs: [from] }, { name: 'b', runs: [b] }, { conditions: [], intervals: noIntervals });
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

test('what one lost or restored and the other did not is told, without an expectation that names it', () => {
  const losses = { ...a.losses, partitionsLost: 1, writesLost: 274, longestToRebuildMs: 30_000 };
  const comparison = compared({ ...a, losses, restores: { ...a.restores, tablesRestored: 1 } });
  const decoded = (words: string) => words.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  for (const words of [text(comparison), decoded(compareMarkdown(comparison))]) {
    expect(words).toContain('losses.writesLost: 274 in B, 0 in A');
    expect(words).toMatch(/losses.longestToRebuildMs: 30.?000 ms in B, none in A/);
    expect(words).toContain('restores.tablesRestored: 1 in B, 0 in A');
    expect(words).not.toContain('No difference');
  }
});

test('a property is told with its witness, and with its verdict once', () => {
  const withCheck = (verdict: 'holds' | 'violated' | 'unknown', witness: string | null): Result => ({
    ...a,
    checks: a.checks.map((check, at) => (at === 0 ? { ...check, verdict, witness } : check)),
  });
  const { property } = a.checks[0];
  const said = (from: Result, to: Result) => text(compared(to, from)).replace(/\n +/g, ' ');
  const [unknown, holds] = [withCheck('unknown', null), withCheck('holds', null)];
  const violated = withCheck('violated', 'item 7 was lost');
  expect(said(unknown, holds)).toMatch(new RegExp(`${property}: holds, in A unknown$`, 'm'));
  expect(said(holds, violated)).toMatch(new RegExp(`${property}: violated, in A holds: item 7 was lost$`, 'm'));
  expect(said(violated, holds)).toMatch(new RegExp(`${property}: holds, in A violated \\(A: item 7 was lost\\)$`, 'm'));
});

test('without a request there is nothing to compare, and no other load', () => {
  const quiet = (windowSeconds: number, windows: number): Result => ({
    ...a,
    run: { ...a.run, requests: 0 },
    ...{ latency: [], outcomes: [], availability: [] },
    series: {
      ...a.series,
      windowSeconds,
      tenants: a.series.tenants.map((each) => ({ ...each, issued: Array<number>(windows).fill(0) })),
    },
  });
  const comparison = compared(quiet(2, 60), quiet(1, 90));
  expect(comparison.load).toBe('same');
  for (const words of [text(comparison), compareMarkdown(comparison)]) {
    expect(words).toMatch(/No request was sent in A or in B(:|&#58;) there is nothing to compare/);
    expect(words).not.toMatch(/other numbers of requests/);
  }
  expect(text(compared(a, quiet(1, 90)))).toMatch(/No request was sent in A:/);
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
    expect.objectContaining({ kind: 'property', b: { verdict: 'violated', words: 'write 7', inSeeds: null } }),
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
  expect(text(compared(after, before))).toContain('mean 10 to 20 ms (+10): node queue +10');
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

describe('on several seeds', () => {
  const withSeed = (seed: number, putP99Ms: number, met = true): Result => ({
    ...withWrites({ p99Ms: putP99Ms }),
    seed,
    objectives: a.objectives.map((row) => ({ ...row, met })),
  });
  const values: Values[] = [];
  const asked: Intervals = {
    ...noIntervals,
    ofLatency: (kind, figure, each) => {
      if (kind.tenant === 'storefront' && kind.operation === 'putItem' && figure === 'p99') values.push(each);
      return { low: 1, high: 3 };
    },
  };
  const of = (name: string, runs: readonly Result[]) => ({ name, runs });
  const comparison = comparisonOf(
    of('a', [withSeed(1, 10), withSeed(2, 14)]),
    of('b', [withSeed(1, 11), withSeed(2, 17, false)]),
    { conditions: [], intervals: asked },
  );

  test('a figure is the mean over them, and whoever knows the statistics is given each', () => {
    expect(values).toEqual([{ a: [10, 14], b: [11, 17] }]);
    expect(comparison.differences).toEqual([expect.objectContaining({ a: 12, b: 14, change: 2, low: 1, high: 3 })]);
  });

  test('a verdict is the worst, with how often it came', () => {
    expect(comparison.b.verdict).toBe('FAILED');
    for (const { a: ofA, b: ofB } of comparison.verdicts) {
      expect({ a: ofA, b: ofB }).toMatchObject({
        a: { verdict: 'met', inSeeds: 2 },
        b: { verdict: 'missed', inSeeds: 1 },
      });
    }
    expect(text(comparison)).toMatch(/missed, in A met: in 1 of 2 seeds/);
  });

  test('both forms say that there are seeds, and that they are where intervals come from', () => {
    expect(comparison).toMatchObject({ seeds: [1, 2], intervalsFrom: 'seeds', load: 'same' });
    for (const form of [text(comparison), compareMarkdown(comparison)]) {
      expect(form).toContain('2 seeds from 1 to 2');
      expect(form.replace(/\n/g, ' ')).toContain('from the differences on 2 seeds');
    }
  });

  test('a figure that one of them lacks is unknown', () => {
    const none = { ...withSeed(2, 0), latency: [] };
    const lacking = comparisonOf(of('a', [withSeed(1, 10), none]), of('b', [withSeed(1, 11), none]), {
      conditions: [],
      intervals: noIntervals,
    });
    expect(lacking.differences).toEqual([]);
  });
});

test('what regions knew of each other is compared as a whole, where it differs', () => {
  const lagging = { ...a, globalTables: { ...a.globalTables, writesOverruled: 3, longestLagMs: 40 } };
  const { recovery } = compared(lagging);
  expect(recovery).toEqual([
    { metric: 'globalTables.writesOverruled', unit: 'count', a: 0, b: 3 },
    { metric: 'globalTables.longestLagMs', unit: 'ms', a: null, b: 40 },
  ]);
});
