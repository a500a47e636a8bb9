/** A latency objective is of its tenant's requests of its operation, and of reads of the worse consistency alone, window by window and over the run: counted one by one they say the same. */
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
  bulk: { arrivals: { poisson: 300/s }, mix: { getItem: 50%, putItem: 50% }, reads: { strong: 30% }, client: { retries: none, timeout: 300ms } }
  shop: { arrivals: { poisson: 500/s }, mix: { getItem: 80%, putItem: 20% }, reads: { strong: 0% }, client: { retries: none, timeout: 300ms } }
faults: [{ kind: zone-outage, target: r/az-2, at: 8s, for: 5s }]
objectives:
  bulk: { getItem.p90.ofAll: 100ms, getItem.p99: 1ms, getItem.p50: 1ms, getItem.max: 1ms }
  shop: { success: 99.9%, getItem.p90.ofAll: 100ms, putItem.p99.ofAll: 3ms, putItem.p99: 3ms, putItem.max: 1ms }
`;

interface Ended {
  readonly tenant: string;
  readonly operation: string;
  readonly isStrong: boolean;
  readonly startedS: number;
  readonly window: number;
  /** Infinite of a failure. */
  readonly ms: number;
}

class Listed implements Observer {
  readonly ended: Ended[] = [];

  requestFinished({ nowNs }: Clock, request: FinishedRequestView): void {
    const { tenant, startedAtNs, operation, isStrong, outcome: how } = request;
    const ms = how === outcome.succeeded ? (nowNs - startedAtNs) / 1e6 : Infinity;
    const window = Math.floor(nowNs / windowNs);
    const who = { tenant: scenario.tenants[tenant].name, operation: operationNames[operation], isStrong };
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

interface Judged {
  readonly ended: number;
  readonly failed: number;
  readonly ms: number | null;
}

/** Of the requests of either consistency, that which the objective is judged by. */
function judged(own: readonly Ended[], q: number, countsFailures: boolean): Judged {
  const [eventual, strong] = [false, true].map((isStrong): Judged => {
    const ms = own.filter((each) => each.isStrong === isStrong).map((each) => each.ms);
    const failed = ms.filter((each) => each === Infinity).length;
    const right = nearest(
      ms.filter((each) => countsFailures || each < Infinity),
      q,
    );
    return { ended: ms.length, failed, ms: right };
  });
  const badness = ({ ended, ms }: Judged) => (ended === 0 ? -1 : (ms ?? (countsFailures ? Infinity : 0)));
  const failedShare = ({ ended, failed }: Judged) => failed / Math.max(1, ended);
  const isWorse = badness(strong) - badness(eventual);
  const isEqual = Number.isNaN(isWorse) || isWorse === 0;
  return isWorse > 0 || (isEqual && failedShare(strong) > failedShare(eventual)) ? strong : eventual;
}

const ownOf = (tenant: string, metric: string) =>
  measured.filter((each) => each.tenant === tenant && each.operation === metric.split('.')[0]);

test.each([
  ['bulk', 'getItem.p90.ofAll', 0.9, true],
  ['bulk', 'getItem.p99', 0.99, false],
  ['bulk', 'getItem.p50', 0.5, false],
  ['bulk', 'getItem.max', 1, false],
  ['shop', 'getItem.p90.ofAll', 0.9, true],
  ['shop', 'putItem.p99.ofAll', 0.99, true],
  ['shop', 'putItem.p99', 0.99, false],
  ['shop', 'putItem.max', 1, false],
])('%s %s', (tenant, metric, q, countsFailures) => {
  const row = result.series.objectives.find((each) => each.tenant === tenant && each.metric === metric);
  result.series.timeS.forEach((_, window) => {
    const own = ownOf(tenant, metric).filter((each) => each.window === window);
    const right = judged(own, q, countsFailures);
    expect([row?.ended[window], row?.failed[window]], `${window}`).toEqual([right.ended, right.failed]);
    const failed = own.filter(({ ms }) => ms === Infinity).length;
    expect([row?.endedOfOperation[window], row?.failedOfOperation[window]], `${window}`).toEqual([own.length, failed]);
    const actual = row?.actualMs[window] ?? null;
    if (right.ms === null) expect(actual, `${window}`).toBeNull();
    else expect(Math.abs((actual ?? 0) / right.ms - 1), `${window}`).toBeLessThan(0.001);
  });
  const whole = result.objectives.find((each) => each.tenant === tenant && each.metric === metric);
  expect(whole?.leftOut).toBe(countsFailures ? null : judged(ownOf(tenant, metric), q, false).failed);
});

test('failed reads of the better consistency are not among those that the objective left out', () => {
  const failed = ownOf('bulk', 'getItem').filter(({ ms }) => ms === Infinity);
  const [strong] = [failed.filter(({ isStrong }) => isStrong)];
  expect(strong.length).toBeGreaterThan(0);
  expect(strong.length).toBeLessThan(failed.length);
});

test('one worse consistency and then the other: counts of the operation add up over windows, those of the worse do not', () => {
  const row = result.series.objectives.find(({ metric }) => metric === 'getItem.p90.ofAll');
  const decides = result.series.timeS.map((_, window) => {
    const own = ownOf('bulk', 'getItem').filter((each) => each.window === window);
    const strong = own.filter(({ isStrong }) => isStrong).length;
    return row?.ended[window] === strong ? 'strong' : 'eventual';
  });
  expect(new Set(decides)).toEqual(new Set(['strong', 'eventual']));
  const added = (row?.endedOfOperation ?? []).reduce((sum, each) => sum + each, 0);
  expect(added).toBe(ownOf('bulk', 'getItem').length);
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
  const seconds = windowNs / 1e9;
  for (const { tenant, metric, fromS, toS, ended, against } of missed.filter((each) => each.unit === 'ms')) {
    const within = ownOf(tenant, metric).filter(({ window }) => window * seconds >= fromS && window * seconds < toS);
    const failed = within.filter(({ ms }) => ms === Infinity);
    expect([ended, against], `${metric} from ${fromS} s`).toEqual([within.length, failed.length]);
  }
  for (const { fromS, toS, ended, against } of found('success')) {
    const ofShop = listed.ended.filter(({ tenant }) => tenant === 'shop');
    const own = ofShop.filter(({ window }) => window * seconds >= fromS && window * seconds < toS);
    expect([ended, against]).toEqual([own.length, own.filter(({ ms }) => ms === Infinity).length]);
    expect(against / ended).toBeGreaterThan(0.001);
  }
});
