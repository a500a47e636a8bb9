/** Explanations name the true cause: in bundled scenarios the fault that each injects, and the waiting that follows from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../reports/explain/causes.js';
import { explanationOf } from '../../../reports/explain/explanation.js';
import type { Story } from '../../../reports/explain/story.js';
import type { Result } from '../../../sim/result.js';
import { run } from '../../../sim/run.js';
import { readScenario } from '../../../sim/scenario/read.js';
import type { Override } from '../../../sim/scenario/reading/overrides.js';
import { resultFixture } from '../fixture.js';

const results = new Map<string, Result>();

function resultOf(name: string, ...settings: Override[]): Result {
  const key = JSON.stringify([name, settings]);
  const file = `scenarios/${name}.yaml`;
  const result = results.get(key) ?? run(readScenario(readFileSync(file, 'utf8'), file, settings));
  results.set(key, result);
  return result;
}

/** The steps of the slowest and of the failed, as words. */
function stepsOf(result: Result): { readonly what: string; readonly because: string | null }[] {
  const { slowest, failed } = explanationOf(result);
  return [...slowest, ...failed].flatMap(({ steps }: Story) => steps);
}

describe('the fault of the scenario is named, with what was waited for', () => {
  test.each([
    ['zone-outage', /^got no answer|got no answer from us-east-1\/az-2/, /us-east-1\/az-2 was dark from 40 to 70 s/],
    ['zone-outage', /after it had waited 500 ms for us-east-1\/az-2/, /waited 1\.2\d? s for its lease to expire/],
    ['leader-crash', /its router waited for/, /was down from 20 to 30 s \(host-crash\).*waited 1\.\d+ s for its lease/],
    ['host-pause', /its router waited for/, /stood still from 20 to 25 s \(host-pause\)/],
    ['disk-failure', /was answered 500/, /disk-failure of leader of orders\/0 from 20 to 30 s/],
    ['slow-disk', /until enough replicas of orders\/0 had the write/, /had slow disks from 20 to 40 s \(slow-disk\)/],
    ['packet-loss', /on the network/, /lost packets from 20 to 40 s \(packet-loss\)/],
    ['clock-skew', /was answered 500/, /was cut off from 20 to 25 s \(network-partition\)/],
    ['leader-unreachable-by-routers', /its router waited for/, /router-\d was cut off from 20 to 40 s/],
    ['gray-failure-without-asking', /was answered 500/, /had no leader until .*was cut off from 20 to 40 s/],
    [
      'retry-storm',
      /in the run queue of us-east-1\/az-\d\/storage-1/,
      /had slow processors from 20 to 30 s \(slow-cpu\)/,
    ],
  ])('%s: %s', (name, what, because) => {
    const steps = stepsOf(resultOf(name));
    expect(steps.filter((step) => what.test(step.what) && because.test(step.because ?? ''))).not.toEqual([]);
  });
});

test('of two faults the one on the machine that was waited for is the cause, and one elsewhere was only at work meanwhile', () => {
  const fault = { hostsHit: 1, fromS: 40, toS: 70, kind: 'host-crash', condition: 'was down' };
  const faults = ['r/az-1/storage-1', 'r/az-2/storage-2'].map((target) => ({ ...fault, target, hosts: [target] }));
  const recovery = faults.map(() => ({ state: 'recovered', atS: 45, afterS: 0, untilS: 120 }) as const);
  const result = { ...resultFixture(), faults, recovery };
  const waited = { partition: 'orders/7', fromS: 50, toS: 51 };
  const of = (...hosts: string[]) => causeOf(result, { ...waited, hosts });
  expect(of('r/az-1/storage-1')).toEqual({
    words: 'r/az-1/storage-1 was down from 40 to 70 s (host-crash)',
    fault: faults[0],
    election: null,
  });
  expect(of('r/az-2/storage-2')?.fault).toBe(faults[1]);
  expect(of('r/az-3/storage-3')).toMatchObject({ words: expect.stringMatching(/^while /), fault: null });
  expect(causeOf(result, { ...waited, hosts: ['r/az-1/storage-1'], fromS: 80, toS: 81 })).toBeNull();
});

test('where nothing went wrong no cause is made up', () => {
  const steps = stepsOf(resultOf('steady-state', { path: 'duration', value: '20s' }));
  expect(steps.length).toBeGreaterThan(3);
  expect(steps.filter(({ because }) => because !== null)).toEqual([]);
});

test('a queue that is full without a fault is named for itself', () => {
  const steps = stepsOf(resultOf('flash-crowd'));
  const full = steps.filter(({ what }) => /found a full queue at us-east-1\/az-\d\/router-\d/.test(what));
  expect(full).not.toEqual([]);
  expect(full.filter(({ because }) => because !== null)).toEqual([]);
});

test('the steps of a story take as long as the request', () => {
  const { slowest, failed } = explanationOf(resultOf('leader-crash'));
  for (const { steps, latencyMs } of [...slowest, ...failed]) {
    expect(steps.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeCloseTo(latencyMs, 6);
  }
});

describe('windows in which an objective was missed', () => {
  const result = resultOf('leader-crash', {
    path: 'objectives.storefront',
    value: '{ availability: 99.99%, putItem.p99: 10ms }',
  });
  const { missed } = explanationOf(result);

  test('are those beyond it, each stretch with the request that shows why', () => {
    expect(new Set(missed.map(({ metric }) => metric))).toEqual(
      new Set(result.objectives.filter(({ met }) => !met).map(({ metric }) => metric)),
    );
    expect(missed).not.toEqual([]);
    const grave = missed.filter(({ against, worstMs }) => against > 100 || (worstMs ?? 0) > 100);
    for (const { fromS, toS } of grave) {
      expect(fromS).toBeGreaterThanOrEqual(20);
      expect(toS).toBeLessThanOrEqual(30);
    }
    const stories = grave.flatMap(({ story }) => story ?? []);
    expect(stories).not.toEqual([]);
    for (const { steps } of stories) {
      expect(steps.some(({ because }) => because?.includes('host-crash'))).toBe(true);
    }
  });

  test('no two of them touch, and none is within it', () => {
    const { series } = result;
    const [own] = series.objectives;
    for (const { metric, target, unit, fromS, toS } of missed.filter((each) => each.unit === 'ms')) {
      const within = own.actualMs.filter((_, at) => series.timeS[at] >= fromS && series.timeS[at] < toS);
      expect(Math.min(...within.map((ms) => ms ?? Number.POSITIVE_INFINITY)), metric + unit).toBeGreaterThan(target);
    }
  });
});
