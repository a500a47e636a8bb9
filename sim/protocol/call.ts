/**
 * One request of a router to a storage node, and its answer. Two parties hold a call: the router that waits for it, and
 * the thread of work on the node and the network; the object is free again when both have let go, so an answer that comes
 * after the router gave up still costs what it costs.
 */
import type { Pooled } from '../engine/pool.js';

export const operation = { getItem: 0, query: 1, putItem: 2, updateItem: 3, deleteItem: 4 } as const;
export const operationNames = ['getItem', 'query', 'putItem', 'updateItem', 'deleteItem'] as const;
export const isWrite = (kind: number) => kind >= operation.putItem;

export const answer = {
  ok: 0,
  /** This replica does not lead, or not any more; a hint may name who does. */
  notLeader: 1,
  /** A queue was full. */
  overloaded: 2,
  /** The replica cannot serve: its disk failed, or it is too far behind. */
  unavailable: 3,
  /** The partition no longer owns the item, or the node no longer has the replica; a hint names who does. */
  moved: 4,
  /** Refused by admission; `reason` says why. */
  throttled: 5,
} as const;

export class Call implements Pooled {
  /** The router's request this belongs to: its index there. */
  attempt = 0;
  tenant = 0;
  router = 0;
  node = 0;
  slot = 0;
  group = 0;
  table = 0;
  item = 0;
  operation = 0;
  isStrong = false;
  /** Of the item written, or of all items read. */
  bytes = 0;
  writeId = 0;
  answer = 0;
  /** A throttle code. */
  reason = 0;
  /** With notLeader and moved: slot and term of the leader this replica knows, or -1. */
  hintSlot = 0;
  hintTerm = 0;
  /** With moved: the partition that owns the item. */
  hintGroup = 0;
  /** Version read or written. */
  position = 0;
  readWriteId = 0;
  /** Row in the stage ledger, or -1 once the router has given the call up. */
  ledgerRow = -1;
  /** Past admission and the run queue. */
  isProcessed = false;
  serviceNs = 0;
  epoch = 0;
  timer = 0;
  holders = 0;

  constructor(readonly index: number) {}
}
