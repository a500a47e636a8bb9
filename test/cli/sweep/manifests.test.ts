/** The manifests of docs/sweep-on-many-machines.md are what their schedulers read, and each makes all shards of one plan. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { redisAddressOf } from '../../../sim/cli/queue/redis/redis-address.js';
import { shardOf } from '../../../sim/cli/sweep/shard-words.js';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const page = readFileSync('docs/sweep-on-many-machines.md', 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]);
const [workflow, job] = blocks('yml').map((text) => parse(text));
const [script, worker, overQueue] = blocks('sh');
const shards = 20;
const ofMatrixNumber = /\$\{\{ matrix\.shard \}\}/;

/** The plan that the words make, wherever the scenario lies; they write nothing. */
async function planOf(words: readonly string[]): Promise<string> {
  const place = join(scratch(), 'checkout.yaml');
  cpSync(fixture('vary'), place);
  const here = words.map((word) => (word.endsWith('checkout.yaml') ? place : word));
  const { code, stdout, stderr } = await dynamosimInProcess([...here, '--list']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n')[0];
}

const afterNpx = (line: string) => line.replace(/^npx dynamosim /, '').split(' ');
const wordAfter = (words: readonly string[], option: string) => words[words.indexOf(option) + 1];
const runsOf = (steps: readonly { readonly run?: string }[]) =>
  steps.flatMap(({ run }) => (run?.startsWith('npx dynamosim ') ? [run] : []));

const all = Array.from({ length: shards }, (_, at) => ({ shard: at + 1, of: shards }));

test('a matrix of build jobs', async () => {
  const { shard, merge } = workflow.jobs;
  const [line] = runsOf(shard.steps);
  const made = shard.strategy.matrix.shard.map((value: number) =>
    shardOf(wordAfter(afterNpx(line.replace(ofMatrixNumber, `${value}`)), '--shard'), {}),
  );
  expect(made).toEqual(all);
  expect(await planOf(afterNpx(line.replace(ofMatrixNumber, '1')))).toMatch(/^plan \w{64}: 400 jobs$/);
  expect(merge.needs).toBe('shard');
  expect(runsOf(merge.steps)).toEqual(['npx dynamosim merge shards/* --out sweep']);
});

test('an array of jobs on a cluster', async () => {
  execFileSync('sh', ['-n'], { input: script });
  const [, first, last] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(script)!.map(Number);
  const words = afterNpx(script.trimEnd().split('\n').at(-1)!);
  const made = Array.from({ length: last - first + 1 }, (_, at) =>
    shardOf(undefined, {
      SLURM_ARRAY_TASK_ID: `${first + at}`,
      SLURM_ARRAY_TASK_MIN: `${first}`,
      SLURM_ARRAY_TASK_COUNT: `${last - first + 1}`,
    }),
  );
  expect(made).toEqual(all);
  expect(await planOf(words)).toMatch(/^plan \w{64}: 400 jobs$/);
});

/** Fields of batch/v1 and v1 as the API reference of Kubernetes 1.33 has them, those that the manifest uses; no others. */
const text = z.string();
const mount = z.strictObject({ name: text, mountPath: text, readOnly: z.boolean().optional() });
const amounts = z.strictObject({ cpu: z.number().optional(), memory: z.string().regex(/^\d+(Mi|Gi)$/) });
const manifest = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name: text }),
  spec: z.strictObject({
    completionMode: z.literal('Indexed'),
    completions: z.int(),
    parallelism: z.int(),
    backoffLimitPerIndex: z.int(),
    template: z.strictObject({
      spec: z.strictObject({
        restartPolicy: z.literal('Never'),
        containers: z.tuple([
          z.strictObject({
            ...{ name: text, image: text, args: z.array(text), volumeMounts: z.array(mount) },
            resources: z.strictObject({ requests: amounts, limits: amounts }),
          }),
        ]),
        volumes: z.array(
          z.strictObject({
            name: text,
            configMap: z.strictObject({ name: text }).optional(),
            persistentVolumeClaim: z.strictObject({ claimName: text }).optional(),
          }),
        ),
      }),
    }),
  }),
});

test('an indexed job of Kubernetes', async () => {
  const { spec } = manifest.parse(job);
  const [{ args, volumeMounts }] = spec.template.spec.containers;
  const made = Array.from({ length: spec.completions }, (_, index) =>
    shardOf(wordAfter(args, '--shard'), { JOB_COMPLETION_INDEX: `${index}` }),
  );
  expect(made).toEqual(all);
  expect(spec.parallelism).toBeLessThanOrEqual(spec.completions);
  const mounted = volumeMounts.map(({ name }) => name);
  expect(mounted).toEqual(spec.template.spec.volumes.map(({ name }) => name));
  const withoutShard = args.filter((word, at) => word !== '--shard' && args[at - 1] !== '--shard');
  expect(await planOf(withoutShard)).toMatch(/^plan \w{64}: 400 jobs$/);
});

test('a queue: the same address for worker and sweep, which has the same plan', async () => {
  for (const text of [worker, overQueue]) execFileSync('sh', ['-n'], { input: text });
  const [[first, serve], [second, sweep]] = [worker, overQueue].map((text) => text.trimEnd().split('\n'));
  expect([second, serve]).toEqual([first, 'npx dynamosim worker']);
  const [, name, url] = /^export (\w+)=(.*)$/.exec(first)!;
  expect(redisAddressOf('env', { [name]: url })).toMatchObject({
    user: 'dynamosim',
    shown: 'redis://redis.example:6379',
  });
  vi.stubEnv(name, url);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await planOf(afterNpx(sweep))).toMatch(/^plan \w{64}: 400 jobs$/);
});

test('all of them make the same plan', async () => {
  const [line] = runsOf(workflow.jobs.shard.steps);
  const ofMatrix = afterNpx(line.replace(ofMatrixNumber, '1'));
  const ofArray = afterNpx(script.trimEnd().split('\n').at(-1)!);
  const { args } = manifest.parse(job).spec.template.spec.containers[0];
  const ofIndexed = args.filter((word, at) => word !== '--shard' && args[at - 1] !== '--shard');
  const ofQueue = afterNpx(overQueue.trimEnd().split('\n').at(-1)!).filter(
    (word) => !['--queue', 'env'].includes(word),
  );
  const plans = await Promise.all([ofMatrix, ofArray, ofIndexed, ofQueue].map(planOf));
  expect(new Set(plans).size).toBe(1);
});
