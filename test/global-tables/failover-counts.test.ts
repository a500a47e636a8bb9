/**
 * What a fail-over costs the application is counted as an observer counts it who keeps the whole history and looks through
 * it for every read: who had read or written what, where, before that read began. The region that clients leave could not
 * tell the other one of its writes for a while, so that they are behind there; its answers come too late, so that writes
 * are made twice; and then it does not take any. Seeds are printed.
 */
import { expect, test } from 'vitest';
import type { StampedVersion } from '../../sim/protocol/stamped-version.js';
import { Run } from '../../sim/run.js';
import type { RegionMove } from '../../sim/trace.js';
import { regionsWith, writerText } from './two-regions.js';

interface Ended {
  readonly instance: number;
  readonly item: number;
  readonly table: number;
  readonly isWrite: boolean;
  readonly writeId: number;
  readonly startedAtNs: number;
  readonly endedAtNs: number;
  /** Number of requests that had ended when it began. */
  readonly endedBefore: number;
}

const scenarioOf = (seed: number, repeat: boolean) =>
  regionsWith(['a', 'b'], {
    seed,
    duration: '16s',
    tables: { t: { regions: ['a', 'b'], partitions: 2, items: { count: 40, size: '1KB' } } },
    tenants: {
      t: writerText('a', {
        mix: { getItem: '50%', putItem: '50%' },
        arrivals: { poisson: '150/s' },
        client: { instances: 5, retries: 'none', timeout: '300ms', failover: { after: 4, back: '2s', repeat } },
      }),
      // Whose writes are newer than some of those that clients of the other region had made.
      u: writerText('b', { arrivals: { poisson: '10/s' } }),
    },
    faults: [
      { kind: 'network-partition', target: 'all storage nodes in a', peer: 'b', at: '3s', for: '7s' },
      { kind: 'network-delay', target: 'all routers in a', direction: 'outbound', delay: '400ms', at: '5s', for: '3s' },
      { kind: 'router-crash', target: 'all routers in a', at: '13s' },
    ],
    parameters: { failover: { checkInterval: '500ms', checkTimeout: '200ms' } },
  });

const isOlder = (a: StampedVersion | undefined, b: StampedVersion | undefined) => {
  if (b === undefined) return false;
  if (a === undefined || a.stampNs < b.stampNs) return true;
  return a.stampNs === b.stampNs && a.region < b.region;
};

test.each([1, 2, 3])('with seed %i', (seed) => {
  const ended: Ended[] = [];
  const moves: (RegionMove & { readonly atNs: number })[] = [];
  const versions = new Map<number, StampedVersion>();
  const repeats: { readonly first: number; readonly again: number; readonly isWrite: boolean }[] = [];
  const begun = new Map<number, number>();
  const whole = new Run(scenarioOf(seed, true), {
    observers: [
      {
        requestStarted: (_clock, { index }) => begun.set(index, ended.length),
        requestFinished: ({ nowNs }, request, winner) => {
          const { tenant, instance, item, table, isWrite, startedAtNs, index } = request;
          if (winner === null || tenant !== 0) return;
          const writeId = isWrite ? request.writeId : winner.readWriteId;
          const endedBefore = begun.get(index)!;
          ended.push({ instance, item, table, isWrite, writeId, startedAtNs, endedAtNs: nowNs, endedBefore });
        },
        versionWritten: (_clock, version) => versions.set(version.writeId, { ...version }),
        clientMoved: ({ nowNs }, move) => moves.push({ ...move, atNs: nowNs }),
        requestRepeated: (_clock, { writeId, isWrite }, first) => repeats.push({ first, again: writeId, isWrite }),
      },
    ],
  });
  while (!whole.advance());
  const { failover } = whole.finish();

  const missedBy = (read: Ended, among: (known: Ended) => boolean) =>
    ended
      .slice(0, read.endedBefore)
      .some(
        (known) =>
          known.instance === read.instance &&
          known.item === read.item &&
          known.table !== read.table &&
          among(known) &&
          isOlder(versions.get(read.writeId), versions.get(known.writeId)),
      );
  const reads = ended.filter(({ isWrite }) => !isWrite);
  const stale = reads.filter((read) => missedBy(read, () => true)).length;
  const unread = reads.filter((read) => missedBy(read, ({ isWrite }) => isWrite)).length;
  const writes = repeats.filter(({ isWrite }) => isWrite);
  const twice = writes.filter(({ first, again }) => versions.has(first) && versions.has(again)).length;
  let awayNs = 0;
  for (let instance = 0; instance < 5; instance++) {
    let leftAtNs = -1;
    for (const { to, atNs } of moves.filter((move) => move.instance === instance)) {
      if (to === 1) leftAtNs = atNs;
      else awayNs += atNs - leftAtNs;
      if (to === 0) leftAtNs = -1;
    }
    if (leftAtNs >= 0) awayNs += 16e9 - leftAtNs;
  }
  const context = `seed ${seed}`;
  expect(failover, context).toMatchObject({
    failovers: moves.filter(({ reason }) => reason !== 'return').length,
    failbacks: moves.filter(({ reason }) => reason === 'return').length,
    staleReadsAfterFailover: stale,
    ownWritesUnread: unread,
    requestsRepeated: repeats.length,
    writesRepeated: writes.length,
    writesMadeTwice: twice,
  });
  expect(failover.tenants[0].secondsAway, context).toBeCloseTo(awayNs / 1e9, 6);
  // So that nothing of this is said of nothing.
  for (const count of [stale, unread, stale - unread, writes.length - twice, twice, awayNs]) {
    expect(count, context).toBeGreaterThan(0);
  }
  // A repeated write has a number of its own: the store cannot tell that the two are one.
  expect(new Set(writes.flatMap(({ first, again }) => [first, again])).size).toBe(2 * writes.length);
});

test('no request is repeated where the application does not ask for it', () => {
  const whole = new Run(scenarioOf(1, false));
  while (!whole.advance());
  expect(whole.finish().failover).toMatchObject({ requestsRepeated: 0, writesRepeated: 0, writesMadeTwice: 0 });
});
