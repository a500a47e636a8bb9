/** Exemplars: single requests with their spans, kept without the run noticing. */
import { expect, test } from 'vitest';
import { stage } from '../../sim/protocol/stages.js';
import { Run, run } from '../../sim/run.js';
import type { Trace } from '../../sim/trace.js';
import { smallRegion, tenantText } from '../small-region.js';

const spec = { perBand: 3, slowest: 5 };

/** With retries, hedges and a leader that crashes, so that stages of every kind occur. */
const troubled = () =>
  smallRegion({
    duration: '8s',
    warmup: '1s',
    tenants: { a: tenantText({ client: { retries: 'standard', timeout: '300ms', hedgeAfter: '40ms' } }) },
    faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }],
  });

/** With the latencies of all successful requests of each class after warm-up, slowest first. */
function watched() {
  const latenciesNs = new Map<string, number[]>();
  const requestFinished: Trace['requestFinished'] = ({ nowNs }, { operation, isStrong, startedAtNs }, winner) => {
    if (winner === null || startedAtNs < 1e9) return;
    const key = `${operation} ${isStrong}`;
    latenciesNs.set(key, [...(latenciesNs.get(key) ?? []), nowNs - startedAtNs]);
  };
  const watching = new Run(troubled(), { exemplars: spec, observers: [{ requestFinished }] });
  watching.advance();
  for (const list of latenciesNs.values()) list.sort((a, b) => b - a);
  return { exemplars: watching.exemplars!, result: watching.finish(), latenciesNs };
}
const { exemplars, result, latenciesNs } = watched();
const kept = [
  ...exemplars.slowest().flat(),
  ...exemplars
    .bands()
    .flat()
    .flatMap((band) => band.exemplars),
];

test('a run is the same, digest included, with them on', () => {
  expect(JSON.stringify(result)).toBe(JSON.stringify(run(troubled())));
  expect(new Run(troubled()).exemplars).toBeNull();
});

test('the spans of a request lie end to end, from its start to its answer', () => {
  expect(kept.length).toBeGreaterThan(30);
  for (const { spans, startedAtNs, latencyNs } of kept) {
    let reachedNs = startedAtNs;
    for (const { fromNs, toNs } of spans) {
      expect(fromNs).toBe(reachedNs);
      expect(toNs).toBeGreaterThan(fromNs);
      reachedNs = toNs;
    }
    expect(reachedNs).toBe(startedAtNs + latencyNs);
  }
  const seen = new Set(kept.flatMap(({ spans }) => spans.map((span) => span.stage)));
  for (const each of [
    stage.failedAttempts,
    stage.backoff,
    stage.network,
    stage.routerCpu,
    stage.disk,
    stage.quorumWait,
  ])
    expect(seen).toContain(each);
});

test('the slowest of a class are the slowest', () => {
  for (const slowest of exemplars.slowest()) {
    const { operation, isStrong } = slowest[0];
    const all = latenciesNs.get(`${operation} ${isStrong}`)!;
    expect(slowest.map(({ latencyNs }) => latencyNs)).toEqual(all.slice(0, spec.slowest));
  }
  expect(exemplars.slowest().length).toBe(latenciesNs.size);
});

test('each band has as many as asked for, within its latencies, and the same in every run', () => {
  for (const bands of exemplars.bands()) {
    expect(bands.map(({ band }) => band).slice(0, 3)).toEqual(['p0-p50', 'p50-p90', 'p90-p99']);
    let belowNs = 0;
    for (const { band, exemplars: sample } of bands) {
      if (band === 'p0-p50') expect(sample.length).toBe(spec.perBand);
      expect(sample.length).toBeLessThanOrEqual(spec.perBand);
      expect(Math.min(...sample.map(({ latencyNs }) => latencyNs))).toBeGreaterThanOrEqual(belowNs);
      belowNs = Math.max(...sample.map(({ latencyNs }) => latencyNs));
    }
  }
  expect(watched().exemplars.bands()).toEqual(exemplars.bands());
});
