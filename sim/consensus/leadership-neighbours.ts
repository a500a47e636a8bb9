/**
 * What leadership asks of its neighbours in the house while a run goes. They in turn ask who leads, so each side is built
 * with the other's words for it and neither waits for the other: these are calls, made when all stand.
 */
import type { GroupWatch } from '../replication/group-watch.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import type { PeerMessages } from './peer-messages.js';

export interface LeadershipNeighbours {
  readonly send: PeerMessages['send'];
  readonly hearCommit: QuorumWrites['hearCommit'];
  readonly hearDurable: QuorumWrites['hearDurable'];
  /** The log of the group goes over to a new leader in `slot`, with what its `voters` (a mask) have received. */
  takeOver(group: number, slot: number, voters: number): void;
  /**
   * Whether the new leader in `slot` still waits for what none of its `voters` (a mask) has, or has whole: it is fetched
   * from the archive, or repaired.
   */
  awaitsRecords(group: number, slot: number, voters: number): boolean;
  /** Whether the log replica in `slot` cannot hand over what comes after that position, and another may have what it lacks. */
  cannotHandOver(group: number, slot: number, sequenceNumber: number): boolean;
  /** Ends the calls of writes that the leader in `slot` proposed and will not commit. */
  abandonCalls(group: number, slot: number): void;
  /** Sequence number of the oldest record that the group still keeps. */
  keptFrom(group: number): number;
  /** Whether the replica has lost records that it had promised to keep, and has not caught up since. */
  hasForgotten(group: number, slot: number): boolean;
  /** Makes the new leader known to the metadata service. */
  announce(group: number, slot: number, term: number): void;
  beginCatchUp(group: number, slot: number, from: number): void;
  /** A replica heard from its leader, or has to check that it did. */
  expectHeartbeat(watch: GroupWatch, slot: number): void;
  /** Whether the drive of the node hangs, who leads there asks with each heartbeat. */
  driveHangs(node: number): boolean;
  beginHandover(group: number): void;
  /** A heartbeat is due in a group whose leader replaces members that it has lost. */
  replaceLost(watch: GroupWatch): void;
  /** Such a group is calm again. */
  calmAgain(group: number): void;
  /** The group's members change, and a heartbeat is due. */
  advanceMembership(watch: GroupWatch): void;
}
