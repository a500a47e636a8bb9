/**
 * What one admission server knows of one table: a token bucket for each kind of unit, and what each router last reported.
 * All of it is in memory only. A ledger begins with empty buckets at the first ask that finds none, and is rebuilt from
 * the asks that follow, so a server that forgets loses tokens and never makes any.
 *
 * A router's share of the rate is its share of the recent demand. It is granted what that share has filled since its last
 * grant, up to an interval's worth in its hands, and from a bucket that is more than half full the same share of what lies
 * above: so nobody who asks more often gets more, and what others leave unused is not lost. In its first interval a ledger
 * supposes that routers it has not heard of want as much as the others, or the first to ask would get everything. Shares
 * of routers that ask at different times may add up to more than one; what routers hold is therefore bounded in all, see
 * `holdingsMax`.
 */

import { TokenBuckets } from '../engine/token-buckets.js';
import type { AdmissionAsk } from './admission-ask.js';
import type { AdmissionParameters } from './admission-parameters.js';
import { unitKinds } from './capacity-units.js';

export type TokenShareParameters = Pick<
  AdmissionParameters,
  'tokenInterval' | 'tokenLife' | 'reportIntervals' | 'holdingsMax'
>;

const column = {
  askedAtNs: 0,
  /** 1 once the router has reported its demand. */
  isKnown: 1,
  kinds: 2,
} as const;
const ofKind = {
  /** Units per second, smoothed. */
  demand: 0,
  /** What the router held after its last grant, unless that has expired. */
  holding: 1,
} as const;
const kindColumns = 2;
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
    private readonly begunAtNs: number,
  ) {
    this.intervalNs = parameters.tokenInterval;
    this.recentNs = parameters.reportIntervals * parameters.tokenInterval;
    this.cells = new Float64Array(routers * stride);
    for (let router = 0; router < routers; router++) {
      this.cells[router * stride + column.askedAtNs] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Units already in the bucket stay, but for those beyond an interval's worth. */
  setRate(kind: number, unitsPerSecond: number, nowNs: number): void {
    this.buckets.setRate(kind, unitsPerSecond, this.worth(unitsPerSecond), nowNs);
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
      cells[kindAt(router, kind) + ofKind.holding] = 0;
      this.grant(router, kind, ask, Math.min(sinceNs, this.intervalNs), nowNs);
    }
  }

  /** Demand is filtered to the first order: a report replaces what is known after an interval, and at first. */
  private learn(router: number, ask: AdmissionAsk, sinceNs: number): void {
    const { cells } = this;
    const row = router * stride;
    const weight = cells[row + column.isKnown] === 1 ? Math.min(1, sinceNs / this.intervalNs) : 1;
    const overNs = Math.min(ask.periodNs, this.recentNs);
    cells[row + column.isKnown] = 1;
    for (let kind = 0; kind < unitKinds; kind++) {
      const at = kindAt(router, kind) + ofKind.demand;
      const reported = overNs > 0 ? (ask.demand[kind] * 1e9) / overNs : 0;
      cells[at] += (reported - cells[at]) * weight;
    }
  }

  private grant(router: number, kind: number, ask: AdmissionAsk, filledNs: number, nowNs: number): void {
    const { buckets, cells } = this;
    const rate = buckets.rate(kind);
    const worth = this.worth(rate);
    const share = this.shareOf(router, kind, nowNs);
    const spare = Math.max(0, buckets.available(kind, nowNs) - worth / 2);
    const held = ask.held[kind];
    const wanted = Math.min(
      share * worth - held,
      share * ((rate * filledNs) / 1e9 + spare),
      this.parameters.holdingsMax * worth - this.heldByAll(kind, nowNs) - held,
    );
    ask.grant[kind] = buckets.drain(kind, nowNs, Math.max(0, wanted));
    ask.rate[kind] = share * rate;
    cells[kindAt(router, kind) + ofKind.holding] = Math.max(0, held + ask.grant[kind]);
  }

  /** The router's demand as a share of the demand that has been reported lately. */
  private shareOf(router: number, kind: number, nowNs: number): number {
    const { cells, routers } = this;
    let total = 0;
    let known = 0;
    for (let other = 0; other < routers; other++) {
      const isRecent = nowNs - cells[other * stride + column.askedAtNs] <= this.recentNs;
      if (isRecent) total += cells[kindAt(other, kind) + ofKind.demand];
      known += cells[other * stride + column.isKnown];
    }
    if (total === 0) return 0;
    if (nowNs - this.begunAtNs < this.intervalNs) total *= routers / known;
    return cells[kindAt(router, kind) + ofKind.demand] / total;
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

  /** What a rate fills in an interval: the depth of the bucket. */
  private worth(unitsPerSecond: number): number {
    return (unitsPerSecond * this.intervalNs) / 1e9;
  }
}

const kindAt = (router: number, kind: number) => router * stride + column.kinds + kind * kindColumns;
