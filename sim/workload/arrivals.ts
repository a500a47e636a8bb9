/**
 * When a tenant's requests come: open arrivals (Poisson, constant, bursty) at a rate that a profile changes over time, or
 * a closed loop in which each worker waits for its answer and thinks. `arrive` is called once a request; in a closed loop
 * the tenant tells when one has finished.
 *
 * Bursty arrivals are a Markov-modulated Poisson process: exponential stays in each state, in turn. When the state
 * changes, the next arrival is drawn anew, which the memoryless interval allows.
 */
import { Distribution } from '../engine/distribution.js';
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { unitExponential } from '../engine/ziggurat.js';
import type { RateChange } from './rate-profile.js';
import { RateProfile } from './rate-profile.js';

export type ArrivalSpec =
  | { readonly kind: 'poisson'; readonly perSecond: number }
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** Exponential stays in each state, visited in order, cyclically. */
  | { readonly kind: 'bursty'; readonly states: readonly { readonly perSecond: number; readonly meanStayNs: number }[] }
  /** Each worker waits for its answer, thinks, and asks again. */
  | { readonly kind: 'closed'; readonly workers: number; readonly thinkNs: DistributionSpec };

/** When a tenant's requests come. */
export interface LoadSpec {
  readonly startsAtNs: number;
  /** Arrivals stop then. */
  readonly stopsAtNs: number;
  readonly arrivals: ArrivalSpec;
  /** Multiplies the arrival rate over time; factors of overlapping entries multiply. */
  readonly profile: readonly RateChange[];
}

export interface ArrivalEventTypes {
  readonly arrival: number;
  readonly stateChange: number;
}

/** While a profile holds the rate at zero, constant arrivals look again after this. */
const idleCheckNs = 1e8;

export class Arrivals {
  private readonly profile: RateProfile;
  private readonly think: Distribution | null;
  private meanIntervalNs = 0;
  private state = 0;
  /** When the next arrival is due; events that find another time here are void. */
  private nextAtNs = -1;

  constructor(
    private readonly simulation: Simulation,
    private readonly tenant: number,
    private readonly load: LoadSpec,
    private readonly types: ArrivalEventTypes,
    private readonly stream: RandomStream,
    private readonly arrive: () => void,
  ) {
    const { arrivals, profile } = load;
    this.profile = new RateProfile(profile);
    this.think = arrivals.kind === 'closed' ? new Distribution(arrivals.thinkNs) : null;
  }

  start(): void {
    const { arrivals: spec } = this.load;
    const delayNs = this.load.startsAtNs - this.simulation.nowNs;
    if (spec.kind === 'closed') {
      for (let worker = 0; worker < spec.workers; worker++) {
        this.simulation.schedule(delayNs + this.think!.sample(this.stream), this.types.arrival, this.tenant);
      }
      return;
    }
    this.setRate(spec.kind === 'bursty' ? spec.states[0].perSecond : spec.perSecond);
    if (spec.kind === 'bursty') this.scheduleStateChange(delayNs);
    this.scheduleNext(delayNs);
  }

  /** The event of an arrival. */
  due(): void {
    const { nowNs } = this.simulation;
    if (nowNs >= this.load.stopsAtNs) return;
    if (this.load.arrivals.kind === 'closed') {
      this.arrive();
      return;
    }
    if (nowNs !== this.nextAtNs) return;
    const accepted = this.isAccepted();
    this.scheduleNext(0);
    if (accepted) this.arrive();
  }

  /** Closed loop: a worker has its answer. */
  finished(): void {
    if (this.think === null || this.simulation.nowNs >= this.load.stopsAtNs) return;
    this.simulation.schedule(this.think.sample(this.stream), this.types.arrival, this.tenant);
  }

  changeState(): void {
    if (this.load.arrivals.kind !== 'bursty') return;
    this.state = (this.state + 1) % this.load.arrivals.states.length;
    this.setRate(this.load.arrivals.states[this.state].perSecond);
    this.scheduleStateChange(0);
    this.scheduleNext(0);
  }

  private setRate(perSecond: number): void {
    this.meanIntervalNs = perSecond > 0 ? 1e9 / perSecond : Number.POSITIVE_INFINITY;
  }

  private scheduleStateChange(afterNs: number): void {
    if (this.load.arrivals.kind !== 'bursty') return;
    const stayNs = Math.round(unitExponential(this.stream) * this.load.arrivals.states[this.state].meanStayNs);
    this.simulation.schedule(afterNs + stayNs, this.types.stateChange, this.tenant);
  }

  private scheduleNext(afterNs: number): void {
    const intervalNs = this.intervalNs();
    if (intervalNs === Number.POSITIVE_INFINITY) {
      this.nextAtNs = -1;
      return;
    }
    this.nextAtNs = this.simulation.nowNs + afterNs + intervalNs;
    this.simulation.schedule(afterNs + intervalNs, this.types.arrival, this.tenant);
  }

  private intervalNs(): number {
    if (this.load.arrivals.kind === 'constant') {
      const factor = this.profile.isFlat ? 1 : this.profile.factorAt(this.simulation.nowNs);
      return factor > 0 ? Math.round(this.meanIntervalNs / factor) : idleCheckNs;
    }
    return Math.round((unitExponential(this.stream) * this.meanIntervalNs) / this.profile.greatestFactor);
  }

  private isAccepted(): boolean {
    if (this.profile.isFlat) return true;
    const factor = this.profile.factorAt(this.simulation.nowNs);
    if (this.load.arrivals.kind === 'constant') return factor > 0;
    return this.stream.next() * this.profile.greatestFactor < factor;
  }
}
