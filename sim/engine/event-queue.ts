/**
 * The pending-event set: what is still to happen, in the total order (time, sequence). Two implementations keep this one
 * promise and pass one contract suite: the bucket queue that runs use, and a plain binary heap as the reference.
 *
 * An event is four numbers, so that none is allocated: its time in whole nanoseconds, its sequence number (ties are
 * never left to the data structure), an integer type that selects a handler, and an integer payload.
 */
import { LimitError } from './limits/limit-error.js';

export interface EventQueue {
  /** Events waiting. */
  readonly size: number;
  push(timeNs: number, sequence: number, type: number, payload: number): void;
  /**
   * Removes the earliest event that is not later than `untilNs` and shows it in the four fields below; false, with
   * nothing removed, when there is none.
   */
  pop(untilNs: number): boolean;
  readonly timeNs: number;
  readonly sequence: number;
  readonly type: number;
  readonly payload: number;
}

/** Bound on events waiting at once, in every implementation: 2^23 records of 32 bytes are 256 MiB. */
export const pendingEventsMax = 1 << 23;

export const tooManyPending = () =>
  new LimitError('pending events', pendingEventsMax, 'fewer workers, a lower load or shorter delays need fewer');
