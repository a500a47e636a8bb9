/**
 * trace.pftrace is what Perfetto reads, and says what the result says: read back by another library after the published
 * schema, its slices nest, its times never go back, and requests, faults and series are those of the result.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keptRequests } from '../../reports/exports/trace/request-strips.js';
import { runTrace } from '../../reports/exports/trace/run-trace.js';
import { addCounters, counterWindowsMax } from '../../reports/exports/trace/series-counters.js';
import { TraceTracks } from '../../reports/exports/trace/trace-tracks.js';
import type { Result } from '../../sim/result.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import type { Override } from '../../sim/scenario/reading/overrides.js';
import { version } from '../../sim/version.js';
import { resultFixture } from '../reports/fixture.js';
import { scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';
import { type ReadTrace, readTrace, type Slice } from './trace-reader.js';

const crash = 'test/cli/fixtures/crash.yaml';
const resultOf = (file: string, ...settings: Override[]) =>
  run(readScenario(readFileSync(file, 'utf8'), file, settings));
const of = ({ slices }: ReadTrace, category: string) => slices.filter((slice) => slice.category === category);
const lasts = ({ fromNs, toNs }: Slice) => toNs - fromNs;
const ns = (seconds: number) => Math.round(seconds * 1e9);

const crashed = resultOf(crash);
const hedged = resultOf(crash, { path: 'tenants.storefront.client', value: '{ hedgeAfter: 50ms }' });
const short = [
  { path: 'duration', value: '44s' },
  { path: 'expect', value: '[]' },
];
const controlled = resultOf('scenarios/paper/balancing.yaml', ...short);
const cases: readonly (readonly [string, Result])[] = [
  ['a leader that crashes', crashed],
  ['hedged requests', hedged],
  ['a control plane th...short', controlled],
];

describe.each(cases)('of %s', (_, result) => {
  const trace = readTrace(runTrace(result, version));

  test('every kept request is there once, as long as it took, each attempt with its stages', () => {
    const wanted = keptRequests(result).map(({ row }) => [ns(row.startedS), ns(row.latencyMs / 1e3), row.item]);
    const found = of(trace, 'request').map((slice) => [slice.fromNs, lasts(slice), slice.args.item]);
    expect(found.sort()).toEqual(wanted.sort());
    const tries = keptRequests(result).flatMap(({ row }) => row.tries);
    expect(of(trace, 'attempt').length).toBe(tries.length);
    expect(of(trace, 'stage').length).toBe(tries.flatMap(({ spans }) => spans).length);
    const outside = trace.slices.filter(
      ({ within, fromNs, toNs }) => within !== null && (fromNs < within.fromNs || toNs > within.toNs),
    );
    expect(outside).toEqual([]);
  });

  test('stages lie in attempts, attempts in requests or beside them, and causes in attempts', () => {
    const inside = new Set(
      trace.slices.map(({ category, within }) => `${category} in ${within?.category ?? 'nothing'}`),
    );
    for (const pair of inside) expect(pair).toMatch(placed);
  });

  test('each flow leads from a fault or an election to one request, forwards', () => {
    const ends = trace.slices.flatMap((slice) => slice.endedFlows.map((flow) => [flow, slice] as const));
    expect(new Set(ends.map(([flow]) => flow)).size).toBe(ends.length);
    const begun = trace.slices.flatMap((slice) => slice.flows.map((flow) => [flow, slice] as const));
    expect(new Set(begun.map(([flow]) => flow))).toEqual(new Set(ends.map(([flow]) => flow)));
    const endOf = new Map(ends);
    for (const [flow, slice] of begun) {
      expect(['fault', 'election']).toContain(slice.category);
      expect(endOf.get(flow)?.category).toBe('cause');
      expect(endOf.get(flow)?.fromNs).toBeGreaterThanOrEqual(slice.fromNs);
    }
  });

  test('its counters are the series', () => {
    const { series } = result;
    for (const { tenant, p99Ms, succeeded } of series.tenants) {
      const p99 = heldAt(trace, `tenant ${tenant}`, 'p99', series.timeS);
      for (const [at, value] of p99Ms.entries()) if (value !== null) expect(p99[at]).toBe(value);
      const perSecond = heldAt(trace, `tenant ${tenant}`, 'succeeded', series.timeS);
      const whole = succeeded.slice(0, -1).map((count) => count / series.windowSeconds);
      expect(perSecond.slice(0, -1)).toEqual(whole);
    }
    const busiest = heldAt(trace, 'service', 'busiest storage node', series.timeS);
    expect(busiest).toEqual(series.service.maxStorageUtilisation.map((share) => 100 * share));
  });

  test('it says of which run it is, and that its requests are a sample', () => {
    const [about] = of(trace, 'run').filter(({ name }) => name === 'run');
    expect(about.args).toMatchObject({
      ...{ dynamosim: version, seed: result.seed, digest: result.run.digest, requests: result.run.requests },
      ...{
        requestsKept: keptRequests(result).length,
        requestsAre: expect.stringMatching(/^A sample, and not a fair one/),
      },
    });
    expect(lasts(about)).toBe(ns(result.run.simulatedSeconds));
  });
});

const placed =
  /^((run|fault|election|control plane|request|attempt) in nothing|run in run|election in election|attempt in request|stage in attempt|cause in (attempt|stage))$/;

/** What a counter shows at each time. */
function heldAt(trace: ReadTrace, group: string, name: string, timeS: readonly number[]): (number | undefined)[] {
  const own = trace.values.filter(({ track }) => track.name === name && trace.tracks.get(track.parent)?.name === group);
  return timeS.map((second) => own.filter(({ atNs }) => atNs <= ns(second)).at(-1)?.value);
}

