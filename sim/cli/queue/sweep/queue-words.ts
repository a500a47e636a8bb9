/** `--queue` among the words of `sweep`. */
import type { CommandWords } from '../../command.js';
import { UsageError } from '../../usage-error.js';
import { type RedisAddress, redisAddressOf } from '../redis/redis-address.js';

/** What is for jobs that this process runs, or a part of a plan. */
const withoutQueue = ['shard', 'threads'];

/** Null where the jobs are run here. Throws UsageError. */
export function queueOf(options: CommandWords['options'], environment: NodeJS.ProcessEnv): RedisAddress | null {
  const word = options.queue?.[0];
  if (word === undefined) return null;
  const other = withoutQueue.find((name) => options[name] !== undefined);
  if (other !== undefined) {
    const why = other === 'shard' ? 'a queue serves the whole plan' : 'each worker says its own';
    throw new UsageError(`found --queue beside --${other}; expected one of them: ${why}`);
  }
  return redisAddressOf(word, environment);
}
