/** Recovery is the moment from which on every tenant fares as before the fault; a stray window is no outage. */
import { describe, expect, test } from 'vitest';
import { stepSummary } from '../../reports/builds/step-summary.js';
import { verdictCases } from '../../reports/builds/verdict-cases.js';
import { Figures } from '../../reports/page/figures.js';
import { verdictSection } from '../../reports/page/verdict-section.js';
import { summaryText } from '../../reports/summary/summary.js';
import { RandomStream } from '../../sim/engine/random-stream.js';
import type { FaultRow } from '../../sim/result.js';
import type { Series, TenantSeries } from '../../sim/series.js';
import { metricOf } from '../../sim/verdicts/metrics.js';
import { recoveries } from '../../sim/verdicts/recovery.js';
import { resultFixture } from '../reports/fixture.js';

const durationS = 60;
const perSecond = 2000;

interface Bad {
  readonly fromS: number;
  readonly toS: number;
  readonly successShare?: number;
  readonly p99Ms?: number;
}

/** 2000 requests a second at a p99 of 10 ms, but for what is bad. */
function tenantOf(name: string, windowS: number, bad: readonly Bad[], rate = perSecond): TenantSeries {
  const fromS = Array.from({ length: Math.round(durationS / windowS) }, (_, window) => window * windowS);
  const states = fromS.map((time) => bad.find((each) => time >= each.fromS - 1e-9 && time < each.toS - 1e-9));
  const issued = states.map(() => rate * windowS);
  const succeeded = states.map((state, at) => Math.round(issued[at] * (state?.successShare ?? 1)));
  const none = states.map(() => 0);
  const p99Ms = states.map((state, at) => (succeeded[at] === 0 ? null : (state?.p99Ms ?? 10)));
  return {
    tenant: name,
    issued,
    succeeded,
    throttled: none,
    serverErrors: none,
    timedOut: issued.map((count, at) => count - succeeded[at]),
    attempts: issued,
    retries: none,
    ...{ p50Ms: p99Ms.map((ms) => (ms === null ? null : 4)), p99Ms, p99_9Ms: p99Ms, maxMs: p99Ms },
    ...{ strongReads: succeeded, eventualReads: none, writes: none },
  };
}

const fault = (fromS: number, toS: number | null): FaultRow => ({
  ...{ kind: 'zone-outage', target: 'r/az-1', hosts: [], hostsHit: 0, fromS, toS, condition: null },
});

function recovery(
  tenants: readonly TenantSeries[],
  faults: readonly FaultRow[],
  windowS = 1,
  loads: readonly (readonly number[])[] = [],
) {
  const timeS = tenants[0].issued.map((_, window) => window * windowS);
  const service = { leaderlessPartitions: [], maxStorageUtilisation: [], maxRouterUtilisation: [] };
  const heat = { columnSeconds: windowS, edgesMs: [], tenants: [] };
  const series: Series = {
    windowSeconds: windowS,
    timeS,
    tenants,
    tables: [],
    service,
    heat,
    objectives: [],
    throttles: [],
    copies: [],
  };
  return recoveries(series, { simulatedSeconds: durationS, warmupSeconds: 5 }, faults, loads);
}

const outage = [fault(20, 30)];

/** Twelve uniform draws have a variance of one. */
const normal = (random: RandomStream) => Array.from({ length: 12 }, () => random.next()).reduce((a, b) => a + b) - 6;

