/** Recovery is the moment from which on every tenant fares as before the fault; a stray window is no outage. */
import { describe, expect, test } from 'vitest';
import { summaryText } from '../../reports/summary.js';
import type { FaultRow, Series, TenantSeries } from '../../sim/result.js';
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
    ...{ p50Ms: p99Ms, p99Ms, p99_9Ms: p99Ms, maxMs: p99Ms },
    ...{ strongReads: succeeded, eventualReads: none, writes: none },
  };
}

const fault = (fromS: number, toS: number | null): FaultRow => ({
  ...{ kind: 'zone-outage', target: 'r/az-1', hosts: [], hostsHit: 0, fromS, toS, condition: null },
});

function recovery(tenants: readonly TenantSeries[], faults: readonly FaultRow[], windowS = 1) {
  const timeS = tenants[0].issued.map((_, window) => window * windowS);
  const service = { leaderlessPartitions: [], maxStorageUtilisation: [], maxRouterUtilisation: [] };
  const series: Series = { windowSeconds: windowS, timeS, tenants, tables: [], service };
  return recoveries(series, { simulatedSeconds: durationS, warmupSeconds: 5 }, faults);
}

const outage = [fault(20, 30)];

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
