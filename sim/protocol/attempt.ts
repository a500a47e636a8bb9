/**
 * One try of a client's request: what travels from the client to a router and back. When the client gives up, the work in
 * the service goes on and its answer is thrown away on arrival.
 */
import { none, type Pooled } from '../engine/pool.js';
import { nobodysRequest, type Request } from './request.js';

export class Attempt implements Pooled {
  /** What is asked. */
  request: Request = nobodysRequest;
  client = 0;
  /** The message that brings the answer to the client; -1 where another region asked. */
  answerType = 0;
  router = 0;
  /** The router's life in which it took the attempt. */
  routerIncarnation = 0;
  status = 0;
  /** With throttled: the code of its reason. */
  reason = 0;
  sequenceNumber = 0;
  readWriteId = 0;
  supersededAtNs: number = none;
  /** The partition that owns the item, as far as the router knows; -1 until it has looked. */
  group = 0;
  callRetriesLeft = 0;
  redirectsLeft = 0;
  /** The storage nodes that its router asked last, and that were silent last, or -1. */
  node = 0;
  silentNode = 0;
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
