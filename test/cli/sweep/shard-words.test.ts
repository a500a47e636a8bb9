/** Which shard a process runs, by its words or by the variables that arrays of jobs have. */
import { expect, test } from 'vitest';
import { shardOf } from '../../../sim/cli/sweep/shard-words.js';

test.each([
  ['2/7', {}, { shard: 2, of: 7 }],
  ['7/7', { SLURM_ARRAY_TASK_ID: '3' }, { shard: 7, of: 7 }],
  ['/5', { JOB_COMPLETION_INDEX: '0' }, { shard: 1, of: 5 }],
  [undefined, { AWS_BATCH_JOB_ARRAY_INDEX: '4', AWS_BATCH_JOB_ARRAY_SIZE: '5' }, { shard: 5, of: 5 }],
  [
    undefined,
    { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '4' },
    { shard: 4, of: 4 },
  ],
  [
    undefined,
    { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '4' },
    { shard: 3, of: 4 },
  ],
  [undefined, {}, null],
])('%s in %o', (word, environment, shard) => {
  expect(shardOf(word, environment)).toEqual(shard);
});

test.each([
  ['0/7', {}, /found --shard 0\/7, shard 0 of 7; expected --shard i\/n, with i from 1 to n/],
  ['8/7', {}, /shard 8 of 7/],
  ['1/0', {}, /shard 1 of 0/],
  ['a/b', {}, /found --shard a\/b; expected/],
  ['3', {}, /found --shard 3; expected/],
  ['/7', {}, /no number in the environment/],
  ['1/100000', {}, /at most 10000 shards/],
  [undefined, { JOB_COMPLETION_INDEX: '0' }, /expected --shard \/n, which says how many/],
  [undefined, { SLURM_ARRAY_TASK_ID: 'x' }, /found SLURM_ARRAY_TASK_ID=x in the environment/],
])('%s in %o is refused', (word, environment, message) => {
  expect(() => shardOf(word, environment)).toThrow(message);
});
