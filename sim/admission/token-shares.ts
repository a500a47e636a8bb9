/**
 * What one admission server knows of one table: a token bucket for each kind of unit, and what each router last reported.
 * All of it is in memory only. Buckets begin empty and are rebuilt from the asks that follow, so a server that forgets loses
 * tokens and never makes any. They are deep enough for what a provision saves, 300 s of unused units (P22 4.1.1).
 *
 * A router needs what it owes, and what it is expected to use until it asks again: its demand in an interval. Of a few
 * requests nobody knows when they come, and tokens dealt for them would expire in the wrong router's hands: below
 * `requestsAheadMin` of the router's largest it gets what it owes, and asks after each. What it needs it is granted as far
 * as it goes
 *   - out of what its share of the rate has filled since its last grant, a share of the rate being a share of the recent
 *     demand: so nobody who asks more often gets more;
 *   - and out of what lies in the bucket above half an interval's worth, which others left unused.
 * In the first interval routers not heard of are supposed to want as much as the others, or the first to ask would get
 * everything.
 *
 * Savings and what routers hold are bounded together: as long as routers hold more than `holdingsMax` intervals' worth, the
 * bucket is that much less deep.
 */

import { TokenBuckets } from '../engine/token-buckets.js';
import type { AdmissionAsk } from './admission-ask.js';
import type { AdmissionParameters } from './admission-parameters.js';
import { unitKinds } from './capacity-units.js';

export type TokenShareParameters = Pick<
  AdmissionParameters,
  'tokenInterval' | 'tokenLife' | 'reportIntervals' | 'holdingsMax' | 'requestsAheadMin'
>;

const column = {
  askedAtNs: 0,
  /** How much of its smoothed demand the router's reports have made up, 0 to 1: the rest is still that of the beginning, 0. */
  known: 1,
  kinds: 2,
} as const;
const ofKind = {
  /** Units per second, smoothed. */
  demand: 0,
  /** What the router held after its last grant, unless that has expired. */
  holding: 1,
  /** Units of the largest request that it last reported. */
  largest: 2,
} as const;
const kindColumns = 3;
const stride = column.kinds + unitKinds * kindColumns;

export class TokenShares {
  private readonly buckets = new TokenBuckets(unitKinds);
  /** One row a router. */
  private readonly cells: Float64Array;
  private readonly intervalNs: number;
  /** For which a report counts. */
  private readonly recentNs: number;

