/** What a tenant knows of the health of each region that it may go to, from its checks: no request counts here. */
import type { Clock } from '../../trace.js';

export class RegionHealth {
  /** By the region's place in the tenant's order. */
  private readonly failedInARow: number[];
  private readonly sinceNs: number[];

  constructor(
    private readonly clock: Clock,
    regions: number,
    private readonly checksFailedMax: number,
  ) {
    this.failedInARow = Array.from({ length: regions }, () => 0);
    this.sinceNs = Array.from({ length: regions }, () => 0);
  }

  checkAnswered(rank: number): void {
    this.failedInARow[rank] = 0;
    if (this.sinceNs[rank] === Number.POSITIVE_INFINITY) this.sinceNs[rank] = this.clock.nowNs;
  }

  checkFailed(rank: number): void {
    this.failedInARow[rank]++;
    this.sinceNs[rank] = Number.POSITIVE_INFINITY;
  }

  isFailing(rank: number): boolean {
    return this.failedInARow[rank] >= this.checksFailedMax;
  }

  /** Since when every check was answered; Infinity where the last was not. */
  healthySinceNs(rank: number): number {
    return this.sinceNs[rank];
  }
}
