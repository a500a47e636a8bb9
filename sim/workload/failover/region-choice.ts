/**
 * Which region each client instance of a tenant goes to (facts 2.4: a global table has no endpoint of its own; whoever
 * wants to fail over decides so in the application). Each instance judges by itself:
 *
 *   in its region ─┬─ so many of the last requests that ended there failed ─┬─> the first of the order that is well
 *                  └─ the tenant's health checks of the region fail ────────┘
 *   elsewhere ─ a region that comes before in the order has answered every check for `back`, since the instance left ─> back
 *
 * A request failed if it ended with a server error, a time-out or without a connection; a throttle is no failure. A
 * request stays in the region in which it began, and counts there alone. Where no region is well, the instance tries the
 * next that still answers checks, or stays. It looks when a request begins or ends: an idle instance stays where it is.
 *
 * Left out: instances that tell each other, operators who move all at once, and a return in steps.
 */
import { none } from '../../engine/pool.js';
import type { Clock, RegionMoveReason, Trace } from '../../trace.js';
import type { RegionHealth } from './region-health.js';

/** Of the last requests that are looked at: a bit each. */
export const requestsLookedAtMax = 32;

/** When a tenant's clients leave a region, and when they come back. */
export interface FailoverSpec {
  /** Names of regions, the preferred one first; null: the nearest first. */
  readonly order: readonly string[] | null;
  /** An instance leaves when so many `of` the last requests that ended in its region failed. */
  readonly failures: number;
  readonly of: number;
  readonly backNs: number;
  /** A request that failed is made once more in the region that its instance has gone to. */
  readonly repeats: boolean;
}

export interface RegionChoiceContext {
  readonly clock: Clock;
  readonly trace: Pick<Trace, 'clientMoved'>;
  readonly health: RegionHealth;
  /** Number of the tenant, and of its table in each region, in its order. */
  readonly tenant: number;
  readonly tables: readonly number[];
  readonly instances: number;
}

export class RegionChoice {
  /** By instance: the place in the order of the region where it is, and the ends of its last requests there, a 1 for a failed one. */
  private readonly ranks: Uint8Array;
  private readonly ends: Uint32Array;
  /** By instance and region: when it was left; -1: it was not, or the instance has been back. */
  private readonly leftAtNs: Float64Array;
  private readonly mask: number;

  constructor(
    private readonly spec: FailoverSpec,
    private readonly context: RegionChoiceContext,
  ) {
    const { instances, tables } = context;
    this.ranks = new Uint8Array(instances);
    this.ends = new Uint32Array(instances);
    this.leftAtNs = new Float64Array(instances * tables.length).fill(none);
    this.mask = spec.of === requestsLookedAtMax ? 0xffffffff : (1 << spec.of) - 1;
  }

  /** A request of the instance begins: the place in the order of the region that it goes to. */
  next(instance: number): number {
    const rank = this.ranks[instance];
    if (this.context.health.isFailing(rank)) this.leave(instance, 'health checks');
    else if (rank > 0) this.comeBack(instance);
    return this.ranks[instance];
  }

  /** A request ended in a region; true if it failed and its instance is elsewhere by now. */
  ended(instance: number, rank: number, failed: boolean): boolean {
    if (this.ranks[instance] === rank) {
      const ends = ((this.ends[instance] << 1) | (failed ? 1 : 0)) & this.mask;
      this.ends[instance] = ends;
      if (failed && bitsOf(ends) >= this.spec.failures) this.leave(instance, 'failed requests');
    }
    return failed && this.ranks[instance] !== rank;
  }

  private leave(instance: number, reason: RegionMoveReason): void {
    const from = this.ranks[instance];
    const to = this.wellest(instance);
    if (to === none) return;
    this.leftAtNs[this.place(instance, from)] = this.context.clock.nowNs;
    this.move(instance, to, reason);
  }

  private comeBack(instance: number): void {
    for (let rank = 0; rank < this.ranks[instance]; rank++) {
      if (this.isWell(instance, rank)) return this.move(instance, rank, 'return');
    }
  }

  private move(instance: number, to: number, reason: RegionMoveReason): void {
    const { clock, trace, tenant, tables } = this.context;
    const from = this.ranks[instance];
    this.ranks[instance] = to;
    this.ends[instance] = 0;
    this.leftAtNs[this.place(instance, to)] = none;
    trace.clientMoved(clock, { tenant, instance, from: tables[from], to: tables[to], reason });
  }

  /** The first other region that is well, or else that answered its last check; -1 where there is none. */
  private wellest(instance: number): number {
    const { tables, health } = this.context;
    const here = this.ranks[instance];
    for (let rank = 0; rank < tables.length; rank++) if (rank !== here && this.isWell(instance, rank)) return rank;
    for (let rank = 0; rank < tables.length; rank++) {
      if (rank !== here && health.healthySinceNs(rank) !== Number.POSITIVE_INFINITY) return rank;
    }
    return none;
  }

  private isWell(instance: number, rank: number): boolean {
    const { health, clock } = this.context;
    const leftAtNs = this.leftAtNs[this.place(instance, rank)];
    if (leftAtNs === none) return !health.isFailing(rank);
    return clock.nowNs >= Math.max(leftAtNs, health.healthySinceNs(rank)) + this.spec.backNs;
  }

  private place(instance: number, rank: number): number {
    return instance * this.context.tables.length + rank;
  }
}

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) bits++;
  return bits;
}
