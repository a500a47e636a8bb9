/** BullMQ and its driver of Redis: installed by those alone who sweep over a queue, and loaded when they do. */
import { codeOf, UsageError } from '../../usage-error.js';

export type BullMq = typeof import('bullmq');
export type IoRedis = Pick<typeof import('ioredis'), 'Redis'>;

/** Throws UsageError where they are not installed. */
export async function loadBullMq(): Promise<{ readonly bullmq: BullMq; readonly ioredis: IoRedis }> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(
      'found no BullMQ, which --queue needs; expected it beside dynamosim: npm install bullmq@6 ioredis@5',
    );
  }
}