describe('after a fault', () => {
  test.each<[string, readonly Bad[], number, string, number | null, number | null]>([
    ['nothing was bad', [], 1, 'undisturbed', 20, 0],
    ['failures until after its end', [{ fromS: 20, toS: 37, successShare: 0.5 }], 1, 'recovered', 37, 7],
    ['failures that end before it does', [{ fromS: 20, toS: 23, successShare: 0 }], 1, 'recovered', 23, 0],
    ['failures to the end of the run', [{ fromS: 20, toS: 60, successShare: 0.9 }], 1, 'notRecovered', null, null],
    ['a p99 that stays up', [{ fromS: 20, toS: 60, p99Ms: 21 }], 1, 'notRecovered', null, null],
    ['a p99 less than twice as high', [{ fromS: 20, toS: 60, p99Ms: 19 }], 1, 'undisturbed', 20, 0],
    [
      'a relapse',
      [
        { fromS: 20, toS: 22, successShare: 0 },
        { fromS: 40, toS: 43, successShare: 0 },
      ],
      1,
      'recovered',
      43,
      13,
    ],
    [
      'a stray second',
      [
        { fromS: 20, toS: 22, successShare: 0 },
        { fromS: 40, toS: 41, p99Ms: 90 },
      ],
      1,
      'recovered',
      22,
      0,
    ],
    [
      'a stray window of 20 ms',
      [
        { fromS: 20, toS: 21.8, successShare: 0 },
        { fromS: 28, toS: 28.02, p99Ms: 99 },
      ],
      0.02,
      'recovered',
      21.8,
      0,
    ],
  ])('%s', (_, bad, windowS, state, atS, afterS) => {
    const [row] = recovery([tenantOf('a', windowS, bad)], outage, windowS);
    expect(row.state).toBe(state);
    if (atS === null) expect(row.atS).toBeNull();
    else expect(row.atS).toBeCloseTo(atS, 9);
    if (afterS === null) expect(row.afterS).toBeNull();
    else expect(row.afterS).toBeCloseTo(afterS, 9);
  });

  test('a few slow requests among few are told where none before took a tenth as long', () => {
    // 100 a second; before the fault the slowest of 1500 takes 10 ms. A p99 of 2 s says that two of a hundred took that long,
    // and 101 ms is enough; 99 ms may be what a stalled drive adds.
    const [long, enough, less] = [2000, 101, 99].map((p99Ms) =>
      recovery([tenantOf('a', 1, [{ fromS: 20, toS: 22, p99Ms }], 100)], outage),
    );
    expect(long).toMatchObject([{ state: 'recovered', atS: 22 }]);
    expect(enough).toMatchObject([{ state: 'recovered', atS: 22 }]);
    expect(less).toMatchObject([{ state: 'undisturbed' }]);
  });

  test('a share of successes that varied as much before is no disturbance', () => {
    // Throttled to between 88 and 94 % from second to second, on both sides of the fault, and to 85 % for a while after it.
    const shares = [0.92, 0.88, 0.94, 0.9];
    const varied = Array.from({ length: 60 }, (_, second) => ({
      ...{ fromS: second, toS: second + 1, successShare: shares[second % shares.length] },
    }));
    expect(recovery([tenantOf('a', 1, varied)], outage)).toMatchObject([{ state: 'undisturbed' }]);
    const worse = varied.map((each) => (each.fromS >= 20 && each.toS <= 25 ? { ...each, successShare: 0.85 } : each));
    expect(recovery([tenantOf('a', 1, worse)], outage)).toMatchObject([{ state: 'recovered', atS: 25 }]);
  });

  test('shares that chance draws are no lack of recovery, however few were seen before and wherever they lie', () => {
    // A provision of 500/s of which 600/s by Poisson ask: what exceeds it is refused, so a second's share is 500 / N, at most
    // 1. Drawn for 60 s from 200 seeds; nothing happens at the fault, which comes 4 s after the warm-up.
    const disturbed = (drop: number) =>
      Array.from({ length: 200 }, (_, seed) => {
        const random = new RandomStream(seed + 1, 2, 3, 'shares');
        const seconds = Array.from({ length: durationS }, (_, second) => {
          const asked = 600 + Math.sqrt(600) * normal(random);
          const successShare = Math.min(1, 500 / asked) - (second >= 9 ? drop : 0);
          return { fromS: second, toS: second + 1, successShare };
        });
        return recovery([tenantOf('a', 1, seconds, 600)], [fault(9, 12)])[0].state;
      }).filter((state) => state !== 'undisturbed').length;
    expect(disturbed(0)).toBeLessThanOrEqual(20);
    // A quarter less than usual for good is more than seven of the spreads of 3.4 points.
    expect(disturbed(0.25)).toBeGreaterThanOrEqual(190);
  });

  test('the tenant that recovers last decides, and one with too few requests before it says nothing', () => {
    const late = tenantOf('late', 1, [{ fromS: 20, toS: 33, successShare: 0 }]);
    const rare = tenantOf('rare', 1, [{ fromS: 20, toS: 60, successShare: 0 }], 2);
    expect(recovery([tenantOf('a', 1, []), late, rare], outage)[0]).toMatchObject({ state: 'recovered', atS: 33 });
    expect(recovery([rare], outage)[0].state).toBe('unknown');
  });

  test("what follows the next fault is the next one's", () => {
    const bad = [
      { fromS: 10, toS: 14, successShare: 0 },
      { fromS: 40, toS: 60, successShare: 0 },
    ];
    const rows = recovery([tenantOf('a', 1, bad)], [fault(10, 12), fault(40, null)]);
    expect(rows).toEqual([
      { state: 'recovered', atS: 14, afterS: 2, untilS: 40 },
      { state: 'notRecovered', atS: null, afterS: null, untilS: 60 },
    ]);
  });
});

