/**
 * The month of scenarios/healing, cut to three hours in which machines fail as often as in the month. Its whole length is for
 * `npm run month`, which takes minutes.
 */
import { expect, test } from 'vitest';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import { broken, expectKept, scenarioOf } from '../bundled-scenarios.js';

/** 36 nodes, of which one a day and a half fails: two in three hours, and their bursts. */
const shortened = { duration: '3h', 'failures.hosts.mtbf': '2d' };

const runOf = (settings: Readonly<Record<string, string>>) =>
  runScenario(
    scenarioOf(
      'healing/month',
      Object.entries({ ...shortened, ...settings }).map(([path, value]) => ({ path, value })),
    ),
  );

test('a short month keeps what the whole one promises', () => {
  expectKept(runOf({}));
});

test('it does not where nothing is healed', () => {
  const problems = broken(runOf({ 'parameters.healing.enabled': 'false' }));
  expect(problems.filter((problem) => problem.startsWith('healing.storageReplicasAdded'))).not.toEqual([]);
});
