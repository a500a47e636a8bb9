/**
 * Ranks 1..n drawn with weight rank^-exponent, exactly, for any exponent >= 0 and in constant memory: rejection-inversion
 * (W. Hörmann and G. Derflinger, "Rejection-Inversion to Generate Variates from Monotone Discrete Distributions", ACM
 * TOMACS 6(3), 1996). YCSB's own generator approximates instead, and neither reaches an exponent of 1 nor goes beyond.
 *
 * A histogram bar at k is put under the continuous x^-exponent over [k - 1/2, k + 1/2]; a point under the curve is drawn by
 * inverting its integral and rejected where it lies above the bar, less than once in fifty draws. The integral is used
 * as x^t with t = 1 - exponent, without the division by t, and as ln x where t is 0.
 */
import { exp, log } from '../engine/exact-math.js';
import type { RandomStream } from '../engine/random-stream.js';

/** Nearer to 1 than this, an exponent is taken as 1: weights up to rank 1e12 change by less than 3e-8 of themselves. */
const exponentTolerance = 1e-9;

export class ZipfianRanks {
  private readonly exponent: number;
  /** 1 - exponent, or 0. */
  private readonly t: number;
  private readonly inverseOfT: number;
  private count: number;
  /** The integral, as above, where rank 1's bar begins and where the last one ends. */
  private readonly integralFrom: number;
  private integralTo: number;
  /** A point that falls this close left of a rank, or right of it, is under the bar for certain. */
  private readonly sureDistance: number;

  constructor(exponent: number, count: number) {
    if (!(exponent >= 0 && exponent < Infinity)) throw new Error(`a zipfian exponent cannot be ${exponent}`);
    this.exponent = exponent;
    this.t = Math.abs(1 - exponent) < exponentTolerance ? 0 : 1 - exponent;
    this.inverseOfT = this.t === 0 ? 0 : 1 / this.t;
    this.count = count;
    this.integralFrom = this.integral(1.5) - this.bar(1);
    this.integralTo = this.integral(count + 0.5);
    this.sureDistance = 2 - this.inverse(this.integral(2.5) - this.bar(2));
  }

  /** Makes room for one more rank. */
  grow(): void {
    this.count++;
    this.integralTo = this.integral(this.count + 0.5);
  }

  draw(stream: RandomStream): number {
    for (;;) {
      const area = this.integralTo + stream.next() * (this.integralFrom - this.integralTo);
      const x = this.inverse(area);
      const rank = Math.min(Math.max(Math.floor(x + 0.5), 1), this.count);
      if (rank - x <= this.sureDistance) return rank;
      const barFrom = this.integral(rank + 0.5) - this.bar(rank);
      if (this.t >= 0 ? area >= barFrom : area <= barFrom) return rank;
    }
  }

  private integral(x: number): number {
    return this.t === 0 ? log(x) : exp(this.t * log(x));
  }

  private inverse(area: number): number {
    return this.t === 0 ? exp(area) : exp(log(area) * this.inverseOfT);
  }

  /** The weight of a rank in units of the integral. */
  private bar(rank: number): number {
    const weight = exp(-this.exponent * log(rank));
    return this.t === 0 ? weight : this.t * weight;
  }
}
