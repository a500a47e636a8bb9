/** Expectations and objectives are judged as written; a metric that no run could answer is found before one. */
import { describe, expect, test } from 'vitest';
import type { ExpectationSpec, Scenario } from '../../sim/scenario/scenario.js';
import { judgeExpectations, judgeObjectives, MetricError, unknownMetrics } from '../../sim/verdicts/expectations.js';
import { defaultParameters } from '../default-parameters.js';
import { resultFixture } from '../reports/fixture.js';

const result = resultFixture();

function expectation(metric: string, bounds: Partial<ExpectationSpec>): ExpectationSpec {
  return { metric, during: null, is: null, atLeast: null, atMost: null, ...bounds };
}

describe('expectations', () => {
  test.each([
    [{ is: 3120 }, true, 0, 'exactly 3120 ms'],
    [{ is: 3121 }, false, -1, 'exactly 3121 ms'],
    [{ is: 3000 }, false, -120, 'exactly 3000 ms'],
    [{ atMost: 3120 }, true, 0, 'at most 3120 ms'],
    [{ atMost: 3119 }, false, -1, 'at most 3119 ms'],
    [{ atLeast: 3100 }, true, 20, 'at least 3100 ms'],
    [{ atLeast: 3000, atMost: 3130 }, true, 10, 'at least 3000 ms and at most 3130 ms'],
    [{ atLeast: 1, atMost: 2 }, false, -3118, 'at least 1 ms and at most 2 ms'],
  ])('%o', (bounds, met, margin, condition) => {
    const [row] = judgeExpectations(result, [expectation('elections.longestLeaderlessMs', bounds)]);
    expect(row).toEqual({
      amongFailures: null,
      metric: 'elections.longestLeaderlessMs',
      condition,
      actual: 3120,
      unit: 'ms',
      margin,
      met,
    });
  });

  test('during is part of the condition', () => {
    const during = { fromNs: 40e9, toNs: 42.5e9 };
    const [row] = judgeExpectations(result, [expectation('series.storefront.successShare', { during, atLeast: 0.9 })]);
    expect(row.condition).toBe('during 40 s to 42.5 s at least 90 %');
    expect(row.met).toBe(true);
  });

  test('what has no data is not met, whatever is asked of it', () => {
    const [row] = judgeExpectations(result, [expectation('isolation.storefront.ratio', { atMost: 1e9 })]);
    expect(row).toMatchObject({ actual: null, margin: null, met: false });
  });

  test('an unknown metric is an error that names it and its nearest', () => {
    const judge = () => judgeExpectations(result, [expectation('latency.storefront.getItm.p99', { atMost: 1 })]);
    expect(judge).toThrow(MetricError);
    expect(judge).toThrow(/latency\.storefront\.getItm\.p99.*latency\.storefront\.getItem\.p99/);
  });

  test('during on a metric of the whole run is an error', () => {
    const spec = expectation('run.events', { during: { fromNs: 0, toNs: 1 }, is: 1 });
    expect(() => judgeExpectations(result, [spec])).toThrow(/run\.events.*during/);
  });
});

describe('objectives', () => {
  test('availability is judged on the month, latency on the clients in milliseconds', () => {
    const monthly = result.availability[2].monthly;
    const rows = judgeObjectives(result, [
      { tenant: 'storefront', metric: 'availability', target: monthly },
      { tenant: 'storefront', metric: 'getItem.p99', target: 12e6 },
      { tenant: 'storefront', metric: 'getItem.strong.p99', target: 12.4e6 },
    ]);
    expect(rows[0]).toMatchObject({ actual: monthly, unit: 'fraction', met: true });
    expect(rows[1]).toMatchObject({ target: 12, actual: 12.4, unit: 'ms', met: false });
    expect(rows[2]).toMatchObject({ target: 12.4, actual: 12.4, unit: 'ms', met: true });
  });

  test('the margin is positive on the good side of the target, whichever side that is', () => {
    const monthly = result.availability[2].monthly;
    const rows = judgeObjectives(result, [
      { tenant: 'storefront', metric: 'availability', target: monthly - 0.25 },
      { tenant: 'storefront', metric: 'getItem.p99', target: 12.5e6 },
      { tenant: 'storefront', metric: 'getItem.p99', target: 12e6 },
    ]);
    expect(rows.map(({ margin }) => Number(margin?.toFixed(9)))).toEqual([0.25, 0.1, -0.4]);
  });
});

describe('before a run', () => {
  const scenario = {
    tenants: [{ name: 'storefront', mix: [{ operation: 'getItem', share: 1 }] }],
    tables: [{ name: 'orders', capacity: null, splitting: { bySize: false, byConsumption: false } }],
    regions: [{ name: 'us-east-1', zones: 1, routersPerZone: 1, storageNodesPerZone: 1 }],
    parameters: defaultParameters,
    objectives: [
      { tenant: 'storefront', metric: 'availability', target: 0.9999 },
      { tenant: 'storefront', metric: 'getItem.p98', target: 1e6 },
    ],
    expectations: [
      expectation('durability.lostWrites', { is: 0 }),
      expectation('series.storefrnt.p99', { atMost: 9 }),
      expectation('run.events', { during: { fromNs: 0, toNs: 1 }, is: 1 }),
    ],
  } as unknown as Scenario;

  test('each metric that no run could answer is named with its place and its nearest, as one would write it', () => {
    const found = unknownMetrics(scenario);
    expect(found.map(({ section, index }) => [section, index])).toEqual([
      ['objectives', 1],
      ['expectations', 1],
      ['expectations', 2],
    ]);
    expect(found[0].nearest).toContain('getItem.p99');
    expect(found[1].nearest[0]).toBe('series.storefront.p99');
    expect(found[2].problem).toMatch(/during/);
  });
});
