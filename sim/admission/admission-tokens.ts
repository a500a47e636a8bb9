/**
 * The tokens that routers hold: for each router and table one row, filled by the answers of admission servers and used up
 * by requests without asking anybody. Everything is computed when a request looks, so an idle row costs nothing.
 *
 * A balance may fall below zero: a request is admitted as long as what is owed is at most the overdraft or the request's own
 * units, whichever is more. Debts are paid by later grants, so nobody waits for the first answer, a request may be larger
 * than the router's share ever is, and a router too small for a share asks after each request for what that has cost: the
 * second one finds its answer, or still owes no more than one. A positive balance expires a token's life after the ask that
 * brought it; a debt stays for the router's life.
 *
 * When all servers are silent, the row fills by itself at the rate that was last granted, up to one interval's worth.
 */

import type { AdmissionAsk } from './admission-ask.js';
import type { AdmissionParameters } from './admission-parameters.js';
import { unitKinds } from './capacity-units.js';

/** Columns of a row, then those of each kind. */
const column = {
  askedAtNs: 0,
  /** When the report that was last answered was sent. */
  reportedAtNs: 1,
  expiresAtNs: 2,
  isAsking: 3,
  /** Filled up to here by itself, or `never` while servers answer. */
  filledAtNs: 4,
} as const;
const kindsAt = 5;
const ofKind = {
  balance: 0,
  /** Since the last report that was answered; consumption less what was given back, which may be from before it. */
  demand: 1,
  consumed: 2,
  /** The router's share of the table's rate as last granted, units per second; before that, an equal share. */
  rate: 3,
  /** The balance after the last answer. */
  dealt: 4,
  /** 1 when the last answer brought less than was needed: the next ask must not follow at once. */
  isShort: 5,
  /** Units of the largest request since the last answer. */
  largest: 6,
} as const;
const kindColumns = 7;
const stride = kindsAt + unitKinds * kindColumns;
const never = Number.NEGATIVE_INFINITY;

/** Routers times tables, some 150 bytes each, and half as much at the servers. */
export const tokenRowsMax = 1 << 21;

export type AdmissionTokenParameters = Pick<
  AdmissionParameters,
  'tokenInterval' | 'tokenLife' | 'askBelow' | 'askAgainAfter'
>;

export class AdmissionTokens {
  private readonly cells: Float64Array;
  /** Between asks. */
  private readonly intervalNs: number;
  private readonly lifeNs: number;

  constructor(
    rows: number,
    private readonly parameters: AdmissionTokenParameters,
  ) {
    this.cells = new Float64Array(rows * stride);
    this.intervalNs = parameters.tokenInterval;
    this.lifeNs = parameters.tokenLife;
  }

  /** A row begins anew, at the first life of its router or a later one; `rate` gives its share of the table's by kind. */
  begin(row: number, rate: (kind: number) => number): void {
    const { cells } = this;
    const at = row * stride;
    cells.fill(0, at, at + stride);
    cells[at + column.askedAtNs] = never;
    cells[at + column.reportedAtNs] = never;
    cells[at + column.expiresAtNs] = never;
    cells[at + column.filledAtNs] = never;
    for (let kind = 0; kind < unitKinds; kind++) cells[kindAt(row, kind) + ofKind.rate] = rate(kind);
  }

  /** Whether a request for `units` is admitted: it may find a debt of `overdraft`, or of its own size. */
  take(row: number, kind: number, units: number, overdraft: number, nowNs: number): boolean {
    const { cells } = this;
    this.settle(row, nowNs);
    const at = kindAt(row, kind);
    cells[at + ofKind.demand] += units;
    if (units > cells[at + ofKind.largest]) cells[at + ofKind.largest] = units;
    if (cells[at + ofKind.balance] < -Math.max(overdraft, units)) return false;
    cells[at + ofKind.balance] -= units;
    cells[at + ofKind.consumed] += units;
    return true;
  }

  /** Tokens that `take` took and nothing was consumed for; the demand stands. */
  giveBack(row: number, kind: number, units: number): void {
    const at = kindAt(row, kind);
    this.cells[at + ofKind.balance] += units;
    this.cells[at + ofKind.consumed] -= units;
  }

