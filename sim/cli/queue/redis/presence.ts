/**
 * Who is there: workers and sweeps say so every few seconds, each with its version, so that neither waits in silence for
 * the other: a sweep tells that nobody serves it, or only other versions do; a worker, that a sweep waits for another one.
 * Times are those of Redis, whose clock is the only one that all share.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { version } from '../../../version.js';
import { keptSeconds, keyPrefix } from './keys.js';

export type Role = 'workers' | 'sweeps';

export const presenceMs = 5000;
/** Who was not heard of for so long has gone, or will be heard of again. */
const absentAfterS = 20;

const keyOf = (role: Role) => `${keyPrefix}:${role}`;

export class Presence {
  private readonly member = `${version} ${randomUUID()}`;

  constructor(
    private readonly redis: Redis,
    private readonly role: Role,
  ) {}

  async say(): Promise<void> {
    const key = keyOf(this.role);
    const now = await secondsOf(this.redis);
    await this.redis
      .multi()
      .zadd(key, now, this.member)
      .zremrangebyscore(key, 0, now - absentAfterS)
      .expire(key, keptSeconds)
      .exec();
  }

  async leave(): Promise<void> {
    await this.redis.zrem(keyOf(this.role), this.member);
  }
}

/** Versions of those who are there, each as often as they are. */
export async function versionsOf(redis: Redis, role: Role): Promise<readonly string[]> {
  const now = await secondsOf(redis);
  const members = await redis.zrange(keyOf(role), now - absentAfterS, '+inf', 'BYSCORE', 'LIMIT', 0, membersMax);
  return members.map((member) => member.split(' ')[0].slice(0, 40));
}

/** Whoever counts more counts them in vain. */
const membersMax = 1000;

async function secondsOf(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}
