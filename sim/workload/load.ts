/** When a tenant's requests come, as a scenario says it: how they arrive, from when to when, and what changes their rate. */
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { RateChange } from './rate-profile.js';

export interface ArrivalState {
  readonly perSecond: number;
  readonly meanStayNs: number;
}

export interface BurstySpec {
  readonly kind: 'bursty';
  /** Exponential stays in each state, visited in order, cyclically. */
  readonly states: readonly ArrivalState[];
}

export interface ClosedSpec {
  readonly kind: 'closed';
  /** Each waits for its answer, thinks, and asks again. */
  readonly workers: number;
  readonly thinkNs: DistributionSpec;
  /** All workers begin at the same instant. */
  readonly startsTogether: boolean;
}

export type ArrivalSpec =
  | { readonly kind: 'poisson'; readonly perSecond: number }
  | { readonly kind: 'constant'; readonly perSecond: number }
  | BurstySpec
  | ClosedSpec;

export interface LoadSpec {
  readonly startsAtNs: number;
  /** Arrivals stop then. */
  readonly stopsAtNs: number;
  readonly arrivals: ArrivalSpec;
  /** Multiplies the arrival rate over time; factors of overlapping entries multiply. */
  readonly profile: readonly RateChange[];
}