  constructor(
    private readonly routers: number,
    private readonly parameters: TokenShareParameters,
    /** What a bucket holds is what its rate fills in this time. */
    private readonly savesForNs: number,
    private readonly begunAtNs: number,
  ) {
    this.intervalNs = parameters.tokenInterval;
    this.recentNs = parameters.reportIntervals * parameters.tokenInterval;
    this.cells = new Float64Array(routers * stride);
    for (let router = 0; router < routers; router++) {
      this.cells[router * stride + column.askedAtNs] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Units already in the bucket stay, but for those that it cannot hold. */
  setRate(kind: number, unitsPerSecond: number, nowNs: number): void {
    const most = (unitsPerSecond * this.savesForNs) / 1e9;
    const beside = this.heldByAll(kind, nowNs) - this.parameters.holdingsMax * this.worth(unitsPerSecond);
    this.buckets.setRate(kind, unitsPerSecond, Math.max(0, most - Math.max(0, beside)), nowNs);
  }

  /** Takes a router's report and what it gives back, and fills in its grant and rate. Routers are numbered from 0. */
  answer(router: number, ask: AdmissionAsk, nowNs: number): void {
    const { cells } = this;
    const row = router * stride;
    const sinceNs = nowNs - cells[row + column.askedAtNs];
    cells[row + column.askedAtNs] = nowNs;
    // A router's first ask has no time to report on.
    if (ask.periodNs < Number.POSITIVE_INFINITY) this.learn(router, ask, sinceNs);
    for (let kind = 0; kind < unitKinds; kind++) {
      this.buckets.give(kind, nowNs, ask.returned[kind]);
      this.grant(router, kind, ask, Math.min(sinceNs, this.intervalNs), nowNs);
      this.setRate(kind, this.buckets.rate(kind), nowNs);
    }
  }

  /** Demand is filtered to the first order: what was known fades within an interval, and what is new counts at once. */
  private learn(router: number, ask: AdmissionAsk, sinceNs: number): void {
    const { cells } = this;
    const row = router * stride;
    const weight = Math.min(1, sinceNs / this.intervalNs);
    const overNs = Math.min(ask.periodNs, this.recentNs);
    cells[row + column.known] += (1 - cells[row + column.known]) * weight;
    for (let kind = 0; kind < unitKinds; kind++) {
      const at = kindAt(router, kind) + ofKind.demand;
      const reported = overNs > 0 ? (ask.demand[kind] * 1e9) / overNs : 0;
      cells[at] += (reported - cells[at]) * weight;
    }
  }

  private grant(router: number, kind: number, ask: AdmissionAsk, filledNs: number, nowNs: number): void {
    const { buckets, cells } = this;
    const rate = buckets.rate(kind);
    const share = this.shareOf(router, kind, nowNs);
    const ahead = this.expected(router, kind, ask);
    const needed = Math.max(0, ahead - ask.held[kind]);
    const spare = Math.max(0, buckets.available(kind, nowNs) - this.worth(rate) / 2);
    ask.grant[kind] = buckets.drain(kind, nowNs, Math.min(needed, (share * rate * filledNs) / 1e9 + spare));
    ask.missing[kind] = needed - ask.grant[kind];
    // Of what many small ones may use when they are left alone, the sum should be the table's rate, too.
    ask.rate[kind] = ahead > 0 ? share * rate : rate / this.routers;
    cells[kindAt(router, kind) + ofKind.holding] = Math.max(0, ask.held[kind] + ask.grant[kind]);
  }

  /** Units that the router will use before it asks again; 0 when these are too few requests to tell. */
  private expected(router: number, kind: number, ask: AdmissionAsk): number {
    const { cells } = this;
    const at = kindAt(router, kind);
    if (ask.largest[kind] > 0) cells[at + ofKind.largest] = ask.largest[kind];
    const units = (cells[at + ofKind.demand] * this.intervalNs) / 1e9;
    return units < this.parameters.requestsAheadMin * cells[at + ofKind.largest] ? 0 : units;
  }

  /** The router's demand as a share of the demand that has been reported lately. */
  private shareOf(router: number, kind: number, nowNs: number): number {
    const { cells, routers } = this;
    const own = this.demandOf(router, kind);
    if (own === 0) return 0;
    let total = 0;
    let known = 0;
    for (let other = 0; other < routers; other++) {
      const isRecent = nowNs - cells[other * stride + column.askedAtNs] <= this.recentNs;
      if (isRecent) total += this.demandOf(other, kind);
      if (cells[other * stride + column.known] > 0) known++;
    }
    if (nowNs - this.begunAtNs < this.intervalNs) total *= routers / known;
    return own / total;
  }

  /** As if it had been known for ever: of routers heard of once and often, each counts for what it reported. */
  private demandOf(router: number, kind: number): number {
    const known = this.cells[router * stride + column.known];
    return known > 0 ? this.cells[kindAt(router, kind) + ofKind.demand] / known : 0;
  }

  private heldByAll(kind: number, nowNs: number): number {
    const { cells } = this;
    let held = 0;
    for (let router = 0; router < this.routers; router++) {
      const isAlive = nowNs - cells[router * stride + column.askedAtNs] < this.parameters.tokenLife;
      if (isAlive) held += cells[kindAt(router, kind) + ofKind.holding];
    }
    return held;
  }

  /** What a rate fills in an interval. */
  private worth(unitsPerSecond: number): number {
    return (unitsPerSecond * this.intervalNs) / 1e9;
  }
}

const kindAt = (router: number, kind: number) => router * stride + column.kinds + kind * kindColumns;
