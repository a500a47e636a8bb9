/** Takes what changes of members ask, and what they tell, to the mechanism of the storage service that it is about. */
import type { Handovers } from '../consensus/handover.js';
import type { MembershipDependencies } from '../consensus/membership.js';
import type { Repartitioning } from '../partitions/repartitioning.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import type { ReplicaHealing } from './replica-healing.js';

export interface MembershipMechanisms {
  readonly handovers: Handovers;
  readonly repartitioning: Repartitioning | null;
  readonly replication: QuorumWrites;
  readonly healing: ReplicaHealing | null;
}

export function neighboursOfMembership(storage: MembershipMechanisms): MembershipDependencies {
  return {
    beginHandover: (group) => storage.handovers.begin(group),
    isBusy: (group) => storage.repartitioning?.isBusy(group) ?? false,
    recount: (group) => storage.replication.recount(group),
    hasUpTo: (group, slot, durable) => storage.replication.caughtUp(group, slot, durable),
    joined: (group, slot) => storage.healing?.joined(group, slot),
    left: (group, slot) => storage.healing?.left(group, slot),
    ended: (group) => storage.healing?.ended(group),
  };
}
