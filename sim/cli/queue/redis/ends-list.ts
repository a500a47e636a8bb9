/**
 * How the jobs of a plan ended, on their way from workers to the sweep: a list in Redis to which workers add at its end, a
 * line each, the very one that a shard would have, or why the job broke down. The sweep takes lines from its beginning and
 * removes them after they are safe in its own records; killed between the two, it finds them again.
 *
 * Whether an outcome is true nobody can see from it: who may write to this Redis is trusted with outcomes, and with nothing
 * else. What is no record at all is told and left out.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { checkedLine, parseCheckedLine } from '../../../experiments/sweep/checked-line.js';
import { parseRecord, recordBytesMax } from '../../../experiments/sweep/record.js';
import type { JobEnd } from '../../sweep/job-pool.js';
import { endsKey, keptSeconds } from './keys.js';

/** As many are read at once; records take some kilobytes each. */
const takenMax = 64;
const dropScript = `
if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then redis.call('LTRIM', KEYS[1], ARGV[2], -1) end`;
const messageCharactersMax = 2000;
const defectForm = /^\{"number":\d{1,15},"defect":"/;
const defectSchema = z.strictObject({ number: z.int().min(1), defect: z.string().max(messageCharactersMax) });

export class EndsList {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    digest: string,
  ) {
    this.key = endsKey(digest);
  }

  /** In Redis when this resolves. */
  async add({ number, line, defect }: JobEnd): Promise<void> {
    const text = line ?? checkedLine({ number, defect: defect!.message.slice(0, messageCharactersMax) });
    const replies = await this.redis.multi().rpush(this.key, text).expire(this.key, keptSeconds).exec();
    for (const [error] of replies ?? []) if (error !== null) throw error;
  }

  /** The oldest ones, which stay until they are dropped. */
  async oldest(): Promise<readonly string[]> {
    return this.redis.lrange(this.key, 0, takenMax - 1);
  }

  /** Which were the oldest ones; asked twice, because an answer was lost with the connection, it drops no others. */
  async drop(texts: readonly string[]): Promise<void> {
    await this.redis.eval(dropScript, 1, this.key, texts[0], texts.length);
  }
}

/** How a job ended, or what is wrong with the text in words. */
export function parseEnd(text: string, jobs: number): JobEnd | { readonly problem: string } {
  if (text.length > recordBytesMax) return { problem: `it has more than ${recordBytesMax} bytes` };
  const defect = defectOn(text);
  if (defect !== null) {
    if (defect.number > jobs) return { problem: `the plan has no job ${defect.number}` };
    return { number: defect.number, line: null, defect: new Error(defect.message) };
  }
  const record = parseRecord(text.trimEnd());
  if ('problem' in record) return record;
  if (record.number > jobs) return { problem: `the plan has no job ${record.number}` };
  // As a worker writes it, with one new line at its end and none within.
  const line = `${text.trimEnd()}\n`;
  return line.indexOf('\n') === line.length - 1
    ? { number: record.number, line, defect: null }
    : { problem: 'it has several lines' };
}

function defectOn(text: string): { readonly number: number; readonly message: string } | null {
  if (!defectForm.test(text)) return null;
  const checked = parseCheckedLine(text);
  const parsed = 'problem' in checked ? null : defectSchema.safeParse(checked.value, { jitless: true });
  return parsed?.success ? { number: parsed.data.number, message: parsed.data.defect } : null;
}
