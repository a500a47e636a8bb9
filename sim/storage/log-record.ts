/**
 * One record of a partition's write-ahead log, shared by the replicas' logs: which replicas hold it durably is a mask, so
 * a replica's log is the records with its bit. A record lives while a replica still has to apply it, a message about it is
 * under way, or a lagging replica may ask for it.
 *
 * Values are versions: the record knows which write it is and which version it replaced, so that a reader at an older
 * position sees exactly what that replica has applied.
 */
import type { Pooled } from '../engine/pool.js';

export class LogRecord implements Pooled {
  group = 0;
  position = 0;
  term = 0;
  leaderSlot = 0;
  table = 0;
  item = 0;
  /** Unique over the run. */
  writeId = 0;
  bytes = 0;
  /** Leader's commit position when it sent the record: what a follower learns with it. */
  commitWhenSent = 0;
  /** -1 before. */
  committedAtNs = -1;
  /** Bit per slot: in that replica's log, durable or about to be; what a new leader finds when it asks. */
  received = 0;
  /** Bit per slot: durable there. */
  durable = 0;
  /** Bit per slot: known to the leader to be durable there. */
  acknowledged = 0;
  /** The version of the item before this one. */
  previousPosition = 0;
  previousWriteId = 0;
  /** Pool index of the call that waits for the quorum, or -1. */
  call = -1;
  /** A newer leader left it out of the log. */
  isDropped = false;
  /** In its group's list of kept records. */
  isListed = false;
  /** The next newer record of the group, or -1. */
  next = -1;
  /** Threads of work on this record: the leader's flush, appends and acknowledgements under way. */
  threads = 0;

  constructor(readonly index: number) {}
}

/** A record and the slot that works on it, in one event payload. */
export const recordAndSlot = (record: number, slot: number) => (record << 2) | slot;
export const recordIn = (payload: number) => payload >> 2;
export const slotIn = (payload: number) => payload & 3;
