/**
 * What a result says of healing is what happened: how many partitions had how many copies at the end of each window, how long
 * each loss took to be noticed and healed, and what clients felt meanwhile, as an observer with pencil and paper has it.
 */
import { expect, test } from 'vitest';
import { nearestRank } from '../../../sim/engine/histogram.js';
import { CopiesOverTime } from '../../../sim/measurement/healing/copies-over-time.js';
import { outcome } from '../../../sim/protocol/request.js';
import { Run } from '../../../sim/run.js';
import { runSmallRegion, smallRegion, tenantText, violations } from '../../small-region.js';

test('a window has what is there at its end, and the partitions that nothing happened to have all their copies', () => {
  const groups = { count: 5 };
  const copies = new CopiesOverTime(3, 10, groups);
  copies.change(3, 3, 2);
  copies.change(9, 2, 1);
  copies.change(10, 3, 2);
  copies.change(34, 1, 3);
  copies.change(34, 2, 4);
  groups.count = 6;
  expect(copies.rows(45)).toEqual([
    { copies: 3, partitions: [4, 3, 3, 6, 6] },
    { copies: 2, partitions: [0, 1, 1, 0, 0] },
    { copies: 1, partitions: [1, 1, 1, 0, 0] },
    { copies: 0, partitions: [0, 0, 0, 0, 0] },
  ]);
});

/** A node that shares partitions with another dies, and 30 s later the other. */
test('times to detect, to quorum and to full replication, windows and the p99 of clients', () => {
  interface Lacking {
    readonly sinceNs: number;
    copies: number;
    readonly lossesNs: number[];
    noQuorumSinceNs: number | null;
  }
  const lost = new Map<number, Lacking>();
  const times = { toDetect: [] as number[], toQuorum: [] as number[], toFull: [] as number[] };
  const latencies: number[] = [];
  const changes: { atNs: number; group: number; copies: number }[] = [];
  const run = new Run(
    smallRegion({
      duration: '100s',
      seriesWindow: '1s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 3 } },
      tables: { t: { partitions: 18, items: { count: 36_000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '60/s' } }) },
      faults: [
        { kind: 'host-crash', target: 'az-1/storage-1', at: '10s' },
        { kind: 'host-crash', target: 'az-2/storage-1', at: '40s' },
      ],
      parameters: { healing: { enabled: true, reportEvery: '2s', reportTimeout: '1s', rebuildsMax: 2 } },
    }),
    {
      observers: [
        {
          copiesChanged: ({ nowNs }, group, copies, isComplete) => {
            changes.push({ atNs: nowNs, group, copies: Math.min(3, copies) });
            const known = lost.get(group) ?? { sinceNs: nowNs, copies: 3, lossesNs: [], noQuorumSinceNs: null };
            for (let copy = copies; copy < known.copies; copy++) known.lossesNs.push(nowNs);
            known.copies = copies;
            if (!isComplete) known.noQuorumSinceNs ??= nowNs;
            else if (known.noQuorumSinceNs !== null) times.toQuorum.push(nowNs - known.noQuorumSinceNs);
            if (isComplete) known.noQuorumSinceNs = null;
            if (copies < 3) lost.set(group, known);
            else if (lost.delete(group)) times.toFull.push(nowNs - known.sinceNs);
          },
          // No replica of this run is back before it has been judged.
          replicaJudgedLost: ({ nowNs }, group) => {
            const sinceNs = lost.get(group)?.lossesNs.shift();
            if (sinceNs !== undefined) times.toDetect.push(nowNs - sinceNs);
          },
          requestFinished: ({ nowNs }, request) => {
            const all = [...lost.values()];
            const isRebuilding = all.length > 0 && all.every(({ noQuorumSinceNs }) => noQuorumSinceNs === null);
            if (isRebuilding && request.outcome === outcome.succeeded) latencies.push(nowNs - request.startedAtNs);
          },
        },
      ],
    },
  );
  run.advance();
  const { healing, series, ...rest } = run.finish();
  expect(violations({ healing, series, ...rest })).toEqual([]);
  expect(healing.underReplicatedAtEnd).toBe(0);
  const ranked = (values: readonly number[], q: number) =>
    [...values].sort((a, b) => a - b)[nearestRank(q, values.length) - 1] / 1e6;
  expect(times.toFull.length).toBeGreaterThanOrEqual(8);
  for (const [name, values] of Object.entries(times)) {
    const what = name.replace('to', 'To');
    const said = healing as unknown as Readonly<Record<string, number>>;
    for (const [word, q] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['longest', 1],
    ] as const) {
      const right = ranked(values, q);
      expect(Math.abs(said[`${word}${what}Ms`] / right - 1), `${word}${what}`).toBeLessThan(0.001);
    }
  }
  expect(healing.requestsWhileRebuilding).toBe(latencies.length);
  expect(latencies.length).toBeGreaterThan(100);
  expect(Math.abs(healing.p99WhileRebuildingMs! / ranked(latencies, 0.99) - 1)).toBeLessThan(0.001);
  for (const [window, fromS] of series.timeS.entries()) {
    const copies = new Map<number, number>();
    for (const change of changes) if (change.atNs < (fromS + 1) * 1e9) copies.set(change.group, change.copies);
    for (const row of series.copies) {
      const those = [...copies.values()].filter((each) => each === row.copies).length;
      expect(row.partitions[window]).toBe(row.copies === 3 ? those + 18 - copies.size : those);
    }
  }
});

test('a loss that is not healed by the end has taken as long as until then', () => {
  const { healing } = runSmallRegion({
    duration: '60s',
    regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } },
    // A replica takes an hour to copy, and no log replica stands in for it.
    tables: { t: { partitions: 4, items: { count: 16_000, size: '1KB' } } },
    tenants: { a: tenantText({ arrivals: { poisson: '20/s' } }) },
    faults: [{ kind: 'host-crash', target: 'az-1/storage-1', at: '20s' }],
    parameters: { healing: { enabled: true, logReplicas: false }, replication: { catchUpBandwidth: '1KB/s' } },
  });
  const { underReplicated } = healing;
  expect(underReplicated).toBeGreaterThan(0);
  expect(healing).toMatchObject({ undetectedAtEnd: 0, withoutQuorumAtEnd: underReplicated });
  for (const ms of [healing.longestToQuorumMs, healing.p50ToFullMs, healing.longestToFullMs])
    expect(ms).toBeCloseTo(40_000, -2);
  expect(healing.longestToDetectMs).toBeLessThan(6000);
});

test('of what there was none there is no time', () => {
  const { healing } = runSmallRegion({
    regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } },
    parameters: { healing: { enabled: true } },
  });
  expect(healing).toMatchObject({ underReplicated: 0, longestToDetectMs: null, p99ToFullMs: null });
  expect(healing).toMatchObject({ p99WhileRebuildingMs: null, longestToEmptyGrayMs: null });
});
