/**
 * Pinned digests of whole runs. They say only that nothing has changed, not that anything is right: a change of the model
 * changes them, and the change must be explained where it is made. Refresh with
 * `npx vitest run test/determinism/runs.golden.test.ts -u`.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';

test.each([
  ...['leader-crash', 'planned-handover', 'gray-failure', 'disk-failure', 'retry-storm-with-quota'],
  ...['paper/adaptive', 'paper/global', 'paper/split-for-consumption', 'paper/balancing'],
])('the run of %s has not changed', (name) => {
  const file = `scenarios/${name}.yaml`;
  const result = run(readScenario(readFileSync(file, 'utf8'), file));
  expect(`${result.run.digest} after ${result.run.events} events`).toMatchSnapshot();
});
