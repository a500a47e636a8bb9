/** Takes what leadership asks to the mechanism of the storage service that it is asked of. */
import type { CatchUps } from '../consensus/catch-up.js';
import type { LeadershipNeighbours } from '../consensus/leadership-neighbours.js';
import type { PeerMessages } from '../consensus/peer-messages.js';
import { none } from '../engine/pool.js';
import type { Call } from '../protocol/call.js';
import type { LogTakeovers } from '../replication/log-takeover.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { ArchivedTails } from './archived-tails.js';
import type { DriveProbes } from './drive-probe.js';
import type { PeerMechanisms } from './peer-dispatch.js';
import type { ReplicaHealing } from './replica-healing.js';

export interface LeadershipMechanisms extends Omit<PeerMechanisms, 'leadership'> {
  readonly groups: ReplicaTable;
  readonly messages: PeerMessages;
  readonly replication: QuorumWrites;
  readonly takeovers: LogTakeovers;
  readonly partitionLogs: PartitionLogs;
  readonly catchUps: CatchUps;
  readonly driveProbes: DriveProbes;
  readonly healing: ReplicaHealing | null;
  readonly archivedTails: ArchivedTails | null;
}

/** `abandon` ends a call that waits for a quorum its leader will not get. */
export function neighboursOfLeadership(
  storage: LeadershipMechanisms,
  announce: LeadershipNeighbours['announce'],
  abandon: (call: Call) => void,
): LeadershipNeighbours {
  return {
    send: (kind, group, from, to, term, says) => storage.messages.send(kind, group, from, to, term, says),
    hearCommit: (group, slot, commit) => storage.replication.hearCommit(group, slot, commit),
    hearDurable: (group, slot, durable) => storage.replication.hearDurable(group, slot, durable),
    takeOver: (group, slot, voters) => storage.takeovers.takeOver(group, slot, voters, abandon),
    awaitsRecords: (group, slot, voters) =>
      storage.archivedTails?.isAwaited(group, slot, voters) === true ||
      storage.partitionLogs.rot?.isAwaited(group, slot, voters) === true,
    cannotHandOver: (group, slot, sequenceNumber) => {
      const { rot } = storage.partitionLogs;
      if (rot === null) return false;
      return rot.keepsFromVoting(
        group,
        slot,
        Math.max(sequenceNumber, storage.archivedTails?.reachUpTo(group) ?? none),
      );
    },
    abandonCalls: (group, slot) => storage.takeovers.abandonCalls(group, slot, abandon),
    keptFrom: (group) => storage.partitionLogs.firstKept(storage.groups.base(group)),
    announce,
    hasForgotten: (group, slot) => storage.partitionLogs.lies?.hasForgotten(group, slot) ?? false,
    beginCatchUp: (group, slot, from) => storage.catchUps.begin(group, slot, from),
    expectHeartbeat: (watch, slot) => storage.elections.suspicions.expectHeartbeat(watch, slot),
    driveHangs: (node) => storage.driveProbes.hangs(node),
    beginHandover: (group) => storage.handovers.begin(group),
    replaceLost: (watch) => storage.healing?.replaceLost(watch),
    calmAgain: (group) => storage.healing?.calmAgain(group),
    advanceMembership: (watch) => storage.membership.tick(watch),
  };
}
