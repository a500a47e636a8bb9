/** What no run could answer, or would answer wrongly, is found when a scenario is read. */
import { expect, test } from 'vitest';
import { readScenario } from '../../sim/experiments/read-scenario.js';
import { ScenarioError } from '../../sim/scenario/reading/problem.js';

const scenario = {
  title: 'Verdicts',
  duration: '60s',
  warmup: '0s',
  seriesWindow: '10s',
  regions: { r: {} },
  tables: { t: { partitions: 3 } },
  tenants: { app: { arrivals: { poisson: '50/s' } } },
};

function problemsOf(changes: object): readonly string[] {
  try {
    readScenario(JSON.stringify({ ...scenario, ...changes }), 'verdicts.yaml');
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

const share = (from: string, to: string) => ({
  expect: [{ metric: 'series.app.successShare', during: [from, to], atLeast: 0 }],
});

test.each([
  ['32s', '35s', true],
  ['32s', '40s', true],
  ['32s', '41s', false],
  ['40s', '41s', false],
  ['0s', '1ns', false],
  ['50.5s', '60s', true],
  ['50s', '60s', false],
])('during %s to %s holds no window of 10 s: %s', (from, to, isRefused) => {
  const problems = problemsOf(share(from, to));
  expect(problems).toHaveLength(isRefused ? 1 : 0);
  if (isRefused) expect(problems[0]).toMatch(/no window of the series begins/);
});

test('the nearest beginnings of a window are said', () => {
  expect(problemsOf(share('32s', '35s'))[0]).toContain('such as 30s or 40s');
  expect(problemsOf(share('50.5s', '60s'))[0]).toContain('such as 50s, or a seriesWindow below 10s');
});

test('no tenant may have the name that stands for all', () => {
  const arrivals = { poisson: '50/s' };
  expect(problemsOf({ tenants: { all: { arrivals }, b: { arrivals } } })).toEqual([
    'found a tenant called all; expected another name, because metrics use it for all tenants together',
  ]);
});

test.each([
  ['stations.r.az-1.disks.jobs', null],
  ['stations.r.az-9.disks.jobs', 'stations.r.az-'],
  ['stations.tickets.busiest.jobs', ''],
  ['checks.durability.violations', null],
  ['checks.durabilty.violations', 'checks.durability.violations'],
  ['durability.lostWrite', 'durability.lostWrites'],
])('%s is held against what the scenario has', (metric, nearest) => {
  const problems = problemsOf({ expect: [{ metric, is: 0 }] });
  if (nearest === null) return expect(problems).toEqual([]);
  expect(problems).toHaveLength(1);
  // Whatever is offered is valid.
  const offered = problems[0]
    .split('such as ')[1]
    .split(/;| \(did/)[0]
    .split(', ');
  expect(offered[0]).toContain(nearest);
  for (const each of offered) expect(problemsOf({ expect: [{ metric: each, is: 0 }] }), each).toEqual([]);
});
