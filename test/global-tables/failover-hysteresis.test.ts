/**
 * A client comes back when the region that it prefers has answered every health check for the stated time, counted from
 * when it left: one that is up and down again and again is left once, and not tried again before it stays up. And the rule
 * by which regions are chosen is held against one that keeps everything and looks through it anew each time; seeds are
 * printed.
 */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { run } from '../../sim/run.js';
import type { RegionMove } from '../../sim/trace.js';
import { RegionChoice } from '../../sim/workload/failover/region-choice.js';
import { RegionHealth } from '../../sim/workload/failover/region-health.js';
import { regionsWith, writerText } from './two-regions.js';

/** Of a region that is down for 2 s five times, from 3 s on every 6 s, and up from 29 s on. */
function flapping(back: string) {
  const client = { instances: 3, retries: 'none', timeout: '200ms', connectTimeout: '100ms' };
  return run(
    regionsWith(['a', 'b'], {
      duration: '50s',
      tenants: {
        t: writerText('a', { arrivals: { poisson: '60/s' }, client: { ...client, failover: { after: 2, back } } }),
      },
      faults: [0, 1, 2, 3, 4].map((turn) => {
        return { kind: 'router-crash', target: 'all routers in a', at: `${3 + 6 * turn}s`, for: '2s' };
      }),
      parameters: {
        failover: { checkInterval: '500ms', checkTimeout: '200ms' },
        loadBalancer: { checkInterval: '500ms', checkTimeout: '200ms', checksFailedMax: 1 },
      },
    }),
  ).failover;
}

test('a region that is up and down is left once, and preferred again when it has stayed up', () => {
  const { failovers, failbacks, list, longestAwayMs } = flapping('10s');
  expect({ failovers, failbacks }).toEqual({ failovers: 3, failbacks: 3 });
  const back = list.filter(({ reason }) => reason === 'return');
  for (const { atS } of back) {
    // Up at 29 s, in rotation and checked within a second, then 10 s.
    expect(atS).toBeGreaterThanOrEqual(39);
    expect(atS).toBeLessThan(40.5);
  }
  expect(longestAwayMs).toBeGreaterThan(35_000);
});

test('without hysteresis it is left and tried again each time', () => {
  const { failovers, failbacks } = flapping('0s');
  expect(failovers).toBeGreaterThanOrEqual(15);
  expect(failbacks).toBe(failovers);
});

interface Ended {
  readonly rank: number;
  readonly failed: boolean;
}

test.each(Array.from({ length: 50 }, (_, index) => index + 1))('the rule, with seed %i', (seed) => {
  const stream = new RandomStreams(seed).stream('test', 'choice');
  const regions = 2 + stream.below(3);
  const of = 1 + stream.below(32);
  const failures = 1 + stream.below(of);
  const backNs = stream.below(200);
  const clock = { nowNs: 0 };
  const health = new RegionHealth(clock, regions, 2);
  const moves: RegionMove[] = [];
  const choice = new RegionChoice(
    { order: null, failures, of, backNs, repeats: false },
    {
      ...{ clock, health, tenant: 0, tables: Array.from({ length: regions }, (_, rank) => rank), instances: 1 },
      trace: { clientMoved: (_clock, move) => moves.push(move) },
    },
  );
  const context = `seed ${seed}: ${regions} regions, ${failures} of ${of}, back after ${backNs}`;
  /** All ends since it came here, all checks of each region, and when each was left. */
  let here = 0;
  let ends: Ended[] = [];
  const checks = Array.from({ length: regions }, (): { atNs: number; answered: boolean }[] => []);
  const leftAtNs = Array.from({ length: regions }, () => -1);
  const isFailing = (rank: number) => checks[rank].slice(-2).filter(({ answered }) => !answered).length === 2;
  const wellSinceNs = (rank: number) => {
    const lastFailed = checks[rank].findLastIndex(({ answered }) => !answered);
    if (lastFailed < 0) return 0;
    return checks[rank][lastFailed + 1]?.atNs ?? Number.POSITIVE_INFINITY;
  };
  const isWell = (rank: number) =>
    leftAtNs[rank] < 0
      ? !isFailing(rank)
      : wellSinceNs(rank) <= clock.nowNs - backNs && leftAtNs[rank] <= clock.nowNs - backNs;
  const go = (to: number | undefined, leaves: boolean) => {
    if (to === undefined) return;
    if (leaves) leftAtNs[here] = clock.nowNs;
    leftAtNs[to] = -1;
    here = to;
    ends = [];
  };
  const others = () => Array.from({ length: regions }, (_, rank) => rank).filter((rank) => rank !== here);
  const refuge = () => others().find(isWell) ?? others().find((rank) => wellSinceNs(rank) < Number.POSITIVE_INFINITY);

  for (let step = 0; step < 400; step++) {
    clock.nowNs += stream.below(20);
    const rank = stream.below(regions);
    const kind = stream.below(4);
    if (kind === 0) {
      const answered = stream.below(3) > 0;
      checks[rank].push({ atNs: clock.nowNs, answered });
      if (answered) health.checkAnswered(rank);
      else health.checkFailed(rank);
    } else if (kind === 1) {
      if (isFailing(here)) go(refuge(), true);
      else
        go(
          others().find((each) => each < here && isWell(each)),
          false,
        );
      expect(choice.next(0), `${context}, step ${step}`).toBe(here);
    } else {
      const failed = stream.below(2) === 0;
      if (rank === here) {
        ends.push({ rank, failed });
        if (failed && ends.slice(-of).filter((end) => end.failed).length >= failures) go(refuge(), true);
      }
      expect(choice.ended(0, rank, failed), `${context}, step ${step}`).toBe(failed && rank !== here);
    }
  }
  expect(moves.at(-1)?.to ?? 0, context).toBe(here);
});