  /** Whether it is time to ask: a row of which this kind has just been used. */
  shouldAsk(row: number, kind: number, nowNs: number): boolean {
    const { cells } = this;
    const { askBelow, askAgainAfter } = this.parameters;
    if (cells[row * stride + column.isAsking] === 1) return false;
    const sinceNs = nowNs - cells[row * stride + column.askedAtNs];
    if (sinceNs >= this.intervalNs) return true;
    const at = kindAt(row, kind);
    if (cells[at + ofKind.isShort] === 1 && sinceNs < this.intervalNs * askAgainAfter) return false;
    return cells[at + ofKind.balance] < Math.max(0, cells[at + ofKind.dealt]) * askBelow;
  }

  /**
   * Fills in what the row reports, and gives back what its present demand would not use in an interval, unless no server
   * vended it. What is given back is gone from here now: if the ask is lost, so is it.
   */
  report(row: number, ask: AdmissionAsk, nowNs: number): void {
    const { cells } = this;
    this.settle(row, nowNs);
    cells[row * stride + column.isAsking] = 1;
    cells[row * stride + column.askedAtNs] = nowNs;
    ask.sentAtNs = nowNs;
    ask.periodNs = nowNs - cells[row * stride + column.reportedAtNs];
    const isAlone = cells[row * stride + column.filledAtNs] !== never;
    for (let kind = 0; kind < unitKinds; kind++) {
      const at = kindAt(row, kind);
      const demand = cells[at + ofKind.demand];
      const wanted = ask.periodNs > 0 ? (demand * this.intervalNs) / ask.periodNs : 0;
      const returned = isAlone ? 0 : Math.max(0, cells[at + ofKind.balance] - wanted);
      cells[at + ofKind.balance] -= returned;
      ask.demand[kind] = demand;
      ask.consumed[kind] = cells[at + ofKind.consumed];
      ask.largest[kind] = cells[at + ofKind.largest];
      ask.returned[kind] = returned;
      ask.held[kind] = cells[at + ofKind.balance];
    }
  }

  /** The answer has come: all that the row now holds is good for another life. */
  granted(row: number, ask: AdmissionAsk): void {
    const { cells } = this;
    const at = row * stride;
    cells[at + column.isAsking] = 0;
    cells[at + column.reportedAtNs] = ask.sentAtNs;
    cells[at + column.expiresAtNs] = ask.sentAtNs + this.lifeNs;
    cells[at + column.filledAtNs] = never;
    for (let kind = 0; kind < unitKinds; kind++) {
      const kindFrom = kindAt(row, kind);
      cells[kindFrom + ofKind.balance] += ask.grant[kind];
      cells[kindFrom + ofKind.demand] -= ask.demand[kind];
      cells[kindFrom + ofKind.consumed] -= ask.consumed[kind];
      cells[kindFrom + ofKind.rate] = ask.rate[kind];
      cells[kindFrom + ofKind.dealt] = cells[kindFrom + ofKind.balance];
      cells[kindFrom + ofKind.largest] = 0;
      cells[kindFrom + ofKind.isShort] = ask.missing[kind] > 0 ? 1 : 0;
    }
  }

  /** No server answers: the row goes on at its last rate, and asks again when its time has come. */
  goOnAlone(row: number, nowNs: number): void {
    const at = row * stride;
    this.settle(row, nowNs);
    this.cells[at + column.isAsking] = 0;
    this.cells[at + column.askedAtNs] = nowNs;
    for (let kind = 0; kind < unitKinds; kind++) this.cells[kindAt(row, kind) + ofKind.isShort] = 1;
    if (this.cells[at + column.filledAtNs] === never) this.cells[at + column.filledAtNs] = nowNs;
  }

  /** Lets what has expired go, or fills the row of a router that is left alone. */
  private settle(row: number, nowNs: number): void {
    const { cells } = this;
    const filledAtNs = cells[row * stride + column.filledAtNs];
    const hasExpired = nowNs >= cells[row * stride + column.expiresAtNs];
    if (filledAtNs === never && !hasExpired) return;
    for (let kind = 0; kind < unitKinds; kind++) {
      const at = kindAt(row, kind);
      const balance = cells[at + ofKind.balance];
      if (filledAtNs === never) {
        cells[at + ofKind.balance] = Math.min(0, balance);
        continue;
      }
      const unitsPerNs = cells[at + ofKind.rate] / 1e9;
      const filled = Math.min(unitsPerNs * this.intervalNs, balance + unitsPerNs * (nowNs - filledAtNs));
      cells[at + ofKind.balance] = Math.max(balance, filled);
    }
    if (filledAtNs !== never) cells[row * stride + column.filledAtNs] = nowNs;
  }
}

const kindAt = (row: number, kind: number) => row * stride + kindsAt + kind * kindColumns;
