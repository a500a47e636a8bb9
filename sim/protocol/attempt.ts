/**
 * One try of a client's request: what travels from the client to a router and back. When the client gives up, the work in
 * the service goes on and its answer is thrown away on arrival.
 */
import type { Pooled } from '../engine/pool.js';

export class Attempt implements Pooled {
  /** The client's request: its index there. */
  request = 0;
  tenant = 0;
  table = 0;
  group = 0;
  item = 0;
  operation = 0;
  isStrong = false;
  /** Item written, or items read. */
  bytes = 0;
  writeId = 0;
  client = 0;
  /** The message that brings the answer to the client. */
  answerType = 0;
  router = 0;
  /** The router's life in which it took the attempt. */
  routerIncarnation = 0;
  status = 0;
  /** With throttled: the code of its reason. */
  reason = 0;
  sequenceNumber = 0;
  readWriteId = 0;
  /** Index of the call under way, or -1. */
  call = -1;
  callRetriesLeft = 0;
  redirectsLeft = 0;
  /** Mask of slots that failed this attempt. */
  triedSlots = 0;
  arrivedAtNs = 0;
  serviceNs = 0;
  epoch = 0;
  timer = 0;
  /** Ordinal of this attempt within its request, from 0. */
  ordinal = 0;
  /** It reached a router: its time-out is the request's, not the connection's. */
  isConnected = false;
  isAbandoned = false;
  startedAtNs = 0;

  constructor(readonly index: number) {}
}
