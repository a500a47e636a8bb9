/** Exemplars: single requests with their attempts and stages, kept without the run noticing. */
import { expect, test } from 'vitest';
import { bandEdges } from '../../sim/measurement/tail-attribution.js';
import type { ExemplarRow } from '../../sim/request-time.js';
import { Run, run } from '../../sim/run.js';
import type { Trace } from '../../sim/trace.js';
import { smallRegion, tenantText } from '../small-region.js';

/** With retries, hedges and a leader that crashes, so that stages of every kind occur. */
const troubled = () =>
  smallRegion({
    duration: '8s',
    warmup: '1s',
    tenants: { a: tenantText({ client: { retries: 'standard', timeout: '300ms', hedgeAfter: '40ms' } }) },
    faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }],
  });

/** With the latencies of all successful requests of each operation after warm-up, slowest first, and of each window. */
function watched() {
  const latenciesMs = new Map<string, number[]>();
  const slowestMs = new Map<number, number>();
  const requestFinished: Trace['requestFinished'] = ({ nowNs }, { operation, isStrong, startedAtNs }, winner) => {
    if (winner === null || startedAtNs < 1e9) return;
    const key = `${operation} ${isStrong}`;
    const ms = (nowNs - startedAtNs) / 1e6;
    latenciesMs.set(key, [...(latenciesMs.get(key) ?? []), ms]);
    const window = Math.floor(nowNs / scenario.seriesWindowNs);
    slowestMs.set(window, Math.max(ms, slowestMs.get(window) ?? 0));
  };
  const scenario = troubled();
  const watching = new Run(scenario, { observers: [{ requestFinished }] });
  watching.advance();
  for (const list of latenciesMs.values()) list.sort((a, b) => b - a);
  return { exemplars: watching.finish().exemplars, latenciesMs, slowestMs };
}
const { exemplars, latenciesMs, slowestMs } = watched();
const keptAs = (name: string) => exemplars.filter((row) => row.keptAs === name);
const latency = ({ latencyMs }: ExemplarRow) => latencyMs;

test('attempts and stages lie end to end, from the start to the good answer', () => {
  expect(exemplars.length).toBeGreaterThan(20);
  for (const { tries, latencyMs, attempts, outcome } of exemplars) {
    expect(tries.length).toBeLessThanOrEqual(attempts);
    for (const { fromMs, toMs, spans, answer } of tries) {
      let reachedMs = fromMs;
      for (const span of spans) {
        expect(span.fromMs).toBe(reachedMs);
        expect(span.toMs).toBeGreaterThan(span.fromMs);
        reachedMs = span.toMs;
      }
      if (answer === 'silent') expect(reachedMs).toBeLessThanOrEqual(toMs);
      else expect(reachedMs).toBe(toMs);
    }
    expect(tries.at(-1)!.toMs).toBe(latencyMs);
    expect(tries.at(-1)!.answer === 'ok').toBe(outcome === 'succeeded');
  }
  const seen = new Set(exemplars.flatMap(({ tries }) => tries.flatMap(({ spans }) => spans.map(({ stage }) => stage))));
  for (const stage of ['network', 'routerCpu', 'nodeCpu', 'disk', 'quorumWait']) expect(seen).toContain(stage);
});

test('the slowest of a class are the slowest', () => {
  for (const [key, all] of latenciesMs) {
    const operation = all.slice(0, 3);
    expect(keptAs('slowest').map(latency), key).toEqual(expect.arrayContaining(operation));
  }
  expect(keptAs('slowest').length).toBe(3 * latenciesMs.size);
});

test('of each band there is one, within its latencies', () => {
  for (const { operation, consistency } of new Set(keptAs('slowest'))) {
    const ofBands = bandEdges.flatMap(({ name }) =>
      keptAs(name).filter((row) => row.operation === operation && row.consistency === consistency),
    );
    expect(ofBands.length).toBeGreaterThanOrEqual(3);
    for (const [at, row] of ofBands.slice(1).entries()) expect(row.latencyMs).toBeGreaterThan(ofBands[at].latencyMs);
  }
});

test('of windows those with the slowest keep their slowest', () => {
  const expected = [...slowestMs.values()].sort((a, b) => b - a).slice(0, 20);
  const kept = keptAs('slowestOfWindow').map(latency);
  expect(kept.sort((a, b) => b - a)).toEqual(expected);
});

test('what failed is kept with the node that did not answer, be it the client or the router that gave up', () => {
  const crashed = run(troubled()).faults[0].hosts[0];
  const triesOf = (rows: readonly ExemplarRow[]) => rows.flatMap(({ tries }) => tries);
  expect(triesOf(exemplars).some(({ answer, node }) => answer === 'silent' && node === crashed)).toBe(true);
  const { exemplars: patient } = run(
    smallRegion({
      duration: '8s',
      warmup: '1s',
      faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }],
    }),
  );
  const waited = triesOf(patient).filter(({ spans }) => spans.some(({ stage }) => stage === 'failover'));
  expect(new Set(waited.map(({ silentNode }) => silentNode))).toEqual(new Set([crashed]));
  expect(triesOf(patient).filter(({ silentNode }) => silentNode !== null)).toEqual(waited);
});

test('of many attempts the first three and the last are kept, with their numbers', () => {
  const { exemplars: stubborn } = run(
    smallRegion({
      duration: '8s',
      tenants: { a: tenantText({ client: { retries: 'standard', attempts: 6, quota: 'none', timeout: '100ms' } }) },
      faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }],
    }),
  );
  const many = stubborn.filter(({ attempts, tries }) => attempts > 4 && tries.at(-1)?.answer !== 'ok');
  expect(many.length).toBeGreaterThan(0);
  for (const { attempts, tries } of many) expect(tries.map(({ number }) => number)).toEqual([1, 2, 3, attempts]);
});

test('they are the same in every run', () => {
  expect(watched().exemplars).toEqual(exemplars);
});
