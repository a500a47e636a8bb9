/** Explanations name the true cause: in bundled scenarios the fault that each injects, and the waiting that follows from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../reports/explain/causes.js';
import { explanationOf } from '../../../reports/explain/explanation.js';
import type { Story } from '../../../reports/explain/story.js';
import type { FaultRow, RecoveryRow, Result } from '../../../sim/result.js';
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

describe('what of several faults is said', () => {
  const crash = (target: string, fromS: number, toS: number | null): FaultRow => ({
    ...{ target, hosts: [target], hostsHit: 1, fromS, toS, kind: 'host-crash', condition: 'was down' },
  });
  const recovered = (atS: number): RecoveryRow => ({ state: 'recovered', atS, afterS: 0, untilS: 120 });
  const hit = (...faults: readonly (readonly [FaultRow, RecoveryRow])[]): Result => ({
    ...resultFixture(),
    faults: faults.map(([fault]) => fault),
    recovery: faults.map(([, recovery]) => recovery),
  });
  const cause = (result: Result, fromS: number, ...hosts: string[]) =>
    causeOf(result, { partition: 'orders/7', fromS, toS: fromS + 1, hosts, needsLeader: true });

  test('the one on the machine that was waited for is the cause, and one elsewhere was only at work meanwhile', () => {
    const result = hit([crash('r/a/s-1', 40, 70), recovered(45)], [crash('r/b/s-2', 40, 70), recovered(45)]);
    expect(cause(result, 50, 'r/a/s-1')).toEqual({
      words: 'r/a/s-1 was down from 40 to 70 s (host-crash), while r/b/s-2 was down from 40 to 70 s (host-crash)',
      faults: [result.faults[0]],
      election: null,
    });
    expect(cause(result, 50, 'r/b/s-2')?.faults).toEqual([result.faults[1]]);
    expect(cause(result, 50, 'r/a/s-1', 'r/b/s-2')?.faults).toEqual(result.faults);
    expect(cause(result, 50, 'r/c/s-3')).toMatchObject({ words: expect.stringMatching(/^while .* and /), faults: [] });
    expect(cause(result, 80, 'r/a/s-1')).toBeNull();
  });

  test('no more are named than fit, and the rest is counted', () => {
    const [calm, places] = [recovered(45), ['a', 'b', 'c', 'd', 'e']];
    const result = hit(...places.map((place) => [crash(`r/${place}/s`, 40, 70), calm] as const));
    const words = cause(result, 50, 'r/e/s')?.words ?? '';
    expect(words.match(/was down/g)).toHaveLength(3);
    expect(words).toMatch(/^r\/e\/s was down.*, and 2 more$/);
  });

  // Times of the waiting run over beginning, end and recovery of a fault, of which each says what is true by then.
  test.each([
    ['recovered', recovered(60), 60, 'whose effects lasted until 60 s'],
    ['not recovered', { state: 'notRecovered', atS: null, afterS: null, untilS: 80 }, 80, 'whose effects went on'],
    ['undisturbed', { state: 'undisturbed', atS: 40, afterS: 0, untilS: 80 }, 50, ''],
    ['unknown', { state: 'unknown', atS: null, afterS: null, untilS: 80 }, 50, ''],
  ] as const)(
    '"while" of one at work, "after" of one that is over and felt: %s',
    (_, recovery, feltUntilS, effects) => {
      const result = hit([crash('r/a/s-1', 40, 50), recovery]);
      for (let fromS = 35; fromS < 90; fromS++) {
        const words = cause(result, fromS, 'r/c/s-3')?.words ?? 'none';
        const isAtWork = fromS + 1 >= 40 && fromS < 50;
        const isFelt = fromS >= 50 && fromS <= feltUntilS && effects !== '';
        expect(words.split(' ')[0], `at ${fromS} s`).toBe(isAtWork ? 'while' : isFelt ? 'after' : 'none');
        if (isFelt) expect(words).toContain(effects);
      }
    },
  );

  test('a leader that served as soon as it was elected waited for no lease', () => {
    const election = { partition: 'orders/7', term: 2, cause: 'suspicion', from: 'r/a/s-1', to: 'r/b/s-2' } as const;
    const times = { suspectedS: 40.6, electedS: 40.7, servingS: 40.7 + 1e-9 };
    const result = hit([crash('r/a/s-1', 40, 70), recovered(45)]);
    const elected = { ...result, elections: { ...result.elections, list: [{ ...election, ...times }] } };
    expect(cause(elected, 40.5)?.words).toBe(
      'orders/7 had no leader until 40.7 s: r/a/s-1 was down from 40 to 70 s (host-crash), r/a/s-1 was suspected at ' +
        '40.6 s, and r/b/s-2 was elected at 40.7 s',
    );
  });
});

test('an eventual read waits for a machine, and a strong one for the leader that is missing', () => {
  const { slowest } = explanationOf(resultOf('leader-crash'));
  const because = (consistency: string) =>
    slowest.find((each) => each.consistency === consistency)?.steps.find((step) => /router waited/.test(step.what))
      ?.because;
  expect(because('eventual')).toMatch(/^us-east-1\/az-\d\/storage-\d was down from 20 to 30 s \(host-crash\)$/);
  expect(because('strong')).toMatch(/^orders\/0 had no leader until/);
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
