/** What a run prints fits a screen of 80 columns and 24 lines, whatever came of it, and says first whether it did what was asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../reports/safe-text.js';
import { briefLinesMax, briefText } from '../../reports/summary/brief.js';
import { line } from '../../reports/text-line.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

const plain = { columns: 80, colour: false, isWritten: false };
const linesOf = (result: Result, acts = 0) =>
  briefText(
    result,
    Array.from({ length: acts }, (_, at) => line(`  act ${at}`)),
    plain,
  )
    .trimEnd()
    .split('\n');

const long = 'a name so long that nobody would ever say it aloud, not even once in a very long while ';
const crash = { kind: 'host-crash', hosts: [], hostsHit: 0, toS: null, condition: 'was down' };
const faultsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ ...crash, target: `us-east-1/az-1/storage-${at}`, fromS: 20 + at }));
const violation = { property: 'durability', verdict: 'violated' as const, examined: 3, violations: 2 };

const anyResult = fc
  .record({
    tenants: fc.integer({ min: 1, max: 12 }),
    faults: fc.integer({ min: 0, max: 20 }),
    missed: fc.integer({ min: 0, max: 20 }),
    violated: fc.integer({ min: 0, max: 6 }),
    words: fc.integer({ min: 1, max: 6 }),
    allFailed: fc.boolean(),
    metered: fc.boolean(),
  })
  .map(({ tenants, faults, missed, violated, words, allFailed, metered }) => {
    const names = Array.from({ length: tenants }, (_, at) => `tenant-${at}`);
    const made = resultFixture({ title: long.repeat(words), tenants: names, faults: faultsOf(faults), allFailed });
    const [objective] = made.objectives;
    const result = {
      ...made,
      objectives: Array.from({ length: missed }, () => ({ ...objective, tenant: long, met: false })),
      checks: Array.from({ length: violated }, () => ({ ...violation, witness: long.repeat(words) })),
    };
    return metered ? withUsage(result) : result;
  });

test('what is left wrong, and what is not archived any more, is told in full where there is room, and else in short', () => {
  const left = (result: Result): Result => ({
    ...result,
    integrity: { ...result.integrity, damagedCopies: 7, damagedAtEnd: 3, wrongReads: 1 },
    archive: { ...result.archive, partitionsStalled: 1, behindAtEndMs: 80_000, furthestBehindMs: 80_000 },
  });
  const told = (result: Result) => linesOf(result).filter((each) => /^(Bad data|Archive): /.test(each));
  const calm = resultFixture();
  expect(told(calm)).toEqual([]);
  expect(told(left(calm))).toEqual([
    expect.stringMatching(/^Bad data: 7 items of replicas wrong; none found;/),
    expect.stringMatching(/^Archive: 80 s behind at most, 80 s at the end; 1 partition not archived any/),
  ]);
  const [objective] = calm.objectives;
  const objectives = Array.from({ length: 20 }, () => ({ ...objective, tenant: long, met: false }));
  const crowded = { ...resultFixture({ title: long.repeat(6), faults: faultsOf(20) }), objectives };
  expect(told(left(crowded))).toEqual([
    'Bad data: 3 of 7 wrong items of replicas left; 1 read answered wrongly',
    'Archive: 1 partition not archived any more, 80 s behind at the end',
  ]);
});

test('it fits the screen, whatever came of the run', () => {
  fc.assert(
    fc.property(anyResult, fc.integer({ min: 0, max: 15 }), (result, acts) => {
      const lines = linesOf(result, acts);
      expect(lines.length).toBeLessThanOrEqual(briefLinesMax);
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(plain.columns);
      expect(lines.at(-1)).toMatch(/^More: --verbose /);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('the verdict comes first, with what was missed and by how much, and what was met is only counted', () => {
  const [first, missed, next] = linesOf(resultFixture());
  expect(first).toMatch(/^FAILED: 1 of 3/);
  expect(missed).toBe('  missed  storefront getItem.p99: 12.4 ms, at most 10 ms asked, 24 % over');
  expect(next).toBe('');
});

test('the worst is said in words, before any table', () => {
  const text = linesOf(resultFixture()).join(' ');
  const said = text.search(/ rose from \S+ ms to .* us-east-1\/az-2 was dark/);
  expect(said).toBeGreaterThan(0);
  expect(said).toBeLessThan(text.indexOf('Latency in ms'));
});

test('where there is room for all, all is there; where there is not, time gives way to what was done', () => {
  const all = linesOf(resultFixture({ faults: [] }));
  expect(all).toEqual(expect.arrayContaining([expect.stringMatching(/^Over time/)]));
  const less = linesOf(resultFixture({ faults: [] }), 4);
  expect(less).toContain('  act 3');
  expect(less.filter((text) => text.startsWith('Over time'))).toEqual([]);
});

test('the month stands there, faults and who led do too, and rows of latency give way to them', () => {
  const made = resultFixture({ faults: faultsOf(6), tenants: ['a', 'b', 'c'] });
  const missed = made.objectives.map((row) => ({ ...row, met: false }));
  const lines = linesOf({ ...made, objectives: [...missed, ...missed, ...missed, ...missed, ...missed].slice(0, 5) });
  const text = lines.join(' ');
  expect(lines.filter((each) => each.startsWith('  missed'))).toHaveLength(5);
  expect(text).toMatch(/Month of \S+ [\d.]+ % available( at best)?, (target|agreement) 99\.99 %, .* lost/);
  expect(text).toMatch(/Faults {2}|6 faults/);
  expect(text).toMatch(/leaderless up to/);
});

test('the month is of the tenant that misses, and says what is lost', () => {
  const made = resultFixture({ tenants: ['fine', 'broken'], faults: [] });
  const [row] = made.availability;
  const month = 30 * 24 * 60;
  const rowOf = (name: string, monthly: number) => ({
    ...{ ...row, scope: 'tenant' as const, name, target: 0.999, monthly, met: monthly >= 0.999 },
    ...{
      budgetMinutes: 0.001 * month,
      budgetUsedMinutes: (1 - monthly) * month,
      budgetUsedShare: (1 - monthly) / 0.001,
    },
  });
  const text = linesOf({ ...made, availability: [rowOf('fine', 1), rowOf('broken', 0.9985)] }).join(' ');
  // 0.15 % of 720 h is 64.8 min.
  expect(text).toContain('Month of broken: 99.85 % available, agreement 99.9 %, 64.8 min lost');
});

test('what failed is said once, as counts', () => {
  const lines = linesOf(resultFixture());
  expect(lines.filter((text) => text.startsWith('Failed of '))).toHaveLength(1);
  expect(lines.join(' ').match(/requests succeeded/g)?.length).toBe(1);
});

test('requests that are open at the end are said beside those that failed, where they are many', () => {
  const made = resultFixture();
  const [row, ...others] = made.outcomes;
  const issued = made.outcomes.reduce((sum, each) => sum + each.issued, 0);
  const withOpen = (unfinished: number) =>
    linesOf({
      ...made,
      outcomes: [{ ...row, unfinished }, ...others.map((each) => ({ ...each, unfinished: 0 }))],
    }).join(' ');
  expect(withOpen(Math.ceil(issued / 4))).toMatch(/Failed of .* more were open at the end\./);
  expect(withOpen(Math.floor(issued / 2000))).not.toMatch(/open at the end/);
});

test('of latencies, where there is room for few, those with a long tail stand there, and not the busiest', () => {
  const made = resultFixture({ tenants: ['calm', 'late', 'quiet', 'idle'], faults: [] });
  const latency = made.latency.map((row) => ({
    ...{ ...row, p50Ms: 2, p99_9Ms: row.tenant === 'late' ? 500 : 5 },
    requests: row.tenant === 'calm' ? 1e6 : 2e4,
  }));
  const rows = linesOf({ ...made, latency }).filter((each) => /^(calm|late|quiet|idle) /.test(each));
  // Three kinds of requests of the one, and of the others the busiest.
  expect(rows.map((each) => each.split(' ')[0])).toEqual(['calm', 'late', 'late', 'late']);
});

test('a page is offered where none is written', () => {
  expect(linesOf(resultFixture()).at(-1)).toContain('--out DIR');
  expect(briefText(resultFixture(), [], { ...plain, isWritten: true })).not.toContain('--out');
});

test('a violated property is named with its witness', () => {
  const checks = [{ ...violation, witness: 'write 7 of orders/3' }];
  expect(linesOf({ ...resultFixture(), checks })).toContain('Violated: durability (2 of 3): write 7 of orders/3');
});
