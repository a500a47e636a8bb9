/**
 * One process takes the records of a plan: of two that did, each would lack what the other has. A process that was killed
 * has its lease for some seconds more, for which the same command, begun again, waits.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { UsageError } from '../../usage-error.js';
import { leaseKey } from './keys.js';

/** Renewed by the sweep several times in between; who resumes one that was killed waits no longer. */
const leaseMs = 6000;
const askAgainMs = 250;

export class SweepLease {
  private readonly holder = randomUUID();
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    digest: string,
  ) {
    this.key = leaseKey(digest);
  }

  /** Throws UsageError where another process holds and renews it. */
  async take(isEnding: () => boolean, tellWait: () => void): Promise<void> {
    const triesMax = Math.ceil((1.5 * leaseMs) / askAgainMs);
    for (let tries = 1; !(await this.hold()) && !isEnding(); tries++) {
      if (tries === 1) tellWait();
      if (tries === triesMax) throw this.lost();
      await setTimeout(askAgainMs);
    }
  }

  /** Throws UsageError where it was away for so long that another process took it. */
  async renew(): Promise<void> {
    if (!(await this.hold())) throw this.lost();
  }

  async leave(): Promise<void> {
    if ((await this.redis.get(this.key)) === this.holder) await this.redis.del(this.key);
  }

  private async hold(): Promise<boolean> {
    if ((await this.redis.set(this.key, this.holder, 'PX', leaseMs, 'NX')) !== null) return true;
    if ((await this.redis.get(this.key)) !== this.holder) return false;
    await this.redis.pexpire(this.key, leaseMs);
    return true;
  }

  private lost(): UsageError {
    return new UsageError('found another process that runs this very sweep over this queue; expected one at a time');
  }
}
