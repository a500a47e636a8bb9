/**
 * The times of open arrivals, one after another, in nanoseconds and fractions of them: whoever schedules rounds, and no
 * rounding adds up, however near the intervals are to a nanosecond.
 *
 * Poisson arrivals are drawn at the greatest rate of a piece of the profile and thinned (P. A. W. Lewis and G. S. Shedler,
 * Naval Research Logistics Quarterly 26(3), 1979); where a piece ends they are drawn anew, which the memoryless interval
 * allows. Constant arrivals follow the integral of the rate: the first comes when the tenant begins, the next whenever the
 * rate has added up to another one. Where it is zero, nothing comes, and what was due is due when it no longer is.
 */
import type { RandomStream } from '../engine/random-stream.js';
import { unitExponential } from '../engine/ziggurat.js';
import { type RateChange, RateProfile } from './rate-profile.js';

export interface ArrivalTimes {
  /** The next time before `untilNs`, or Infinity; it is asked for times in their order. */
  next(untilNs: number): number;
}

/** At the height of a tenant's profile: one a nanosecond. */
export const peakPerSecondMax = 1e9;

const nsPerSecond = 1e9;
/** Of times within a piece that is not steady; their error does not add up. */
const resolutionNs = 0.25;

export class PoissonTimes implements ArrivalTimes {
  private readonly profile: RateProfile;
  private reachedNs: number;

  constructor(
    /** A change holds from the last `untilNs` on, if no time before that was found. */
    public perSecond: number,
    changes: readonly RateChange[],
    fromNs: number,
    private readonly stream: RandomStream,
  ) {
    this.profile = new RateProfile(changes, fromNs);
    this.reachedNs = fromNs;
  }

  next(untilNs: number): number {
    const { profile, stream, perSecond } = this;
    while (this.reachedNs < untilNs) {
      const meanNs = nsPerSecond / (perSecond * profile.greatestFactor);
      const endNs = Math.min(untilNs, profile.toNs);
      const drawnNs = meanNs < Number.POSITIVE_INFINITY ? this.reachedNs + unitExponential(stream) * meanNs : endNs;
      this.reachedNs = Math.min(drawnNs, endNs);
      if (drawnNs < endNs) {
        if (profile.isSteady || stream.next() * profile.greatestFactor < profile.factorAt(drawnNs)) return drawnNs;
      } else if (endNs === profile.toNs) profile.nextPiece();
    }
    return Number.POSITIVE_INFINITY;
  }
}

export class ConstantTimes implements ArrivalTimes {
  private readonly profile: RateProfile;
  /** Arrivals that the rate adds up to from the beginning of the piece to its first one, and how many came since. */
  private firstDue = 0;
  private cameSince = 0;

  constructor(
    private readonly perSecond: number,
    changes: readonly RateChange[],
    fromNs: number,
  ) {
    this.profile = new RateProfile(changes, fromNs);
  }

  next(untilNs: number): number {
    const { profile } = this;
    for (;;) {
      const due = this.firstDue + this.cameSince;
      const atNs = this.timeOf(due);
      if (atNs < profile.toNs) {
        this.cameSince++;
        return atNs < untilNs ? atNs : Number.POSITIVE_INFINITY;
      }
      if (profile.toNs >= untilNs) return Number.POSITIVE_INFINITY;
      this.firstDue = Math.max(0, due - this.arrivalsUntil(profile.toNs));
      this.cameSince = 0;
      profile.nextPiece();
    }
  }

  private arrivalsUntil(ns: number): number {
    return (this.profile.areaUntil(ns) * this.perSecond) / nsPerSecond;
  }

  /** When the rate has added up to so many arrivals since the piece began; none of its times where that is later. */
  private timeOf(due: number): number {
    const { fromNs, toNs, greatestFactor, isSteady } = this.profile;
    if (isSteady) return greatestFactor > 0 ? fromNs + (due * nsPerSecond) / (this.perSecond * greatestFactor) : toNs;
    const inPiece = this.arrivalsUntil(toNs);
    return due < inPiece ? this.timeWithin(due, fromNs + (toNs - fromNs) * (due / inPiece)) : toNs;
  }

  /** Newton's method from a guess on, within bounds that close in. */
  private timeWithin(due: number, guessNs: number): number {
    let { fromNs: lowNs, toNs: highNs } = this.profile;
    for (let ns = guessNs; ; ) {
      const missing = due - this.arrivalsUntil(ns);
      if (missing > 0) lowNs = ns;
      else highNs = ns;
      const stepNs = (missing * nsPerSecond) / (this.perSecond * this.profile.factorAt(ns));
      const next = ns + stepNs >= lowNs && ns + stepNs <= highNs ? ns + stepNs : (lowNs + highNs) / 2;
      if (Math.abs(next - ns) < resolutionNs) return next;
      ns = next;
    }
  }
}
