/**
 * Serves a queue: takes ranges, runs their numbers on the threads of this machine, and puts down how each ended before it
 * goes on to the next. A job says which numbers of which plan are to be run, and can say nothing else; what is wrong with
 * one is told, and the next is served.
 *
 * A worker that dies has its ranges taken over by others within seconds. One that was away for longer than a lock lasts may
 * find the same; then both run the range, and the sweep takes each end once.
 */
import type { Job, Worker } from 'bullmq';
import { jobCount, type SweepPlan } from '../../../experiments/sweep/plan.js';
import { EndsList } from '../redis/ends-list.js';
import { keyPrefix, queueName } from '../redis/keys.js';
import { parseRange, type Range } from '../redis/range.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { fetchPlan } from '../redis/stored-plan.js';
import { within } from '../redis/within.js';
import { harmlessBackend } from './harmless-backend.js';
import { PlanPools } from './plan-pools.js';
import type { WorkerWords } from './worker-words.js';

/**
 * Locks are renewed by the main thread, which waits for runs and never runs one, so only a machine that stands still misses
 * so much; and a range that is run twice costs some runs and nothing else.
 */
const lockMs = 5000;
/** Between looks for ranges whose worker was lost; taken over they are within twice this and a lock. */
const stalledMs = 2500;
/** One run can bring down a process: the third that it does is not asked to try. Machines that are taken away count, too. */
const lostMax = 3;
/** So that no thread waits for Redis between two ranges. */
const rangesAhead = 1;
/** Of ranges that failed, which their sweeps look for within seconds. */
const failedKept = { count: 1000, age: 24 * 3600 };
/** After an error of the connection, which is made again meanwhile. */
const retryMs = 500;
/** Runs that are shorter end; the scheduler of a container waits longer. */
const graceMs = 5000;
const endMsMax = 3000;

/** A job that is none of ours, or not for us. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

export class RangeWorker {
  private readonly worker: Worker<string, void>;
  private readonly pools: PlanPools;
  private isStopping = false;
  private hasEnded = false;

  constructor(
    private readonly connection: RedisConnection,
    threads: number,
    private readonly words: WorkerWords,
  ) {
    const { bullmq, client } = connection;
    this.pools = new PlanPools(threads);
    this.worker = new bullmq.Worker<string, void>(
      queueName,
      (job, token = '') => this.serve(job, token),
      {
        ...{ connection: client, prefix: keyPrefix, skipVersionCheck: true, concurrency: threads + rangesAhead },
        ...{ lockDuration: lockMs, stalledInterval: stalledMs, maxStalledCount: lostMax - 1, runRetryDelay: retryMs },
        ...{ removeOnComplete: { count: 0 }, removeOnFail: failedKept },
      },
      harmlessBackend(bullmq),
    );
    this.worker.on('failed', (job, error) => words.tellFailed(job?.id ?? '', error.message));
    this.worker.on('error', (error) => words.tellError(error));
  }

  /** Short runs that are under way end, longer ones are given back, as is what has yet to begin; false where Redis is away. */
  async end(): Promise<boolean> {
    this.isStopping = true;
    const closing = this.worker.close();
    await within(graceMs, closing);
    this.hasEnded = true;
    await this.pools.end();
    return within(endMsMax, closing);
  }

  private async serve(job: Job<string>, token: string): Promise<void> {
    const range = parseRange(job.name, job.data);
    if ('problem' in range) throw new Refusal(`refused: ${range.problem}`);
    const plan = await this.planOf(range);
    const pool = await this.pools.take(range.plan, plan);
    if (pool === null) return this.giveBack(job, token);
    this.words.hearRange(range.plan, plan);
    const ends = new EndsList(this.connection.client, range.plan);
    try {
      for (let number = range.first; number <= range.last; number++) {
        if (this.isStopping) return await this.giveBack(job, token);
        const end = await pool.endOf(number);
        if (end.line === null && this.hasEnded) return await this.giveBack(job, token);
        await ends.add(end);
        this.words.hearEnd(plan, end);
      }
    } finally {
      this.pools.giveBack(range.plan);
    }
  }

  private async planOf({ plan: digest, last }: Range): Promise<SweepPlan> {
    const plan = this.pools.planOf(digest) ?? (await fetchPlan(this.connection.client, digest));
    if ('problem' in plan) throw new Refusal(`refused: ${plan.problem}`);
    if (last > jobCount(plan))
      throw new Refusal(`refused: its plan has ${jobCount(plan)} jobs, and it ends with ${last}`);
    return plan;
  }

  /** To the front of the queue. */
  private async giveBack(job: Job<string>, token: string): Promise<never> {
    await job.moveToWait(token);
    throw new this.connection.bullmq.WaitingError();
  }
}
