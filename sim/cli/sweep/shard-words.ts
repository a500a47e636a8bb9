/**
 * Which part of a plan this process runs: `--shard 2/7`, or `--shard /7` where the number comes from the environment of an
 * array of jobs. Some environments say how many there are, too; then no `--shard` is needed.
 *
 * Indexed jobs of Kubernetes count from 0 in JOB_COMPLETION_INDEX and do not say how many they are; arrays of AWS Batch
 * count from 0 in AWS_BATCH_JOB_ARRAY_INDEX, of AWS_BATCH_JOB_ARRAY_SIZE; arrays of Slurm have SLURM_ARRAY_TASK_ID between
 * SLURM_ARRAY_TASK_MIN and _MAX, SLURM_ARRAY_TASK_COUNT in all (documentation of each, 2025).
 */
import type { Shard } from '../files/shard-reader.js';
import { UsageError } from '../usage-error.js';

export const shardsMax = 10_000;
const form = 'expected --shard i/n, with i from 1 to n, such as 2/7';

type Environment = Readonly<Record<string, string | undefined>>;

/** Null where the whole plan is to be run. Throws UsageError. */
export function shardOf(word: string | undefined, environment: Environment): Shard | null {
  const array = arrayIn(environment);
  if (word === undefined) {
    if (array === null) return null;
    if (array.of !== null) return judged({ shard: array.shard, of: array.of }, array.from);
    throw new UsageError(
      `found ${array.from} and no --shard; expected --shard /n, which says how many such jobs there are`,
    );
  }
  const [, own, all] = /^(\d{0,9})\/(\d{1,9})$/.exec(word) ?? [];
  if (all === undefined) throw new UsageError(`found --shard ${word}; ${form}`);
  if (own !== '') return judged({ shard: Number(own), of: Number(all) }, `--shard ${word}`);
  if (array === null) {
    throw new UsageError(`found --shard ${word} and no number in the environment; ${form}`);
  }
  return judged({ shard: array.shard, of: Number(all) }, `--shard ${word} and ${array.from}`);
}

function judged(shard: Shard, found: string): Shard {
  if (shard.of > shardsMax) throw new UsageError(`found ${found}; expected at most ${shardsMax} shards`);
  if (shard.shard < 1 || shard.shard > shard.of)
    throw new UsageError(`found ${found}, shard ${shard.shard} of ${shard.of}; ${form}`);
  return shard;
}

interface InArray {
  readonly shard: number;
  /** Null where the environment does not say. */
  readonly of: number | null;
  readonly from: string;
}

function arrayIn(environment: Environment): InArray | null {
  const numberIn = (name: string): number | null => {
    const text = environment[name];
    if (text === undefined) return null;
    if (!/^\d{1,9}$/.test(text))
      throw new UsageError(`found ${name}=${text} in the environment; expected a whole number`);
    return Number(text);
  };
  const completion = numberIn('JOB_COMPLETION_INDEX');
  if (completion !== null) return { shard: completion + 1, of: null, from: `JOB_COMPLETION_INDEX=${completion}` };
  const batch = numberIn('AWS_BATCH_JOB_ARRAY_INDEX');
  if (batch !== null) {
    return { shard: batch + 1, of: numberIn('AWS_BATCH_JOB_ARRAY_SIZE'), from: `AWS_BATCH_JOB_ARRAY_INDEX=${batch}` };
  }
  const task = numberIn('SLURM_ARRAY_TASK_ID');
  if (task === null) return null;
  const first = numberIn('SLURM_ARRAY_TASK_MIN') ?? 1;
  return { shard: task - first + 1, of: numberIn('SLURM_ARRAY_TASK_COUNT'), from: `SLURM_ARRAY_TASK_ID=${task}` };
}
