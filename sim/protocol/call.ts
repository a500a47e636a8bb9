/**
 * One request of a router to a storage node, and its answer. When the router gives up, the work on the node and the
 * network goes on, so an answer that comes too late still costs what it costs.
 */
import { none, type Pooled } from '../engine/pool.js';
import type { Agreed } from './journal-ask.js';
import { nobodysRequest, type Request } from './request.js';

export class Call implements Pooled {
  /** What is asked. */
  request: Request = nobodysRequest;
  /** The attempt that waits for it, which is its row of the stage times; -1 once the router has given the call up. */
  attempt = -1;
  router = 0;
  /** The message that brings the answer to the router. */
  replyType = 0;
  node = 0;
  slot = 0;
  group = 0;
  answer = 0;
  /** A throttle code. */
  reason = 0;
  /** With notLeader and moved: slot and term of the leader this replica knows, or -1. */
  hintSlot = 0;
  hintTerm = 0;
  /** With moved: the partition that owns the item. */
  hintGroup = 0;
  /** Version read or written. */
  sequenceNumber = 0;
  readWriteId = 0;
  /** When the next version after the one read was committed; -1 where that was the newest. */
  supersededAtNs: number = none;
  /** What regions have agreed on about it; null as long as nobody asked them, or needs to. */
  agreed: Agreed | null = null;
  /** Past admission and the run queue. */
  isProcessed = false;
  serviceNs = 0;
  epoch = 0;
  timer = 0;

  constructor(readonly index: number) {}
}
