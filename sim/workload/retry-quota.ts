/**
 * The token bucket with which an SDK client limits its retries (the SDK's own code): a retry takes tokens, more for a transient
 * error than for a throttle in the 2026 defaults; a success gives back what its retry took, or a token when it needed
 * none. An empty bucket means failing at once, which is what ends a retry storm.
 */
export interface RetryQuotaParameters {
  readonly tokens: number;
  readonly costTransient: number;
  readonly costThrottled: number;
}

export class RetryQuota {
  private tokens: number;

  constructor(
    private readonly parameters: RetryQuotaParameters,
    /** What a success without a retry gives back. */
    private readonly refundOfFirstTry: number,
  ) {
    this.tokens = parameters.tokens;
  }

  /** Tokens taken for one retry, or -1 when there are too few. */
  take(isThrottle: boolean): number {
    const cost = isThrottle ? this.parameters.costThrottled : this.parameters.costTransient;
    if (cost > this.tokens) return -1;
    this.tokens -= cost;
    return cost;
  }

  /** A success; `taken` is what its last retry took, 0 when the first try succeeded. */
  refund(taken: number): void {
    this.tokens = Math.min(this.parameters.tokens, this.tokens + (taken === 0 ? this.refundOfFirstTry : taken));
  }
}
