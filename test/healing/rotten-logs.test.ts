/**
 * A record that rotted in the log of the last replica that has it does not keep the partition from having its copies again:
 * its items are copied, which have what the record says, and the rest of the log. A log replica has no items, and does not
 * hand the partition over to whoever lacks the record while somebody may have it. What nobody has is lost by name.
 */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { Run, run } from '../../sim/run.js';
import type { Observer } from '../../sim/trace.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { runUntil, smallRegion, type Text, tenantText, violations } from '../small-region.js';

const healing = { enabled: true, reportEvery: '500ms', reportTimeout: '100ms', trustAfter: '1s' };
const rot = (at: string): Text => ({ kind: 'log-rot', target: 'follower 1 of t/0', records: 1, at });
const destroyed = (target: string, at: string): Text => ({ kind: 'host-crash-losing-data', target, at });
const away = { kind: 'host-crash', target: 'follower 2 of t/0', at: '3s', for: '3s' };

test('one rotten record at the replica that is left costs a copy of the items, and no write', () => {
  const result = run(
    smallRegion({
      regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
      duration: '40s',
      tables: { t: { partitions: 1, items: { count: 1000, size: '1KB' } } },
      tenants: { a: tenantText({ mix: { putItem: '100%' }, stop: '30s' }) },
      // The second is what the first one's replica was copied from.
      faults: [away, rot('4.9s'), destroyed('leader of t/0', '5s'), destroyed('leader of t/0', '16s')],
      parameters: { healing: { ...healing, replaceSilentAfter: '2s' } },
    }),
  );
  expect(result.integrity.damagedLogRecords).toBeGreaterThanOrEqual(1);
  expect(result.integrity.foundOnTransfer).toBe(result.integrity.damagedLogRecords);
  expect(result.healing.underReplicatedAtEnd).toBe(0);
  expect(result.healing.underReplicated).toBeGreaterThan(0);
  // The items, 1 MB, for the one that was away and for each that was destroyed; and at most two logs of what was written.
  expect(result.healing.copiedBytes).toBeLessThan(3e6 + 2 * 200 * 1000 * 30);
  expect(violations(result)).toEqual([]);
});

test('what comes after the record has its quorum before the items are copied', () => {
  const missing = { kind: 'host-crash', target: 'follower 1 of t/0', at: '4.6s', for: '8s' };
  const faults = [{ ...away, at: '2s' }, { ...rot('4.5s'), target: 'leader of t/0' }, missing];
  const { service } = runUntil(smallRegion({ tables: { t: { partitions: 1 } }, faults }), 8);
  const { groups, storage } = service;
  const [leader, other] = ['leader', 'away'].map((who) => {
    const slots = [0, 1, 2].filter((slot) => storage.leadership.isAlive(0, slot));
    return slots.find((slot) => (slot === groups.get(0, field.leader)) === (who === 'leader'))!;
  });
  // It copies 10 million items, and says that it lacks the record, but has the log since.
  expect(storage.catchUps.wholePartitions).toBe(1);
  expect(groups.durable(0, other)).toBeLessThan(4.5 * 80 * 1.2);
  expect(groups.get(0, field.commit)).toBeGreaterThan(groups.durable(0, leader) - 20);
  expect(groups.get(0, field.commit)).toBeGreaterThan(7.5 * 80 * 0.8);
});

/** A partition whose log nobody has archived since 2 s; in one log a record is rotten, and that replica has no items. */
function logReplicaWithRot(...observers: Observer[]) {
  const scenario = archivedRegion({
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    parameters: { healing },
    archive: { segmentBytes: '1MB' },
    faults: [storeDown(2, 9), { ...rot('9.5s'), target: 'leader of t/1' }],
  });
  const started = new Run(scenario, { observers });
  started.service.advance(5.9e9, Number.POSITIVE_INFINITY);
  const { groups, storage } = started.service;
  const leader = groups.get(0, field.leader);
  const members = Array.from({ length: groups.slots }, (_, slot) => slot).filter((slot) => groups.isMember(0, slot));
  const others = members.filter((slot) => slot !== leader);
  const log = others[0];
  const rotten = storage.partitionLogs.rot!;
  const record = rotten.wholeIn(0, log)[10];
  groups.storage[0] &= ~(1 << log);
  groups.readable[0] &= ~(1 << log);
  rotten.rot(record, log);
  const write = storage.partitionLogs.records.describe(record);
  return { groups, storage, leader, log, candidate: others[1], others, members, record, write };
}

test('a log replica with a rotten record votes for nobody who lacks it, while another may have it', () => {
  const { storage, leader, log, candidate, write, members } = logReplicaWithRot();
  const { neighbours } = storage.leadership;
  const before = write.sequenceNumber - 1;
  const voters = (1 << log) | (1 << candidate);
  const named: number[] = [];
  storage.takeovers.lost = (_group, writes) => named.push(...writes.map(({ writeId }) => writeId));
  expect(neighbours.cannotHandOver(0, log, before + 1)).toBe(false);
  expect(neighbours.cannotHandOver(0, log, before)).toBe(true);
  for (const slot of members) if (slot !== leader && slot !== log) storage.partitionLogs.forget(0, slot);
  expect(neighbours.cannotHandOver(0, log, before)).toBe(true);
  expect(neighbours.awaitsRecords(0, candidate, voters)).toBe(true);
  storage.partitionLogs.forget(0, leader);
  expect(neighbours.cannotHandOver(0, log, before)).toBe(false);
  expect(storage.partitionLogs.rot!.isAwaited(0, candidate, voters)).toBe(false);
  storage.takeovers.takeOver(0, candidate, voters, () => {});
  expect(named).toEqual([write.writeId]);
  expect(storage.partitionLogs.rot!.count).toBe(0);
});

test('of a partition without copies, what its log replica has but rotten is lost, by name', () => {
  const named: number[] = [];
  const { storage, log, members, write } = logReplicaWithRot({
    partitionLost: (_clock, { writes }) => {
      named.push(...writes.map(({ writeId }) => writeId));
    },
  });
  for (const slot of members) if (slot !== log) storage.losses.replicaLost(0, slot);
  expect(named).toEqual([write.writeId]);
});
