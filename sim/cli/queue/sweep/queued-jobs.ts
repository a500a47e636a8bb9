/**
 * The jobs of a plan over a queue, as a sweep sees it: it queues ranges of numbers, takes the ends of their jobs as workers
 * put them down, and removes from Redis what is safe in its own records. Some thousands of jobs are queued at a time, so
 * what Redis holds does not grow with the plan.
 *
 * Redis may be lost at any time: every few seconds the sweep looks whether what it waits for is still there, and queues
 * again what has gone. A job may so be run twice; of two like ends one is taken, and two unlike ones are a bug.
 */
import { setTimeout } from 'node:timers/promises';
import { digestOfPlan, jobCount, type SweepPlan } from '../../../experiments/sweep/plan.js';
import type { JobEnd } from '../../sweep/job-pool.js';
import type { RecordStore } from '../../sweep/record-store.js';
import type { JobSource } from '../../sweep/run-jobs.js';
import { UsageError } from '../../usage-error.js';
import { EndsList, parseEnd } from '../redis/ends-list.js';
import { endsKey, keptSeconds, planKey } from '../redis/keys.js';
import { Presence } from '../redis/presence.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { storePlan } from '../redis/stored-plan.js';
import { SweepLease } from '../redis/sweep-lease.js';
import { within } from '../redis/within.js';
import { KnownOutcomes } from './known-outcomes.js';
import { OpenRanges } from './open-ranges.js';
import { RangeQueue } from './range-queue.js';
import { SweepWords } from './sweep-words.js';

/** A lease lasts several times as long. */
const watchMs = 2000;
/** How long an end may lie there while nothing else comes; Redis answers some ten thousand times a second. */
const pollMs = 20;
/** Who breaks off does not wait longer for Redis. */
const endMsMax = 3000;

export class QueuedJobs implements JobSource {
  private readonly digest: string;
  private readonly jobs: number;
  private readonly queue: RangeQueue;
  private readonly list: EndsList;
  private readonly lease: SweepLease;
  private readonly presence: Presence;
  private readonly known: KnownOutcomes;
  private readonly ranges: OpenRanges;
  private readonly words: SweepWords;
  private watchAtMs = 0;
  /** What was there when it began has been taken: the rest is to be queued. */
  private hasCaughtUp = false;
  private filling: Promise<void> = Promise.resolve();
  private isDone = false;
  private isEnding = false;
  private ending: Promise<void> | null = null;

  constructor(
    private readonly connection: RedisConnection,
    private readonly plan: SweepPlan,
    store: Pick<RecordStore, 'done' | 'path'>,
  ) {
    this.digest = digestOfPlan(plan);
    this.jobs = jobCount(plan);
    this.queue = new RangeQueue(connection);
    this.list = new EndsList(connection.client, this.digest);
    this.lease = new SweepLease(connection.client, this.digest);
    this.presence = new Presence(connection.client, 'sweeps');
    this.known = new KnownOutcomes(store);
    this.words = new SweepWords(connection);
    this.ranges = new OpenRanges(this.queue, this.words, this.digest, this.jobs);
  }

  /** In the order in which they come, until all have or `end` is called. */
  async *run(numbers: Iterable<number>): AsyncGenerator<JobEnd> {
    try {
      await this.lease.take(
        () => this.isEnding,
        () => this.words.tellWait(),
      );
      this.ranges.await(numbers);
      while (this.ranges.isOpen && !this.isEnding) yield* this.turn();
      this.isDone = !this.ranges.isOpen;
    } catch (error) {
      // What was asked of Redis when the sweep was ended breaks off.
      if (this.isEnding && this.connection.hasEnded) return;
      // Its memory or disk is full, or a right was taken away: all that was taken is kept, and the same command goes on.
      if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
      throw new UsageError(`${this.connection.address.shown}: found a Redis that refuses: ${error.message}`);
    }
  }

  /** Of a sweep that is done nothing stays in Redis; of another one its plan and ends do, and what no worker has begun does not. */
  end(): Promise<void> {
    this.isEnding = true;
    this.ending ??= this.leave();
    return this.ending;
  }

  private async *turn(): AsyncGenerator<JobEnd> {
    if (performance.now() >= this.watchAtMs) await this.watch();
    const texts = await this.list.oldest();
    for (const text of texts) {
      const end = this.taken(text);
      if (end !== null) yield end;
    }
    if (texts.length > 0) {
      // Whoever takes them has kept them all by now.
      await this.list.drop(texts);
    } else {
      this.hasCaughtUp = true;
      yield* await this.ranges.settle();
    }
    if (this.hasCaughtUp && !this.isEnding) {
      this.filling = this.ranges.fill();
      await this.filling;
    }
    if (texts.length === 0 && !this.isEnding) await setTimeout(pollMs);
  }

  /** Null of what is no end of a job, or one that was taken before. */
  private taken(text: string): JobEnd | null {
    const end = parseEnd(text, this.jobs);
    if ('problem' in end) {
      this.words.tellDamaged(end.problem);
      return null;
    }
    const { number, line } = end;
    if (!this.ranges.close(number)) {
      if (line !== null) this.known.judge(number, line);
      return null;
    }
    if (line !== null) this.known.note(number, line);
    this.words.hearEnd();
    return end;
  }

  private async watch(): Promise<void> {
    const { client } = this.connection;
    await this.lease.renew();
    await this.presence.say();
    if ((await client.expire(planKey(this.digest), keptSeconds)) === 0) await storePlan(client, this.plan);
    await this.ranges.watch();
    await this.words.tellIdle();
    this.watchAtMs = performance.now() + watchMs;
  }

  private async leave(): Promise<void> {
    const { client } = this.connection;
    const act = async () => {
      await this.filling;
      await this.ranges.withdraw();
      if (this.isDone) await client.del(planKey(this.digest), endsKey(this.digest));
      await this.lease.leave();
      await this.presence.leave();
    };
    await within(endMsMax, act());
    this.known.end();
    this.connection.end();
  }
}
