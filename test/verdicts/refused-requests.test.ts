/** A request that was refused, or that nobody answered, counts for something in whatever a verdict can ask for. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percent } from '../../reports/format.js';
import { actualInWords, objectiveInWords } from '../../reports/verdict-words.js';
import { LatencyBatches } from '../../sim/measurement/batches/latency-batches.js';
import { ClassMeasurements } from '../../sim/measurement/measurements.js';
import { clientLatencyRow } from '../../sim/measurement/result-rows.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { metricOf } from '../../sim/verdicts/metrics.js';

const secondsPerMonth = 30 * 24 * 3600;

function runOf(changes: object) {
  const text = {
    title: 'Refusals',
    warmup: '0s',
    regions: { r: {} },
    tables: { t: { partitions: 9 } },
    ...changes,
  };
  return run(readScenario(JSON.stringify(text), 'refusals.yaml'));
}

const tenant = (rate: string) => ({
  arrivals: { constant: rate },
  mix: { getItem: '100%' },
  client: { retries: 'none', timeout: '1s' },
});

describe('a region that nobody reaches for half of a minute', () => {
  const result = runOf({
    duration: '60s',
    tenants: { app: tenant('100/s') },
    faults: [{ kind: 'network-partition', target: 'all routers in r', at: '20s', for: '30s' }],
    objectives: {
      app: {
        availability: '99.999%',
        clientAvailability: '99.999%',
        success: '99%',
        'getItem.p95': '100ms',
        'getItem.p50.ofAll': '100ms',
        'getItem.p95.ofAll': '100ms',
      },
    },
  });
  const objective = (metric: string) => result.objectives.find((each) => each.metric === metric)!;

  test('is available by its answers, and not by what clients saw', () => {
    expect(objective('availability')).toMatchObject({ actual: 1, met: true });
    // 30 s of the seconds of a month; the request under way when the cut begins or ends may fall on either side.
    const clients = objective('clientAvailability');
    expect(clients.met).toBe(false);
    expect((1 - clients.actual!) * secondsPerMonth).toBeCloseTo(30, 0);
    expect(objective('success').actual).toBeCloseTo(0.5, 2);
    expect(objective('success').met).toBe(false);
  });

  test('its latency says what it leaves out, or counts it as too slow', () => {
    const { timedOut, succeeded } = result.outcomes[0];
    expect(timedOut).toBeGreaterThan(2900);
    expect(objective('getItem.p95')).toMatchObject({ leftOut: timedOut, met: true });
    expect(objective('getItem.p95.ofAll')).toMatchObject({ leftOut: null, actual: null, met: false });
    expect(objective('getItem.p50.ofAll').met).toBe(succeeded >= timedOut);
  });

  test('a percentile among the failures says how many failed, in every report', () => {
    const { timedOut, succeeded } = result.outcomes[0];
    const row = objective('getItem.p95.ofAll');
    expect(row.amongFailures).toBeCloseTo(timedOut / (timedOut + succeeded), 9);
    const words = `none: ${percent(timedOut / (timedOut + succeeded))} failed, more than the 5 % above p95`;
    expect(objectiveInWords(row)).toBe(`${words}, at most 100 ms asked`);
    expect(actualInWords(row)).toBe(words);
    expect(objective('getItem.p95').amongFailures).toBeNull();
  });
});

test('a consistency of which every request failed is left out as a whole, and said to be', () => {
  const result = runOf({
    duration: '20s',
    tables: { t: { partitions: 1, items: { count: 1000, size: '4KB' } } },
    tenants: { app: { ...tenant('100/s'), reads: { strong: '50%' } } },
    // From the beginning nobody reaches the leader, whose lease goes on; the followers answer eventual reads.
    faults: [{ kind: 'network-partition', target: 'all routers in r', peer: 'leader of t/0', at: '0s' }],
    objectives: { app: { 'getItem.p50': '1s' } },
  });
  const [strong, eventual] = ['strong', 'eventual'].map((consistency) =>
    result.latency.find((row) => row.consistency === consistency),
  );
  expect(strong).toMatchObject({ requests: 0, p50Ms: null });
  expect(strong?.failed).toBeGreaterThan(800);
  expect(eventual?.requests).toBeGreaterThan(800);
  const [objective] = result.objectives;
  expect(objective.actual).toBe(eventual?.p50Ms);
  expect(objective.leftOut).toBe((strong?.failed ?? 0) + (eventual?.failed ?? 0));
});

test('throttles are no errors of the service, and failures to its clients', () => {
  const result = runOf({
    duration: '20s',
    tables: {
      t: { partitions: 1, items: { count: 1000, size: '1KB' }, capacity: { read: 10, write: 10, mode: 'static' } },
    },
    tenants: { app: tenant('100/s') },
    objectives: { app: { availability: '99.99%', throttled: '50%', success: '50%' } },
  });
  const { throttled, succeeded, issued, unfinished } = result.outcomes[0];
  // 10 read units serve 20 eventual reads of up to 4 KB a second, of 100 that are asked for.
  expect(succeeded / issued).toBeGreaterThan(0.19);
  expect(succeeded / issued).toBeLessThan(0.25);
  const row = result.availability.find(({ scope }) => scope === 'tenant')!;
  expect(row).toMatchObject({ achieved: 1, monthly: 1, budgetUsedMinutes: 0 });
  expect(row.clientView).toBeCloseTo(succeeded / (issued - unfinished), 9);
  expect(result.objectives.map(({ metric, met }) => [metric, met])).toEqual([
    ['availability', true],
    ['success', false],
    ['throttled', false],
  ]);
  expect(metricOf(result, 'outcomes.all.throttledShare', null)).toEqual({
    kind: 'value',
    value: throttled / (issued - unfinished),
  });
});

test('a percentile of all requests is the one of the sorted list with the failures last', () => {
  const label = { tenant: 'a', operation: 'getItem', consistency: 'strong' } as const;
  const quantiles = { p50Ms: 0.5, p90Ms: 0.9, p95Ms: 0.95, p99Ms: 0.99, p99_9Ms: 0.999, p99_99Ms: 0.9999 } as const;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 300 }),
      fc.integer({ min: 0, max: 300 }),
      (latenciesMs, failed) => {
        const measured = new ClassMeasurements(new LatencyBatches(false));
        for (const ms of latenciesMs) measured.latency.record(ms * 1e6);
        measured.outcomes.timedOut = failed;
        const sorted = [...latenciesMs].sort((a, b) => a - b);
        const { ofAll } = clientLatencyRow(label, measured);
        for (const [name, q] of Object.entries(quantiles)) {
          const rank = Math.ceil(q * (sorted.length + failed) - 1e-6);
          const expected = rank === 0 ? undefined : sorted[rank - 1];
          const actual = ofAll[name as keyof typeof ofAll];
          if (expected === undefined) expect(actual).toBeNull();
          else expect(Math.abs(actual! / expected - 1)).toBeLessThan(0.001);
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});
