/**
 * Threads of a worker, a pool for each plan that it serves: they have read the plan, and keep what they compiled for its
 * scenarios. Of two plans at most, for threads take memory; the pool of a third waits until one of them has nothing to do.
 */
import type { SweepPlan } from '../../../experiments/sweep/plan.js';
import { JobPool } from '../../sweep/job-pool.js';

const poolsMax = 2;
/** A plan that has no jobs for so long is most likely done. */
const idleMs = 30_000;

interface PlanPool {
  readonly plan: SweepPlan;
  readonly pool: JobPool;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

export class PlanPools {
  /** By the digest of the plan, the one that was taken last at the end. */
  private readonly pools = new Map<string, PlanPool>();
  private readonly waiting: (() => void)[] = [];
  private hasEnded = false;

  constructor(private readonly threads: number) {}

  planOf(digest: string): SweepPlan | null {
    return this.pools.get(digest)?.plan ?? null;
  }

  /** To be given back; null after the end. */
  async take(digest: string, plan: SweepPlan): Promise<JobPool | null> {
    while (!this.hasEnded && !this.pools.has(digest) && this.pools.size >= poolsMax && !this.endIdle()) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.hasEnded) return null;
    const former = this.pools.get(digest);
    const taken = former ?? { plan, pool: new JobPool(plan, this.threads), users: 0, idle: undefined };
    clearTimeout(taken.idle);
    taken.users++;
    this.pools.delete(digest);
    this.pools.set(digest, taken);
    return taken.pool;
  }

  giveBack(digest: string): void {
    const taken = this.pools.get(digest);
    if (taken === undefined) return;
    taken.users--;
    if (taken.users > 0) return;
    taken.idle = setTimeout(() => this.endPool(digest), idleMs);
    this.wake();
  }

  /** What is under way is lost. */
  async end(): Promise<void> {
    this.hasEnded = true;
    this.wake();
    await Promise.all([...this.pools.keys()].map((digest) => this.endPool(digest)));
  }

  /** False where all have something to do. */
  private endIdle(): boolean {
    const [digest] = [...this.pools].find(([, { users }]) => users === 0) ?? [];
    if (digest === undefined) return false;
    void this.endPool(digest);
    return true;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async endPool(digest: string): Promise<void> {
    const { pool, idle } = this.pools.get(digest)!;
    this.pools.delete(digest);
    clearTimeout(idle);
    await pool.end();
  }
}
