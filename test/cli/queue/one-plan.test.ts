/**
 * One plan of 200 jobs has one answer, to the byte: on one thread and on all, in one, three and seven shards merged in any
 * order, one of them killed and resumed, and over a real Redis that is killed once, with three workers, of which one is
 * killed half-way. No job is lost, and none is there twice.
 */
import { availableParallelism } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';
import { recordsIn, start, startRedis, until } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan, sweptHere } from './short-plan.js';

const jobs = 200;
const plan = shortPlan(jobs);
const all = Array.from({ length: jobs }, (_, at) => at + 1);
let wanted = '';

const numbersOf = (lines: readonly string[]) =>
  lines.map((line) => Number(JSON.parse(line).number)).sort((a, b) => a - b);

async function swept(...words: readonly string[]): Promise<string> {
  const out = scratch();
  expect(await dynamosimInProcess(['sweep', ...plan, ...words, '--out', out])).toMatchObject({ code: 0 });
  return out;
}

beforeAll(async () => {
  wanted = (await sweptHere(plan)).sha256;
});

test('on all cores', async () => {
  expect(sha256Of(await swept('--threads', `${availableParallelism()}`))).toBe(wanted);
});

test.each([1, 3, 7])('in shards: %d of them, in any order, one killed and resumed', async (shards) => {
  const outs = Array.from({ length: shards }, () => scratch());
  const words = (at: number) => {
    return ['sweep', ...plan, '--threads', '1', '--shard', `${at + 1}/${shards}`, '--out', outs[at]];
  };
  const killed = start(words(shards - 1));
  const file = `shard-${shards}-of-${shards}.ndjson`;
  await until(() => recordsIn(outs[shards - 1], file).length >= 5, 'five records');
  killed.child.kill('SIGKILL');
  await killed.ending;
  for (const at of outs.keys()) expect(await dynamosimInProcess(words(at))).toMatchObject({ code: 0 });
  const out = scratch();
  // Every second or third of them, round and round.
  const shuffled = outs.map((_, at) => outs[(shards === 3 ? 2 * at + 1 : 3 * at + 2) % shards]);
  expect(await dynamosimInProcess(['merge', ...shuffled, '--out', out])).toMatchObject({ code: 0 });
  expect(sha256Of(out)).toBe(wanted);
});

test.skipIf(withoutRedis.skip)(
  withoutRedis.name('over Redis, killed once, with three workers, one of them killed half-way'),
  async () => {
    const redis = await startRedis();
    const out = scratch();
    const workers = [1, 2, 3].map(() => start(['worker', '--queue', redis.url, '--threads', '1']));
    const sweep = start(['sweep', ...plan, '--queue', redis.url, '--out', out]);
    await until(() => recordsIn(out).length >= jobs / 4, 'a quarter of the records');
    await redis.kill();
    await redis.begin();
    await until(() => recordsIn(out).length >= jobs / 2, 'half of the records');
    workers[0].child.kill('SIGKILL');
    const { code, stderr } = await sweep.ending;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(numbersOf(recordsIn(out))).toEqual(all);
    expect(sha256Of(out)).toBe(wanted);
    const left = await redis.client().keys('dynamosim:*:*');
    expect(
      left.filter((key) => !/^dynamosim:jobs-[^:]*:(id|meta|events|stalled-check|stalled|marker)$/.test(key)),
    ).toEqual([]);
    for (const { child } of workers) child.kill('SIGTERM');
    const endings = await Promise.all(workers.map(({ ending }) => ending));
    expect(endings.map((ending) => ending.code)).toEqual([null, 0, 0]);
  },
);
