/**
 * Every request that ended as a row of numbers, for whoever reckons with them outside: who asked what, when, how it ended and
 * what it took. It only listens, and nobody pays for it who does not ask.
 *
 * Bounded: of more requests than `requestRowsMax` it keeps a sample, in which each request stands with the same chance,
 * one in a power of two, whatever becomes of it and whenever it comes. A hash of its number among those that ended says
 * whether, so the sample is the same in every run. Leaves out the requests that are open when the run ends, and all
 * attempts of a request but the one that won.
 */
import type { AttemptView, Clock, FinishedRequestView, Observer } from '../trace.js';

/** Some 150 bytes each while the run is under way. */
export const requestRowsMax = 1_000_000;
const rowsAtFirst = 1024;

/** Where the numbers of a row stand in it. */
export const requestColumn = {
  /** Among those that ended, from 0. */
  number: 0,
  tenant: 1,
  table: 2,
  operation: 3,
  isStrong: 4,
  item: 5,
  bytes: 6,
  startedAtNs: 7,
  endedAtNs: 8,
  outcome: 9,
  attempts: 10,
  retries: 11,
  hedges: 12,
  failedNs: 13,
  backoffNs: 14,
  /** Of the attempt that won: -1 where none did, or where it had none. */
  group: 15,
  router: 16,
  node: 17,
} as const;
const width = 18;

export class RequestRows implements Observer {
  /** All that ended. */
  requests = 0;
  /** Those of them that are kept. */
  count = 0;
  /** Row after row. */
  private cells = new Float64Array(0);
  private halvings = 0;

  constructor(private readonly rowsMax = requestRowsMax) {}

  /** One request in so many is kept. */
  get oneIn(): number {
    return 2 ** this.halvings;
  }

  value(row: number, column: number): number {
    return this.cells[row * width + column];
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const number = this.requests++;
    while (isKept(number, this.halvings) && this.isFull()) this.makeRoom();
    if (!isKept(number, this.halvings)) return;
    const { cells } = this;
    const at = this.count++ * width;
    cells[at + requestColumn.number] = number;
    cells[at + requestColumn.tenant] = request.tenant;
    cells[at + requestColumn.table] = request.table;
    cells[at + requestColumn.operation] = request.operation;
    cells[at + requestColumn.isStrong] = request.isStrong ? 1 : 0;
    cells[at + requestColumn.item] = request.item;
    cells[at + requestColumn.bytes] = request.bytes;
    cells[at + requestColumn.startedAtNs] = request.startedAtNs;
    cells[at + requestColumn.endedAtNs] = nowNs;
    cells[at + requestColumn.outcome] = request.outcome;
    cells[at + requestColumn.attempts] = request.attempts;
    cells[at + requestColumn.retries] = request.retries;
    cells[at + requestColumn.hedges] = request.hedges;
    cells[at + requestColumn.failedNs] = request.failedNs;
    cells[at + requestColumn.backoffNs] = request.backoffNs;
    cells[at + requestColumn.group] = winner === null ? -1 : winner.group;
    cells[at + requestColumn.router] = winner === null ? -1 : winner.router;
    cells[at + requestColumn.node] = winner === null ? -1 : winner.node;
  }

  private isFull(): boolean {
    return this.count * width === this.cells.length;
  }

  /** For one more row, or else the sample is halved, perhaps by nothing. */
  private makeRoom(): void {
    if (this.count < this.rowsMax) {
      const cells = new Float64Array(Math.min(this.rowsMax, Math.max(rowsAtFirst, 2 * this.count)) * width);
      cells.set(this.cells);
      this.cells = cells;
      return;
    }
    this.halvings++;
    let kept = 0;
    for (let row = 0; row < this.count; row++) {
      if (!isKept(this.value(row, requestColumn.number), this.halvings)) continue;
      this.cells.copyWithin(kept++ * width, row * width, (row + 1) * width);
    }
    this.count = kept;
  }
}

/** Whether the first bits of the number's hash are zeros: what a longer row of them keeps, a shorter one kept, too. */
function isKept(number: number, halvings: number): boolean {
  return halvings === 0 || hashed(number) >>> (32 - halvings) === 0;
}

/** The finaliser of MurmurHash3 (Appleby, public domain): every bit of the number moves every bit of the hash. */
function hashed(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
