/** Who runs the jobs of a sweep, and where their records are kept. */
import type { SweepPlan } from '../../../experiments/sweep/plan.js';
import { JobPool } from '../../sweep/job-pool.js';
import type { RecordStore } from '../../sweep/record-store.js';
import type { JobSource } from '../../sweep/run-jobs.js';
import type { Terminal } from '../../terminal.js';
import type { RedisAddress } from '../redis/redis-address.js';

export interface HowToRun {
  readonly plan: SweepPlan;
  readonly threads: number;
  /** Null where this process runs the jobs itself. */
  readonly queue: RedisAddress | null;
}

/** The store is made when Redis has answered: a wrong address leaves nothing behind. Throws UsageError. */
export async function openJobs(
  { plan, threads, queue }: HowToRun,
  makeStore: () => RecordStore,
  terminal: Terminal,
): Promise<{ readonly store: RecordStore; readonly source: JobSource }> {
  if (queue === null) return { store: makeStore(), source: new JobPool(plan, threads) };
  const { RedisConnection } = await import('../redis/redis-connection.js');
  const { QueuedJobs } = await import('./queued-jobs.js');
  const connection = await RedisConnection.open(queue, terminal);
  try {
    const store = makeStore();
    return { store, source: new QueuedJobs(connection, plan, store) };
  } catch (error) {
    connection.end();
    throw error;
  }
}
