/**
 * How a tenant's arrival rate changes over time: steps, ramps, spikes and a daily wave, whose factors multiply. The
 * greatest factor is known in advance, so that arrivals can be drawn at the greatest rate and thinned (Lewis and Shedler
 * 1979), which is exact for Poisson arrivals of any profile.
 */
import { sinTurn } from '../engine/exact-math.js';

export type RateChange =
  | { readonly kind: 'step'; readonly factor: number; readonly atNs: number }
  | { readonly kind: 'ramp'; readonly factor: number; readonly atNs: number; readonly overNs: number }
  | { readonly kind: 'spike'; readonly factor: number; readonly atNs: number; readonly forNs: number }
  /** 1 + amplitude * sin(2 pi (t - atNs) / period). */
  | { readonly kind: 'wave'; readonly amplitude: number; readonly periodNs: number; readonly atNs: number };

export class RateProfile {
  /** No factor is greater; at least 1. */
  readonly greatestFactor: number;

  constructor(private readonly changes: readonly RateChange[]) {
    let greatest = 1;
    for (const change of changes)
      greatest *= change.kind === 'wave' ? 1 + change.amplitude : Math.max(1, change.factor);
    this.greatestFactor = greatest;
  }

  get isFlat(): boolean {
    return this.changes.length === 0;
  }

  factorAt(nowNs: number): number {
    let factor = 1;
    for (const change of this.changes) factor *= factorOf(change, nowNs);
    return Math.max(0, factor);
  }
}

function factorOf(change: RateChange, nowNs: number): number {
  const sinceNs = nowNs - change.atNs;
  switch (change.kind) {
    case 'wave':
      return 1 + change.amplitude * sinTurn(sinceNs / change.periodNs);
    case 'step':
      return sinceNs < 0 ? 1 : change.factor;
    case 'spike':
      return sinceNs < 0 || sinceNs >= change.forNs ? 1 : change.factor;
    case 'ramp':
      if (sinceNs <= 0) return 1;
      return sinceNs >= change.overNs ? change.factor : 1 + (change.factor - 1) * (sinceNs / change.overNs);
  }
}
