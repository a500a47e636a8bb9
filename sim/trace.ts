/**
 * What checkers and probes may see of a run: calls made at the moments that matter, with the objects concerned. A trace
 * reads; it never schedules, draws or changes anything, so a run is the same whoever watches.
 */

import type { Attempt } from './protocol/attempt.js';
import type { CommittedWrite } from './protocol/committed-write.js';
import type { Request } from './protocol/request.js';

export interface Trace {
  /** A quorum has the write durable and the leader has applied it; the number is its log record's. */
  writeCommitted(record: number): void;
  /** A committed write is not in the log of the leader that took over. */
  writeLost(write: CommittedWrite): void;
  /** All replicas of the group have lost their data: every write committed there is gone. */
  groupLost(group: number, committedWrites: number): void;
  /** A replica begins to serve as the leader of a term. */
  leaderServes(group: number, slot: number, term: number): void;
  requestStarted(request: Request): void;
  /** A router answers: what the service itself can see. */
  attemptAnswered(attempt: Attempt): void;
  requestFinished(request: Request, winner: Attempt | null): void;
}