/**
 * A provision of 2000/s, of which all is used from 40 s on: 4000/s are asked for, and half of that is refused for want of
 * provision, whatever fault came before or comes then. So of the fault at 20 s the 20 s up to the load can be judged, and
 * of the one at 45 s nothing, since how the service fares under this load without a fault was never seen.
 */
describe('a load that was never there before', () => {
  const loads = [Array.from({ length: durationS }, (_, second) => (second < 40 ? 1 : 2))];
  const refused = [{ fromS: 40, toS: 60, successShare: 0.5 }];

  test('ends what can be said of a fault, and is no lack of recovery', () => {
    expect(recovery([tenantOf('a', 1, refused)], [fault(20, 30), fault(45, 50)], 1, loads)).toEqual([
      { state: 'undisturbed', atS: 20, afterS: 0, untilS: 40 },
      { state: 'unknown', atS: null, afterS: null, untilS: 45 },
    ]);
    expect(recovery([tenantOf('a', 1, refused)], [fault(20, 30)], 1)[0].state, 'of a steady load').toBe('notRecovered');
  });

  test('of another tenant is a load on the same service', () => {
    const both = [loads[0].map(() => 1), loads[0]];
    const tenants = [tenantOf('a', 1, refused), tenantOf('b', 1, [])];
    expect(recovery(tenants, [fault(20, 30)], 1, both)[0]).toMatchObject({ state: 'undisturbed', untilS: 40 });
  });

  test('is none where it was there before, or is a tenth more', () => {
    const before = [loads[0].map((load, second) => (second > 8 && second < 12 ? 2 : load))];
    const tenth = [loads[0].map((load) => (load === 1 ? 1 : 1.1))];
    for (const known of [before, tenth])
      expect(recovery([tenantOf('a', 1, refused)], [fault(20, 30)], 1, known)[0].state).toBe('notRecovered');
  });
});

