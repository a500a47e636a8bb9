/** A latency objective over time is of its tenant's requests of its operation alone, window by window: counted one by one they say the same. */
import { expect, test } from 'vitest';
import { explanationOf } from '../../reports/explain/explanation.js';
import { operationNames } from '../../sim/protocol/operations.js';
import { outcome } from '../../sim/protocol/request.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import type { Clock, FinishedRequestView, Observer } from '../../sim/trace.js';

const text = `
format: 1
title: a zone is lost
duration: 20s
warmup: 2s
regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } }
tables: { orders: { partitions: 4, items: { count: 1000 } } }
tenants:
  bulk: { arrivals: { poisson: 300/s }, mix: { getItem: 50%, putItem: 50% }, client: { retries: none, timeout: 300ms } }
  shop: { arrivals: { poisson: 500/s }, mix: { getItem: 80%, putItem: 20% }, client: { retries: none, timeout: 300ms } }
faults: [{ kind: zone-outage, target: r/az-2, at: 8s, for: 5s }]
objectives:
  bulk: { getItem.p90.ofAll: 100ms }
  shop: { success: 99.9%, getItem.p90.ofAll: 100ms, putItem.p99.ofAll: 3ms, putItem.p99: 3ms, putItem.max: 1ms }
`;

interface Ended {
  readonly tenant: string;
  readonly operation: string;
  readonly startedS: number;
  readonly window: number;
  /** Infinite of a failure. */
  readonly ms: number;
}

class Listed implements Observer {
  readonly ended: Ended[] = [];

  requestFinished({ nowNs }: Clock, { tenant, startedAtNs, operation, outcome: how }: FinishedRequestView): void {
    const ms = how === outcome.succeeded ? (nowNs - startedAtNs) / 1e6 : Infinity;
    const window = Math.floor(nowNs / windowNs);
    const who = { tenant: scenario.tenants[tenant].name, operation: operationNames[operation] };
    this.ended.push({ ...who, startedS: startedAtNs / 1e9, window, ms });
  }
}

const scenario = readScenario(text, 'objectives.yaml', []);
const windowNs = scenario.seriesWindowNs;
const listed = new Listed();
const result = run(scenario, { observers: [listed] });
const measured = listed.ended.filter(({ startedS }) => startedS >= 2);

/** The value of nearest rank. */
function nearest(ms: readonly number[], q: number): number | null {
  const sorted = [...ms].sort((a, b) => a - b);
  const value = sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-6)) - 1];
  return value === undefined || value === Infinity ? null : value;
}

test.each([
  ['bulk', 'getItem.p90.ofAll', 0.9, true],
  ['shop', 'getItem.p90.ofAll', 0.9, true],
  ['shop', 'putItem.p99.ofAll', 0.99, true],
  ['shop', 'putItem.p99', 0.99, false],
  ['shop', 'putItem.max', 1, false],
])('%s %s', (tenant, metric, q, countsFailures) => {
  const row = result.series.objectives.find((each) => each.tenant === tenant && each.metric === metric);
  result.series.timeS.forEach((_, window) => {
    const [operation] = metric.split('.');
    const own = measured.filter(
      (each) => each.window === window && each.tenant === tenant && each.operation === operation,
    );
    const failed = own.filter(({ ms }) => ms === Infinity).length;
    expect([row?.ended[window], row?.failed[window]], `${window}`).toEqual([own.length, failed]);
    const right = nearest(
      own.map(({ ms }) => ms).filter((ms) => countsFailures || ms < Infinity),
      q,
    );
    const actual = row?.actualMs[window] ?? null;
    if (right === null) expect(actual, `${window}`).toBeNull();
    else expect(Math.abs((actual ?? 0) / right - 1), `${window}`).toBeLessThan(0.001);
  });
});

test('missed windows are those in which the objective itself was missed, and shown by requests of its operation', () => {
  const { missed } = explanationOf(result);
  const found = (metric: string) => missed.filter((each) => each.metric === metric);
  for (const objective of result.objectives.filter(({ met }) => !met)) {
    expect(found(objective.metric), objective.metric).not.toEqual([]);
  }
  for (const { metric, story } of missed) {
    const [operation, figure] = metric.split('.');
    if (figure !== undefined && story !== null) expect(story.operation, metric).toBe(operation);
  }
  for (const { fromS, toS, ended, against } of found('success')) {
    const seconds = windowNs / 1e9;
    const ofShop = listed.ended.filter(({ tenant }) => tenant === 'shop');
    const own = ofShop.filter(({ window }) => window * seconds >= fromS && window * seconds < toS);
    expect([ended, against]).toEqual([own.length, own.filter(({ ms }) => ms === Infinity).length]);
    expect(against / ended).toBeGreaterThan(0.001);
  }
});
