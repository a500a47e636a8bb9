/**
 * What crosses from one region to another: a try to tell a change, and later what became of it. The request, the attempt and
 * the times of a change begin where it arrives and end where it is answered, so that on its long way a try is a number, and
 * 32 bytes at that place of one buffer (as changes are, and for the same reason).
 */
import { RowPool } from '../engine/pool.js';
import { changesMax } from './changes.js';

/** Where things lie in a row: a double, then 32-bit integers, counted in their own size. */
const words = 4;
const double = { timer: 0 } as const;
const int = { change: 2, ordinal: 3, sender: 4, router: 5, outcome: 6 } as const;

/** On the way back: it was answered badly, or well, and then its version became the newest of the item or did not. */
export const crossingOutcome = { refused: 0, superseded: 1, applied: 2 } as const;

export class Crossings {
  private readonly rows: RowPool;

  constructor(remedy: string) {
    // A change that is given up may have several under way, and its answers come late.
    this.rows = new RowPool('changes between regions', words, 2 * changesMax, remedy);
  }

  /** `ordinal`: of the try, from 0; `sender`, `router`: the node that tells, and the router that is told. */
  take(change: number, timer: number, ordinal: number, sender: number, router: number): number {
    const crossing = this.rows.take();
    const { doubles, ints } = this.rows;
    doubles[crossing * words + double.timer] = timer;
    const from = 2 * crossing * words;
    ints[from + int.change] = change;
    ints[from + int.ordinal] = ordinal;
    ints[from + int.sender] = sender;
    ints[from + int.router] = router;
    return crossing;
  }

  release(crossing: number): void {
    this.rows.release(crossing);
  }

  change(crossing: number): number {
    return this.rows.ints[2 * crossing * words + int.change];
  }

  /** Of this try, which no other has. */
  timer(crossing: number): number {
    return this.rows.doubles[crossing * words + double.timer];
  }

  ordinal(crossing: number): number {
    return this.rows.ints[2 * crossing * words + int.ordinal];
  }

  sender(crossing: number): number {
    return this.rows.ints[2 * crossing * words + int.sender];
  }

  router(crossing: number): number {
    return this.rows.ints[2 * crossing * words + int.router];
  }

  outcome(crossing: number): number {
    return this.rows.ints[2 * crossing * words + int.outcome];
  }

  setOutcome(crossing: number, outcome: number): void {
    this.rows.ints[2 * crossing * words + int.outcome] = outcome;
  }
}
