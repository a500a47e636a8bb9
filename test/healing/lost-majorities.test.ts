/**
 * A partition of which two of three copies are destroyed for good goes on with the third and the archive. What one of these
 * has comes back; what neither has is lost, and named with the copies that were destroyed. Who had what is worked out from the
 * records themselves, as they are when the drives are destroyed.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { metricOf } from '../../sim/verdicts/metrics.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { type Text, tenantText, verdict } from '../small-region.js';

const goOnAfterS = 4;
const destroyedAtS = 12;
const healing = {
  ...{ enabled: true, reportEvery: '500ms', reportTimeout: '100ms', trustAfter: '1s' },
  goOnWithoutMajorityAfter: `${goOnAfterS}s`,
};

function scenarioOf({ parameters = {}, ...others }: Text) {
  return archivedRegion({
    duration: '40s',
    warmup: '0s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 1, items: { count: 300, size: '1KB' } } },
    tenants: { a: tenantText({ mix: { putItem: '70%', getItem: '30%' }, reads: 'strong', stop: '35s' }) },
    parameters: { healing, ...(parameters as object) },
    ...others,
  });
}

/** The three nodes of the partition: its leader, and the others. */
function membersOf(): readonly [string, string, string] {
  const { groups, topology } = new Run(scenarioOf({})).service;
  const leader = groups.leaderHost(0);
  const others = groups.hostsWithItems(0).filter((id) => id !== leader);
  const [a, b, c] = [leader, ...others].map((id) => topology.hosts[id].name);
  return [a, b, c];
}

const gone = (target: string, lasting?: string) => ({
  ...{ kind: 'host-crash-losing-data', target, at: `${destroyedAtS}s`, for: lasting },
});
/** For so long that the archive has most of what is written meanwhile, and a second less than until the others are destroyed. */
const cutOff = (target: string, fromS: number) => ({
  ...{ kind: 'network-partition', target, at: `${fromS}s`, for: `${destroyedAtS + 0.5 - fromS}s` },
});

function lossOf(changes: Text) {
  const committed: { writeId: number; item: number; atNs: number }[] = [];
  const archived = new Set<number>();
  const named: number[] = [];
  const run = new Run(scenarioOf(changes), {
    observers: [
      {
        writeCommitted: ({ nowNs }, _group, _table, item, writeId) => {
          committed.push({ writeId, item, atNs: nowNs });
        },
        segmentArchived: (_clock, segment) => {
          for (let nth = 0; nth < segment.count; nth++) archived.add(segment.writeId(nth));
        },
        partitionLost: (_clock, { writes }) => {
          for (const { writeId } of writes) named.push(writeId);
        },
      },
    ],
  });
  run.advance();
  const result = run.finish();
  const newest = new Map<number, number>();
  for (const { item, writeId } of committed) if (!named.includes(writeId)) newest.set(item, writeId);
  const [{ versions }] = run.service.tables.list;
  const wrong = [...newest].filter(([item, writeId]) => versions.writeId(item) !== writeId);
  return { run, result, committed, archived, named, wrong };
}

test('it goes on with the copy that is left, after the time that is stated, and has all copies again', () => {
  const [leader, one, other] = membersOf();
  for (const destroyed of [
    [one, other],
    [leader, one],
  ]) {
    const { result, named, wrong, committed } = lossOf({ faults: destroyed.map((node) => gone(node)) });
    expect(result.healing.underReplicatedAtEnd).toBe(0);
    // Both are judged lost when it is to go on without them: no leader was left to judge them before.
    expect(result.healing.replicasJudgedLost).toBe(2);
    expect(result.healing.longestToDetectMs).toBeGreaterThan(1000 * goOnAfterS);
    expect(result.healing.longestToDetectMs).toBeLessThan(1000 * (goOnAfterS + 2));
    const [row, ...others] = result.losses.list;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ kind: 'majority', partition: 't/0', atS: destroyedAtS, writes: named.length });
    expect(row.destroyed.map(({ node }) => node).sort()).toEqual([...destroyed].sort());
    expect(row.detectedS! - destroyedAtS).toBeGreaterThan(goOnAfterS);
    // New replicas from then on, an election where the leader has gone, and writes commit when they come.
    const firstS = committed.find(({ atNs }) => atNs > (destroyedAtS + 0.1) * 1e9)!.atNs / 1e9;
    expect(row.rebuiltS).toBeGreaterThan(row.detectedS!);
    expect(firstS - row.rebuiltS!).toBeGreaterThan(0);
    expect(firstS - row.rebuiltS!).toBeLessThan(3);
    expect(result.losses).toMatchObject({ majoritiesLost: 1, majoritiesRegained: 1, partitionsLost: 0 });
    // At most what was under way to the third: it had the rest.
    expect(named.length).toBeLessThanOrEqual(2);
    expect(wrong).toEqual([]);
    const after = committed.map(({ atNs }) => atNs / 1e9 - destroyedAtS).filter((s) => s > 0.1);
    // Believed dead after four reports of 500 ms, which the wait includes; then a look, an election and its lease.
    expect(Math.min(...after)).toBeGreaterThan(goOnAfterS);
    expect(Math.min(...after)).toBeLessThan(goOnAfterS + 4);
    for (const property of [
      'acknowledged-writes',
      'fresh-strong-reads',
      'one-leader',
      'distinct-zones',
      'archived-log',
    ])
      expect([property, verdict(result, property)]).toEqual([property, 'holds']);
  }
});