/** 200 requests a second, in windows of a tenth: too few for a p99, and an outage of less than a second is one stretch. */
describe('a short outage of few requests', () => {
  const window = (second: number) => Math.round(second * 10);
  const calm = tenantOf('a', 0.1, [], 200);
  const within = (at: number, fromS: number, toS: number) => at >= window(fromS) && at < window(toS);

  test('in which nothing succeeds, and what waited does so late for as long as it queues', () => {
    const succeeded = calm.succeeded.map((count, at) => (within(at, 20, 20.8) ? 0 : at === window(20.8) ? 180 : count));
    const waited = { ...calm, succeeded, strongReads: succeeded, timedOut: calm.timedOut.map(() => 0) };
    expect(recovery([waited], outage, 0.1)[0].atS).toBeCloseTo(20.8, 9);
    const late = { ...waited, p50Ms: calm.p50Ms.map((ms, at) => (within(at, 20.8, 21.6) ? 500 : ms)) };
    expect(recovery([late], outage, 0.1)[0].atS).toBeCloseTo(21.6, 9);
  });

  test('in which writes wait while reads go on', () => {
    const writes = calm.issued.map((_, at) => (within(at, 20, 21.5) ? 0 : 8));
    const strongReads = calm.issued.map(() => 12);
    const succeeded = writes.map((count, at) => count + strongReads[at]);
    const silent = { ...calm, strongReads, writes, succeeded, timedOut: calm.timedOut.map(() => 0) };
    expect(recovery([silent], outage, 0.1)[0].atS).toBeCloseTo(21.5, 9);
  });

  test('is none where 16 writes of the usual 80 a second are missed, which chance may do', () => {
    const writes = calm.issued.map((_, at) => (within(at, 20, 20.2) ? 0 : 8));
    const quiet = { ...calm, writes, strongReads: calm.succeeded };
    expect(recovery([quiet], outage, 0.1)[0].state).toBe('undisturbed');
  });
});

describe('the verdict', () => {
  const plain = { columns: 100, colour: false };
  const met = { ...resultFixture(), objectives: [] };
  const broken = { state: 'notRecovered', atS: null, afterS: null, untilS: met.run.simulatedSeconds } as const;

  test('says that a run ends broken, and expectations can ask', () => {
    const text = summaryText({ ...met, recovery: [broken] }, plain);
    expect(text).toContain('Not recovered by the end from zone-outage us-east-1/az-2');
    expect(summaryText(met, plain)).toContain('zone-outage us-east-1/az-2, 40 to 70 s: recovered at 44 s');
    expect(metricOf({ ...met, recovery: [broken] }, 'recovery.notRecovered', null)).toEqual({
      kind: 'value',
      value: 1,
    });
    expect(metricOf({ ...met, recovery: [broken] }, 'recovery.longestSeconds', null)).toEqual({ kind: 'noData' });
    expect(metricOf(met, 'recovery.longestSeconds', null)).toEqual({ kind: 'value', value: 0 });
  });

  test('of a run that was interrupted or ends broken says wherever it stands that it is of what ran', () => {
    const [cut, ends] = [
      { ...met, run: { ...met.run, interrupted: true } },
      { ...met, recovery: [broken] },
    ];
    for (const result of [cut, ends]) {
      const page = verdictSection(new Figures(result)).markup;
      const build = stepSummary(result, verdictCases(result, { objectives: [], expectations: [null] }), 'a.yaml');
      for (const told of [summaryText(result, plain), page, build]) {
        const words = told.match(/\bmet\b(?: so far)?/g) ?? [];
        expect(words.length).toBeGreaterThan(1);
        expect(new Set(words)).toEqual(new Set(['met so far']));
      }
    }
    expect(summaryText(met, plain)).not.toContain('so far');
  });

  test('of an interrupted run, and of one that judges nothing, is not that it passed', () => {
    const interrupted = summaryText({ ...met, run: { ...met.run, interrupted: true } }, plain);
    expect(interrupted).toContain('INTERRUPTED: 1 of 1 objectives and expectations met so far');
    expect(interrupted).not.toContain('PASSED');
    const unjudged = summaryText({ ...met, expectations: [] }, plain);
    expect(unjudged).toContain('NOT JUDGED: no objectives or expectations were set');
    expect(unjudged).not.toContain('PASSED');
  });

  test.each([
    [100, 'all of it in the warm-up, so nothing of it is counted'],
    [50, 'before 50 s in the warm-up, which is not counted'],
  ])('says what of a fault lies in a warm-up of %i s', (warmupSeconds, words) => {
    const warm = { ...met, run: { ...met.run, warmupSeconds } };
    expect(summaryText(warm, { ...plain, columns: 160 })).toContain(words);
  });
});
