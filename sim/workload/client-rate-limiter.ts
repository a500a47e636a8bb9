/**
 * The adaptive retry mode's limit on how fast an SDK client sends (facts 4.1): off until the first throttle, then a token
 * bucket whose rate falls by a factor at each throttle and recovers along a cubic curve, as CUBIC does for TCP. It may
 * delay first attempts.
 */
import { pow } from '../engine/exact-math.js';
import type { ClientParameters } from './client-parameters.js';

export type ClientRateParameters = Pick<
  ClientParameters,
  'adaptiveFactor' | 'adaptiveGrowth' | 'adaptiveRateMin' | 'adaptiveInterval' | 'adaptiveWeight'
>;

export class ClientRateLimiter {
  private isOn = false;
  private tokens = 0;
  private capacity = 1;
  private filledAtS = 0;
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

  /** How long an attempt that wants to go at `nowNs` has to wait, in nanoseconds; its token is taken. */
  acquire(nowNs: number): number {
    if (!this.isOn) return 0;
    const nowS = nowNs / 1e9;
    this.fill(nowS);
    this.tokens -= 1;
    return this.tokens >= 0 ? 0 : Math.ceil((-this.tokens / this.rate) * 1e9);
  }

  /** An answer came: throttled or not. */
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
      if (!this.isOn) this.filledAtS = nowS;
      this.isOn = true;
    } else {
      const sinceS = nowS - this.throttledAtS - this.windowS;
      next = adaptiveGrowth * sinceS * sinceS * sinceS + this.lastMaxRate;
    }
    if (!this.isOn) return;
    this.fill(nowS);
    this.rate = Math.max(adaptiveRateMin, Math.min(next, 2 * this.measuredRate));
    this.capacity = Math.max(1, this.rate);
    this.tokens = Math.min(this.tokens, this.capacity);
  }

  private fill(nowS: number): void {
    this.tokens = Math.min(this.capacity, this.tokens + (nowS - this.filledAtS) * this.rate);
    this.filledAtS = nowS;
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