test('of what the copy that is left lacks, the archived comes back and the rest is lost, by name', () => {
  const [leader, one, other] = membersOf();
  const parameters = { healing: { ...healing, replaceSilentAfter: '30s' } };
  for (const lasting of [undefined, '1s']) {
    const faults = [cutOff(other, 6), gone(leader, lasting), gone(one, lasting)];
    const { run, result, named, wrong, committed, archived } = lossOf({ faults, parameters });
    // The third had what was committed before it was cut off; what was on its way then, nobody can tell from outside.
    const lacking = committed.filter(({ atNs }) => atNs > 6.01e9 && atNs <= destroyedAtS * 1e9);
    const unarchived = lacking.filter(({ writeId }) => !archived.has(writeId));
    expect(named).toEqual(unarchived.map(({ writeId }) => writeId));
    expect(named.length).toBeGreaterThan(0);
    expect(lacking.length - named.length).toBeGreaterThan(100);
    expect(run.service.storage.archivedTails!.fetched).toBe(1);
    expect(wrong).toEqual([]);
    expect(result.losses.writesLost).toBe(named.length);
    expect(result.losses.list[0]).toMatchObject({ partition: 't/0', writes: named.length });
    const nodes = result.losses.list[0].destroyed.map(({ node, fault }) => `${node} ${fault?.split(' ')[0]}`).sort();
    expect(nodes).toEqual([leader, one].map((node) => `${node} host-crash-losing-data`).sort());
    expect(result.healing.underReplicatedAtEnd).toBe(0);
    expect(verdict(result, 'acknowledged-writes')).toBe('holds');
    expect(verdict(result, 'fresh-strong-reads')).toBe('holds');
  }
});

test('while the store is down it waits, and loses nothing that the archive has', () => {
  const [leader, one, other] = membersOf();
  const parameters = { healing: { ...healing, replaceSilentAfter: '30s' } };
  const faults = [cutOff(other, 6), gone(leader), gone(one), storeDown(11, 25)];
  const { named, wrong, committed, archived } = lossOf({ faults, parameters });
  expect(committed.filter(({ atNs }) => atNs > destroyedAtS * 1e9 && atNs < 25e9)).toEqual([]);
  expect(committed.some(({ atNs }) => atNs > 25e9)).toBe(true);
  expect(named.filter((writeId) => archived.has(writeId))).toEqual([]);
  expect(wrong).toEqual([]);
});

test('it waits for a member that is down with its data, however long', () => {
  const [leader, one, other] = membersOf();
  const down = { kind: 'host-crash', target: other, at: `${destroyedAtS - 2}s`, for: '15s' };
  const { result, named, wrong, committed, archived } = lossOf({ faults: [down, gone(leader), gone(one)] });
  expect(committed.filter(({ atNs }) => atNs > destroyedAtS * 1e9 && atNs < 25e9)).toEqual([]);
  expect(committed.some(({ atNs }) => atNs > 25e9)).toBe(true);
  // It was down when the last of them were written.
  const lacking = committed.filter(({ atNs }) => atNs > (destroyedAtS - 2) * 1e9 && atNs <= destroyedAtS * 1e9);
  expect(named).toEqual(lacking.map(({ writeId }) => writeId).filter((writeId) => !archived.has(writeId)));
  expect(wrong).toEqual([]);
  expect(result.healing.underReplicatedAtEnd).toBe(0);
});

test('without an archive what the copy that is left lacks is told of its majority, and counted once', () => {
  const [leader, one, other] = membersOf();
  const faults = [cutOff(other, 10), gone(leader), gone(one)];
  const parameters = { healing: { ...healing, replaceSilentAfter: '30s' }, archive: { enabled: false } };
  const { result } = lossOf({ faults, parameters });
  const [row] = result.losses.list;
  expect(row).toMatchObject({ kind: 'majority', atS: destroyedAtS, writes: result.losses.writesLost });
  expect(row.writes).toBeGreaterThan(10);
  expect(row.named[0].committedS).toBe(row.committedFromS);
  expect(metricOf(result, 'durability.lostWrites', null)).toEqual({ kind: 'value', value: row.writes });
});
