/**
 * The bundled scenarios: each keeps what it promises and tells it on one screen, and the promises are worth something, because the run that lacks
 * the mechanism breaks them (of those in scenarios/paper the tests in test/paper say so).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { briefLinesMax, briefText } from '../reports/summary/brief.js';
import { actsLines } from '../sim/cli/acts-text.js';
import { runScenario } from '../sim/experiments/run-experiment.js';
import type { Result } from '../sim/result.js';
import { readScenario } from '../sim/scenario/read.js';
import type { Override } from '../sim/scenario/reading/overrides.js';
import { unknownMetrics } from '../sim/verdicts/expectations.js';
import { schemaProblems } from './schemas/result-problems.js';

const folder = new URL('../scenarios/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

const textOf = (name: string) => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
const scenarioOf = (name: string, overrides: readonly Override[] = []) =>
  readScenario(textOf(name), `${name}.yaml`, overrides);

/** Objectives and expectations that were missed, and properties that were violated, as a reader would want them told. */
function broken({ objectives, expectations, checks }: Result): string[] {
  return [
    ...objectives.filter(({ met }) => !met).map((row) => `${row.tenant} ${row.metric} is ${row.actual}`),
    ...expectations.filter(({ met }) => !met).map((row) => `${row.metric} is ${row.actual}, not ${row.condition}`),
    ...checks.filter(({ verdict }) => verdict === 'violated').map((row) => `${row.property}: ${row.witness}`),
  ];
}

describe('every bundled scenario', () => {
  test('is there for each question', () => {
    expect(names.length).toBeGreaterThanOrEqual(12);
  });

  test.each(names)('%s is short, says what it shows, and expects something', (name) => {
    const scenario = scenarioOf(name);
    const lines = textOf(name).trimEnd().split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(15);
    expect(lines).toBeLessThanOrEqual(50);
    expect(scenario.shows).not.toBe('');
    expect(scenario.expectations).not.toEqual([]);
    expect(unknownMetrics(scenario)).toEqual([]);
  });

  // Those in scenarios/negative must break theirs: test/negative.test.ts.
  test.each(names.filter((name) => !name.startsWith('negative/')))(
    '%s keeps its promises',
    // Ends what hangs; the longest takes a minute of a machine that has nothing else to do.
    { timeout: 600_000 },
    (name) => {
      const result = runScenario(scenarioOf(name));
      expect(broken(result)).toEqual([]);
      expect(schemaProblems(result)).toEqual([]);
      const told = briefText(result, actsLines(result, 80), { columns: 80, colour: false });
      expect(told.trimEnd().split('\n').length).toBeLessThanOrEqual(briefLinesMax);
      expect(told).not.toMatch(/finds no room|…/);
    },
  );
});

describe('a broken mechanism breaks its scenario', () => {
  test.each([
    ['zone-outage', 'parameters.replication.quorum=3', 'series.storefront.writesPerSecond'],
    ['leader-crash', 'parameters.replication.lease=20s', 'elections.longestLeaderlessMs'],
    ['leader-crash', 'parameters.replication.missedHeartbeatsMax=20', 'elections.longestLeaderlessMs'],
    ['planned-handover', 'faults.0.kind=host-crash', 'series.storefront.secondsWithout.successes'],
    ['gray-failure', 'parameters.replication.askPeers=false', 'elections.elections'],
    ['gray-failure-without-asking', 'parameters.replication.askPeers=true', 'elections.elections'],
    ['slow-disk', 'faults.0.target=leader of orders/0', 'series.storefront.highest.p50'],
    ['slow-disk', 'parameters.replication.quorum=3', 'storefront putItem.p99'],
    ['clock-skew', 'faults.0.offset=-500ms', 'one-leader'],
    ['clock-skew', 'parameters.replication.quorum=1', 'durability.lostWrites'],
    ['retry-storm', 'tenants.storefront.client.retries=standard', 'series.storefront.succeededPerSecond'],
    ['retry-storm-with-quota', 'tenants.storefront.client.quota=none', 'series.storefront.successShare'],
    ['flash-crowd', 'parameters.router.queueMax=5000', 'series.fans.succeededPerSecond'],
    ['hot-key', 'tenants.launch.reads=eventual', 'series.launch.succeededPerSecond'],
    ['noisy-neighbour', 'parameters.storageNode.cores=64', 'isolation.storefront.getItem.ratio'],
    ['cold-caches', 'parameters.router.warmCache=true', 'tail.storefront.getItem.eventual.p90-p99.metadata'],
  ])('%s with %s', (name, setting, promise) => {
    const [path, value] = setting.split('=');
    const problems = broken(runScenario(scenarioOf(name, [{ path, value }])));
    expect(problems.filter((problem) => problem.startsWith(promise))).not.toEqual([]);
  });
});
