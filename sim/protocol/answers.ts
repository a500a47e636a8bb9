/** What a storage node answers to a router, and what a router answers to a client. */

/** Of a storage node to a call. */
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
  /** Another region's write of the item was under way. */
  conflict: 6,
} as const;

/** Of the service to an attempt, as the client sees it. */
export const status = {
  ok: 0,
  /** HTTP 400: refused by admission. */
  throttled: 1,
  /** HTTP 500: the outcome of a write is unknown. */
  internalError: 2,
  /** HTTP 503: a queue was full. */
  unavailable: 3,
  /** No answer within the client's time-out, or no connection. */
  timedOut: 4,
  /** HTTP 400: there is no such table, or it is not there yet. Clients do not try again. */
  notFound: 5,
  /** HTTP 400: the item was being written in another region; nothing is written. Clients try again. */
  conflict: 6,
} as const;
