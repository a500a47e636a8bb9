/** What the trend over stored runs is made of: their order, what changed between them, and what was missed where. */
import { expect, test } from 'vitest';
import { naturally, type StoredRun, trendsOf, whatCounts } from '../../../reports/trend/trend.js';
import { trendPage } from '../../../reports/trend/trend-page.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const result = resultFixture({ tenants: ['storefront', 'billing'] });
const run = (name: string, more: Partial<Result> = {}, version: string | null = '0.1.0'): StoredRun => ({
  name,
  link: null,
  version,
  result: whatCounts({ ...result, ...more }),
});
const namesIn = (runs: readonly StoredRun[]) => trendsOf(runs).map((trend) => trend.runs.map(({ name }) => name));

test('runs follow each other by version, then by name with numbers as numbers, however they were given', () => {
  const runs = [run('run-10'), run('run-9'), run('run-1', {}, '0.10.0'), run('run-2', {}, '0.9.0'), run('run-09b')];
  const expected = [['run-09b', 'run-9', 'run-10', 'run-2', 'run-1']];
  expect(namesIn(runs)).toEqual(expected);
  expect(namesIn([...runs].reverse())).toEqual(expected);
});

test('an order of names is one', () => {
  const names = ['a1', 'a01', 'a', 'a10', 'a2', 'b', '', '2024-02-10', '2024-02-9', '10', '9x'];
  for (const a of names) {
    for (const b of names) {
      expect(Math.sign(naturally(a, b))).toBe(-Math.sign(naturally(b, a)) || 0);
      for (const c of names) {
        if (naturally(a, b) < 0 && naturally(b, c) < 0) expect(naturally(a, c)).toBeLessThan(0);
      }
    }
  }
});

test('a latency bears the marks that it bears in the report of its run, and the table says what they mean', () => {
  const [row, ...others] = result.latency;
  const storm = run('storm', { latency: [{ ...row, failed: row.requests, p99Ms: 35 }, ...others] });
  const markup = trendPage([run('calm'), storm]);
  expect(markup).toMatch(/<data value="35">\*35\.0<\/data>/);
  expect(markup).toContain('* failed ones, left out, would move it');
  expect(trendPage([run('calm'), run('calm-2')])).not.toContain('left out');
});

test('each scenario has a trend of its own', () => {
  const other = { scenario: { ...result.scenario, title: 'A' } };
  expect(namesIn([run('one'), run('two', other), run('three')])).toEqual([['two'], ['one', 'three']]);
});

test('what differs from the run before is said, and nothing of the first', () => {
  const runs = [
    run('a-1'),
    run('a-2', { seed: 7 }),
    run('a-3', { seed: 7, scenario: { ...result.scenario, digest: 'other' } }),
    run('a-4', { seed: 7, scenario: { ...result.scenario, digest: 'other' } }, '0.2.0'),
  ];
  expect(trendsOf(runs)[0].runs.map(({ changed }) => changed)).toEqual([[], ['seed'], ['scenario'], ['version']]);
});

test('a promise knows the runs that were asked it and those that missed it, the most often missed first', () => {
  const [objective] = result.objectives;
  const asked = (met: boolean) => ({ objectives: [{ ...objective, met }], expectations: [] });
  const { promises } = trendsOf([run('1', asked(true)), run('2', asked(false)), run('3', { objectives: [] })])[0];
  expect(promises[0]).toMatchObject({
    name: `${objective.tenant} ${objective.metric}`,
    asked: 2,
    missed: [{ name: '2' }],
  });
});

test('availability and success are each those of the tenant that fared worst, and the heads say so', () => {
  const [row] = result.availability;
  const rowOf = (scope: typeof row.scope, name: string, achieved: number) => ({ ...row, scope, name, achieved });
  const availability = [rowOf('region', 'r', 0.5), rowOf('tenant', 'a', 0.9), rowOf('tenant', 'b', 0.95)];
  const [outcome] = result.outcomes;
  const ended = (tenant: string, succeeded: number, throttled: number) => ({
    ...outcome,
    ...{ tenant, succeeded, throttled, serverErrors: 0, timedOut: 0 },
  });
  // Of `a` 97 of 100 over both of its rows, of `b` 3 of 4, and of all 100 of 104.
  const outcomes = [ended('a', 48, 2), ended('a', 49, 1), ended('b', 3, 1), ended('c', 0, 0)];
  const runs = [run('1', { availability, outcomes })];
  expect(trendsOf(runs)[0].runs).toMatchObject([{ availability: 0.9, successShare: 0.75 }]);
  expect(trendPage(runs)).toMatch(/>worst availability<.*>worst success<.*of the tenant that fared worst/s);
});

test('what nothing put to the test is neither kept nor missed, and missed are counted as run counts them', () => {
  const check = { property: 'one-owner', examined: 0, violations: 0, witness: null };
  const [objective] = result.objectives;
  const objectives = [true, false, false].map((met) => ({ ...objective, met }));
  const runs = [
    run('1', { objectives, expectations: [], checks: [{ ...check, verdict: 'unknown' }] }),
    run('2', { objectives, expectations: [], checks: [{ ...check, verdict: 'holds', examined: 4 }] }),
    run('3', { objectives, expectations: [], checks: [{ ...check, verdict: 'violated', examined: 4, violations: 1 }] }),
  ];
  const promise = trendsOf(runs)[0].promises.find(({ name }) => name === 'one-owner');
  expect(promise).toMatchObject({ asked: 2, missed: [{ name: '3' }] });
  const page = trendPage(runs);
  expect(page.match(/>2 of 3</g)).toHaveLength(2);
  expect(page.match(/>2 of 3, 1 violated</g)).toHaveLength(1);
});

test('a run that was interrupted, or ended broken, is marked whatever its verdict', () => {
  const cut = { run: { ...result.run, interrupted: true, simulatedSeconds: 37 } };
  const [fault] = result.faults;
  const untilS = result.run.simulatedSeconds;
  const broken = { faults: [fault], recovery: [{ state: 'notRecovered', atS: null, afterS: null, untilS } as const] };
  const [objective] = result.objectives;
  const failed = { objectives: [{ ...objective, met: false }] };
  const met = { objectives: [{ ...objective, met: true }], expectations: [], checks: [] };
  const page = trendPage([
    run('1', { ...met, ...cut }),
    run('2', { ...failed, ...cut }),
    run('3', { ...met, ...broken }),
  ]);
  expect(page).toContain('</strong> of 3 runs; 2 interrupted</p>');
  for (const words of ['interrupted, at 37 s', 'failed, interrupted, at 37 s', 'passed, ended broken']) {
    expect(page.match(/(?<=<td class="name">)[a-z][^<]*/g)).toContain(words);
  }
});