test('the crash and the elections that it brought lead to the requests that waited', () => {
  const trace = readTrace(runTrace(crashed, version));
  const [fault] = of(trace, 'fault');
  expect([fault.fromNs, fault.toNs]).toEqual([2e9, 6e9]);
  const viaElection = of(trace, 'election')
    .flatMap(({ flows }) => flows)
    .filter((flow) => fault.flows.includes(flow));
  expect(viaElection.length).toBeGreaterThan(0);
  const suffered = of(trace, 'cause').filter(({ endedFlows: [flow] }) => fault.flows.includes(flow));
  expect(suffered.every(({ name }) => name.includes('host-crash'))).toBe(true);
  expect(of(trace, 'cause').filter(({ fromNs }) => fromNs < 2e9)).toEqual([]);
});

test('a hedge lies beside the attempt that it hedges', () => {
  const beside = of(readTrace(runTrace(hedged, version)), 'attempt').filter(({ within }) => within === null);
  expect(beside.length).toBeGreaterThan(0);
});

test('what the control plane did stands on a track for each kind', () => {
  const trace = readTrace(runTrace(controlled, version));
  const acts = of(trace, 'control plane');
  expect(acts.map(({ fromNs }) => fromNs)).toEqual(controlled.controlPlane.list.map(({ atS }) => ns(atS)));
  expect(acts.length).toBeGreaterThan(0);
  for (const { name, track } of acts) expect(name.startsWith(track.name)).toBe(true);
});

test('counters beyond the bound are left out whole, and counted', () => {
  const windows = 100_000;
  const result = resultFixture({ tenants: ['a', 'b', 'c'], durationS: windows, seriesWindowS: 1 });
  const tracks = new TraceTracks();
  const leftOut = addCounters(tracks, tracks.add(null, 'root'), result);
  const counters = tracks.tracks.filter(({ unit }) => unit !== null);
  expect(counters.length).toBe(counterWindowsMax / windows);
  expect(leftOut).toBe(3 + 3 * 5 - counters.length);
});

test('run writes it where it is asked for', async () => {
  const out = scratch();
  await dynamosimInProcess(['run', crash, '--out', out, '--export', 'trace']);
  expect(readFileSync(join(out, 'trace.pftrace')).equals(runTrace(crashed, version))).toBe(true);
});
