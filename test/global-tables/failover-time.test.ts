/**
 * How long a client stays with a region that is lost is what its rule says: the last of so many failed requests began when
 * the instance's turn came, and failed by the time-out that it hit. Each instance counts for itself, and is elsewhere from
 * the moment at which that request ended.
 */
import { expect, test } from 'vitest';
import { Run, run } from '../../sim/run.js';
import type { FinishedRequestView, RegionMove, RequestView } from '../../sim/trace.js';
import type { Text } from '../small-region.js';
import { regionsWith, writerText } from './two-regions.js';

const lostAtS = 2.009;
const lost = (target: string, at = `${lostAtS * 1000}ms`): Text[] => [{ kind: 'region-outage', target, at }];

/** 100 requests a second, 10 ms apart, go round four instances; none is under way when the region is lost. */
function watched(client: Text, faults: Text[], parameters: Text = {}) {
  const scenario = regionsWith(['a', 'b'], {
    duration: '5s',
    tenants: {
      t: writerText('a', {
        arrivals: { constant: '100/s' },
        client: { instances: 4, retries: 'none', timeout: '300ms', connectTimeout: '100ms', ...client },
      }),
    },
    faults,
    parameters,
  });
  const started: RequestView[] = [];
  const moves: (RegionMove & { atNs: number })[] = [];
  const failed: FinishedRequestView[] = [];
  const whole = new Run(scenario, {
    observers: [
      {
        requestStarted: (_clock, request) => started.push({ ...request }),
        requestFinished: (_clock, request, winner) => {
          if (winner === null) failed.push({ ...request });
        },
        clientMoved: ({ nowNs }, move) => moves.push({ ...move, atNs: nowNs }),
      },
    ],
  });
  while (!whole.advance());
  return { started, moves, failed };
}

const silent: Text[] = [{ kind: 'host-pause', target: 'a', at: `${lostAtS * 1000}ms` }];

test.each([
  { region: 'that nobody connects to', faults: lost('a'), failures: 1, timeoutMs: 100 },
  { region: 'that nobody connects to', faults: lost('a'), failures: 7, timeoutMs: 100 },
  { region: 'where nobody answers', faults: silent, failures: 3, timeoutMs: 300 },
])('a region $region is left with the end of failure $failures', ({ faults, failures, timeoutMs }) => {
  const { started, moves, failed } = watched({ failover: { after: failures } }, faults);
  expect(failed.every(({ startedAtNs }) => startedAtNs > lostAtS * 1e9)).toBe(true);
  const lastFailures = [0, 1, 2, 3].map(
    (instance) =>
      started.filter((request) => request.instance === instance && request.startedAtNs > lostAtS * 1e9)[failures - 1],
  );
  expect(moves.sort((a, b) => a.instance - b.instance)).toEqual(
    lastFailures.map(({ instance, startedAtNs }) => {
      return { tenant: 0, instance, from: 0, to: 1, reason: 'failed requests', atNs: startedAtNs + timeoutMs * 1e6 };
    }),
  );
  // The turn of an instance comes every 40 ms, the first within 40 ms of the loss; then it waits for the last time-out.
  const longestNs = (failures * 40 + timeoutMs) * 1e6;
  for (const { atNs } of moves) expect(atNs - lostAtS * 1e9).toBeLessThanOrEqual(longestNs);
  // What was under way in the lost region failed there, too; nothing that began afterwards did.
  const lastAtNs = Math.max(...moves.map(({ atNs }) => atNs));
  expect(failed.length).toBeGreaterThanOrEqual(4 * failures);
  expect(failed.filter(({ startedAtNs }) => startedAtNs > lastAtNs)).toEqual([]);
});

test('checks that fail move whoever has a request, after so many in a row', () => {
  const client = { failover: { after: { failures: 32, of: 32 } }, instances: 100 };
  const parameters = { failover: { checkInterval: '500ms', checkTimeout: '200ms', checksFailedMax: 3 } };
  const { moves } = watched(client, lost('a'), parameters);
  expect(new Set(moves.map(({ reason }) => reason))).toEqual(new Set(['health checks']));
  expect(moves.length).toBe(100);
  // The first check that fails is due within an interval, the third two later, and an instance has a request every second.
  const [first, last] = [moves[0].atNs, moves[99].atNs].map((ns) => ns / 1e9 - lostAtS);
  expect(first).toBeGreaterThan(1);
  expect(first).toBeLessThan(1.5 + 0.2 + 0.01);
  expect(last - first).toBeCloseTo(0.99, 1);
});

test('throttles are no failures', () => {
  const client = { instances: 4, retries: 'none', failover: { after: 1 } };
  const { outcomes, failover } = run(
    regionsWith(['a', 'b'], {
      duration: '3s',
      tables: {
        t: {
          regions: ['a', 'b'],
          partitions: 1,
          items: { count: 200, size: '1KB' },
          capacity: { mode: 'static', read: 10, write: 10 },
        },
      },
      tenants: { t: writerText('a', { client }) },
    }),
  );
  expect(outcomes[0].throttled).toBeGreaterThan(50);
  expect(failover.failovers).toBe(0);
});

test('of a fixed order, the first that is well is taken, however far it is', () => {
  const scenario = regionsWith(['a', 'b', 'c'], {
    duration: '6s',
    network: { delays: { a: { b: '10ms', c: '90ms' } } },
    tenants: {
      ordered: writerText('a', {
        client: { instances: 1, retries: 'none', failover: { after: 2, order: ['c', 'a'] } },
      }),
      nearest: writerText('a', { client: { instances: 1, retries: 'none', failover: { after: 2 } } }),
    },
    faults: [...lost('c', '2s'), ...lost('a', '4s')],
  });
  const { failover } = run(scenario);
  expect(failover.tenants.map(({ tenant, regions }) => `${tenant}: ${regions.join(' ')}`)).toEqual([
    'nearest: a b c',
    'ordered: c a',
  ]);
  const firstOf = (tenant: string) => failover.list.find((move) => move.tenant === tenant);
  expect(firstOf('ordered')).toMatchObject({ from: 'c', to: 'a' });
  expect(firstOf('nearest')).toMatchObject({ from: 'a', to: 'b' });
});
