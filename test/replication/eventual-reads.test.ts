/**
 * An eventual read returns what its replica has applied, no more and no less: stale while that replica hears nothing, fresh
 * when it does again. It is served in the router's own zone where there is a replica.
 */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import type { Trace } from '../../sim/trace.js';
import { runSmallRegion, smallRegion, tenantText } from '../small-region.js';

/** Instances take the zones in turn: of three, the second is in az-2. */
const inEachZone = { instances: 3, retries: 'none', timeout: '1s' };
const cut = { fromS: 5, toS: 8 };

/** Slot of the replica that az-2 reads: the first in that zone, which with many replicas has more than one. */
function slotReadIn2({ groups, topology }: Run['service']): number {
  for (let slot = 0; slot < groups.slots; slot++) {
    if (topology.hosts[groups.hostOf(0, slot)].zone === 1) return slot;
  }
  throw new Error('no replica in az-2');
}

test('a replica that hears nothing answers with its last version, and is fresh after the cut', () => {
  const observed: { atS: number; sequenceNumber: number; applied: number; commit: number }[] = [];
  const attemptAnswered: Trace['attemptAnswered'] = ({ nowNs }, { router, request, sequenceNumber }) => {
    const { groups, topology } = run.service;
    const [zone2] = topology.regions[0].zones.slice(1);
    if (router !== zone2.router[0].id || request.writeId !== 0) return;
    observed.push({
      atS: nowNs / 1e9,
      sequenceNumber,
      applied: groups.applied(0, slotReadIn2(run.service)),
      commit: groups.get(0, field.commit),
    });
  };
  const { service } = new Run(smallRegion());
  const follower = service.topology.hosts[service.groups.hostOf(0, slotReadIn2(service))];
  const run: Run = new Run(
    smallRegion({
      duration: '12s',
      tenants: { a: tenantText({ reads: 'eventual', keys: { single: 7 }, client: inEachZone }) },
      faults: [
        {
          ...{ kind: 'network-partition', target: 'leader of t/0', peer: follower.name, direction: 'outbound' },
          ...{ at: `${cut.fromS}s`, for: `${cut.toS - cut.fromS}s` },
        },
      ],
    }),
    { observers: [{ attemptAnswered }] },
  );
  run.advance();
  const during = observed.filter(({ atS }) => atS > cut.fromS + 0.3 && atS < cut.toS);
  expect(during.length).toBeGreaterThan(50);
  // Each write of the only item is a version, so a version is a sequence number in the log.
  for (const { sequenceNumber, applied } of during) expect(sequenceNumber).toBe(applied);
  expect(new Set(during.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(1);
  expect(during[during.length - 1].commit - during[0].sequenceNumber).toBeGreaterThan(150);

  const after = observed.filter(({ atS }) => atS > cut.toS + 1);
  expect(after.length).toBeGreaterThan(50);
  // A follower learns of a commit with the next record or, half a second at most later, with a heartbeat.
  for (const { sequenceNumber, commit } of after) expect(commit - sequenceNumber).toBeLessThan(60);
});

test('eventual reads stay in their zone', () => {
  const { stations } = runSmallRegion({
    tenants: {
      a: tenantText({
        mix: { getItem: '100%' },
        reads: 'eventual',
        client: { instances: 1, retries: 'none', timeout: '1s' },
      }),
    },
  });
  const jobs = (zone: number) => stations.find(({ station }) => station === `r.az-${zone}.storage-processors`)!.jobs;
  expect(jobs(1)).toBeGreaterThan(3000);
  expect(jobs(2) + jobs(3)).toBe(0);
});
