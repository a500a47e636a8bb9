/**
 * What crosses from one region to another: a try to tell a change, and later what became of it. The request, the attempt and
 * the times of a change begin where it arrives and end where it is answered, so that on its long way a try is a number:
 *
 *   0 and above   the first try of the change with this number, which lies within the change: most changes need no other
 *   below         a later one, or an answer that comes when its change is settled: 32 bytes of its own
 */
import { none, RowPool } from '../engine/pool.js';
import type { Attempt } from '../protocol/attempt.js';
import type { VersionBuffer } from '../protocol/stamped-version.js';
import { type Changes, changesMax } from './changes.js';

/** Where things lie in a row: a double, then 32-bit integers, counted in their own size. */
const words = 4;
const double = { timer: 0 } as const;
const int = { change: 2, ordinal: 3, sender: 4, router: 5, outcome: 6 } as const;

/** On the way back: it was answered badly, or well, and then its version became the newest of the item or did not. */
export const crossingOutcome = { refused: 0, superseded: 1, applied: 2 } as const;

export class Crossings {
  private readonly rows: RowPool;

  constructor(
    private readonly changes: Changes,
    remedy: string,
  ) {
    // A change that is given up may have several under way, and its answers come late.
    this.rows = new RowPool('changes between regions', words, 2 * changesMax, remedy);
  }

  /** A try begins, until `timer` goes off; `ordinal`: from 0; `sender`, `router`: the node that tells, and the router that is told. */
  begin(change: number, ordinal: number, timer: number, sender: number, router: number): number {
    const { changes } = this;
    changes.setTimer(change, timer);
    changes.hold(change);
    if (ordinal > 0) return this.take(change, timer, ordinal, sender, router);
    changes.setFirstTry(change, sender, router);
    return change;
  }

  /** It has arrived, or never will. */
  end(crossing: number): void {
    this.changes.letGo(this.change(crossing));
    if (crossing < 0) this.rows.release(~crossing);
  }

  /**
   * What became of a try that brought the version to the copy `to`, on its way back. `timer`: as it came with the try; -1
   * of the first.
   */
  answer(version: VersionBuffer, to: number, outcome: number, { timer, ordinal, client, router }: Attempt): number {
    const { changes } = this;
    const { change } = version;
    if (ordinal === 0 && changes.isStill(version, to)) {
      changes.hold(change);
      changes.setOutcome(change, outcome);
      return change;
    }
    const crossing = this.take(change, timer, ordinal, client, router);
    this.rows.ints[2 * ~crossing * words + int.outcome] = outcome;
    return crossing;
  }

  /** The answer has arrived, or never will. */
  endAnswer(crossing: number): void {
    if (crossing >= 0) this.changes.letGo(crossing);
    else this.rows.release(~crossing);
  }

  private take(change: number, timer: number, ordinal: number, sender: number, router: number): number {
    const row = this.rows.take();
    const { doubles, ints } = this.rows;
    doubles[row * words + double.timer] = timer;
    const from = 2 * row * words;
    ints[from + int.change] = change;
    ints[from + int.ordinal] = ordinal;
    ints[from + int.sender] = sender;
    ints[from + int.router] = router;
    return ~row;
  }

  /** Else an answer is of an earlier try, which was given up. */
  isAwaited(crossing: number): boolean {
    const { changes } = this;
    const timer = changes.timer(this.change(crossing));
    if (timer === none) return false;
    return crossing >= 0 ? changes.tries(crossing) === 1 : this.timer(crossing) === timer;
  }

  change(crossing: number): number {
    return crossing >= 0 ? crossing : this.rows.ints[2 * ~crossing * words + int.change];
  }

  /** Of this try, which no other has; -1 of the first. */
  timer(crossing: number): number {
    return crossing >= 0 ? none : this.rows.doubles[~crossing * words + double.timer];
  }

  ordinal(crossing: number): number {
    return crossing >= 0 ? 0 : this.rows.ints[2 * ~crossing * words + int.ordinal];
  }

  sender(crossing: number): number {
    return crossing >= 0 ? this.changes.sender(crossing) : this.rows.ints[2 * ~crossing * words + int.sender];
  }

  router(crossing: number): number {
    return crossing >= 0 ? this.changes.router(crossing) : this.rows.ints[2 * ~crossing * words + int.router];
  }

  outcome(crossing: number): number {
    return crossing >= 0 ? this.changes.outcome(crossing) : this.rows.ints[2 * ~crossing * words + int.outcome];
  }
}
