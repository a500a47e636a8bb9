/** BullMQ's queue as a sweep sees it: ranges that wait, are under way, have gone or were given back as failed. */
import type { Queue } from 'bullmq';
import { keptSeconds, keyPrefix, queueName } from '../redis/keys.js';
import { type Range, rangeName } from '../redis/range.js';
import type { RedisConnection } from '../redis/redis-connection.js';

/** What is queued of a range, under the name of the whole. */
export interface RangeJob {
  readonly id: string;
  readonly data: Range;
}

/** What became of a range; null of one that waits or is under way. */
export type RangeFate = { readonly kind: 'gone' } | { readonly kind: 'failed'; readonly reason: string };

/** Nobody here reads BullMQ's stream of events. */
const eventsMax = 100;
/** Keys of BullMQ's that a queue has, whatever is in it. */
const ownKeys = ['meta', 'id', 'events', 'marker', 'wait', 'active', 'stalled', 'failed'];

export class RangeQueue {
  private readonly queue: Queue<Range>;

  constructor(private readonly connection: RedisConnection) {
    this.queue = new connection.bullmq.Queue<Range>(queueName, {
      connection: connection.client,
      prefix: keyPrefix,
      skipVersionCheck: true,
      streams: { events: { maxLen: eventsMax } },
    });
    // The connection tells of its own troubles.
    this.queue.on('error', () => {});
  }

  /** One that is there already stays as it is. */
  async add(jobs: readonly RangeJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.queue.addBulk(jobs.map(({ id, data }) => ({ name: rangeName, data, opts: { jobId: id } })));
    await this.keep(jobs.map(({ id }) => this.queue.toKey(id)));
  }

  /** Of each, in this order. */
  async fates(ids: readonly string[]): Promise<(RangeFate | null)[]> {
    await this.keep(ownKeys.map((key) => this.queue.toKey(key)));
    const pipeline = this.connection.client.pipeline();
    for (const id of ids) pipeline.hmget(this.queue.toKey(id), 'data', 'failedReason');
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, reply]) => {
      if (error !== null) throw error;
      const [data, reason] = reply as readonly (string | null)[];
      if (data === null) return { kind: 'gone' };
      return reason === null ? null : { kind: 'failed', reason };
    });
  }

  /** Those that nobody has begun, and those that failed; of others what has begun goes on. */
  async remove(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.queue.remove(id)));
  }

  async end(): Promise<void> {
    await this.queue.close();
  }

  private async keep(keys: readonly string[]): Promise<void> {
    const pipeline = this.connection.client.pipeline();
    for (const key of keys) pipeline.expire(key, keptSeconds);
    await pipeline.exec();
  }
}
