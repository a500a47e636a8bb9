/**
 * What crosses from one region to another: a change, and later what became of it. Most of what is under way in a run is
 * on such a way, a hundred times as long as anything within a region, so it is kept small: the request, the attempt and the
 * times of a change begin where it arrives and end where it is answered.
 */
import type { Pooled } from '../engine/pool.js';
import type { StampedVersion } from '../protocol/stamped-version.js';

export class Crossing implements Pooled {
  version: StampedVersion | null = null;
  /** That it is about: its number, and that of the timer of this try, which no other has. */
  change = 0;
  timer = 0;
  /** The copy of the table that is told. */
  table = 0;
  /** From 0. */
  ordinal = 0;
  /** The node that told, and the router that is told. */
  sender = 0;
  router = 0;
  /** On its way back: it was answered well, and its version became the newest of the item. */
  isSettled = false;
  isApplied = false;
  constructor(readonly index: number) {}
}
