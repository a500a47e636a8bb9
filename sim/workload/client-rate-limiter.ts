/**
 * The adaptive retry mode's limit on how fast an SDK client sends (the SDK's own code): off until the first throttle, then a token
 * bucket whose rate falls by a factor at each throttle and recovers along a cubic curve, as CUBIC does for TCP. It may
 * delay first attempts. Every answer counts, and so does every attempt that had none. The bucket fills before the first
 * throttle too, at the rate that the curve then has; whoever finds no token in it waits, see token-lines.ts.
 *
 * The rules are those of the AWS SDK for JavaScript (smithy-lang/smithy-typescript, DefaultRateLimiter), but for its
 * clock, which counts whole milliseconds.
 */
import { pow } from '../engine/exact-math.js';
import type { ClientParameters } from './client-parameters.js';

export type ClientRateParameters = Pick<
  ClientParameters,
  'adaptiveFactor' | 'adaptiveGrowth' | 'adaptiveRateMin' | 'adaptiveInterval' | 'adaptiveWeight'
>;

export class ClientRateLimiter {
  private isOn = false;
  /** Never negative. */
  private tokens = 0;
  private capacity = 1;
  /** The bucket begins to fill at the first answer. */
  private filledAtNs: number | null = null;
  private rate: number;
  private measuredRate = 0;
  private sentInBucket = 0;
  private bucketFromS = 0;
  private lastMaxRate = 0;
  private throttledAtS = 0;
  private windowS = 0;

  constructor(private readonly parameters: ClientRateParameters) {
    this.rate = parameters.adaptiveRateMin;
  }

  /** Takes the token of an attempt that goes now; false where there is none. */
  take(nowNs: number): boolean {
    if (!this.isOn) return true;
    this.fill(nowNs);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Whole nanoseconds, at least one, until there is a token, if the rate stays as it is. */
  untilTokenNs(nowNs: number): number {
    this.fill(nowNs);
    return Math.max(1, Math.ceil(((1 - this.tokens) / this.rate) * 1e9));
  }

  /** An attempt was answered, throttled or not, or its client gave it up. */
  observe(nowNs: number, isThrottle: boolean): void {
    const nowS = nowNs / 1e9;
    const { adaptiveFactor, adaptiveGrowth, adaptiveRateMin } = this.parameters;
    this.measure(nowS);
    let next: number;
    if (isThrottle) {
      const used = this.isOn ? Math.min(this.measuredRate, this.rate) : this.measuredRate;
      this.lastMaxRate = used;
      this.windowS = pow((used * (1 - adaptiveFactor)) / adaptiveGrowth, 1 / 3);
      this.throttledAtS = nowS;
      next = used * adaptiveFactor;
      this.isOn = true;
    } else {
      const sinceS = nowS - this.throttledAtS - this.windowS;
      next = adaptiveGrowth * sinceS * sinceS * sinceS + this.lastMaxRate;
    }
    this.fill(nowNs);
    this.rate = Math.max(adaptiveRateMin, Math.min(next, 2 * this.measuredRate));
    this.capacity = Math.max(1, this.rate);
    this.tokens = Math.min(this.tokens, this.capacity);
  }

  private fill(nowNs: number): void {
    const filledS = (nowNs - (this.filledAtNs ?? nowNs)) / 1e9;
    this.filledAtNs = nowNs;
    this.tokens = Math.min(this.capacity, this.tokens + filledS * this.rate);
  }

  private measure(nowS: number): void {
    const { adaptiveInterval, adaptiveWeight } = this.parameters;
    const intervalS = adaptiveInterval / 1e9;
    const bucketS = Math.floor(nowS / intervalS) * intervalS;
    this.sentInBucket++;
    if (bucketS <= this.bucketFromS) return;
    const rate = this.sentInBucket / (bucketS - this.bucketFromS);
    this.measuredRate = rate * adaptiveWeight + this.measuredRate * (1 - adaptiveWeight);
    this.sentInBucket = 0;
    this.bucketFromS = bucketS;
  }
}
