/** Whoever is killed, and whatever Redis forgets, a sweep over a queue goes on where it ended. */
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedLine } from '../../../sim/experiments/sweep/checked-line.js';
import { version } from '../../../sim/version.js';
import { scratch } from '../dynamosim.js';
import { recordsIn, start, startRedis, until } from './processes.js';
import { type RedisServer, withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan, sweptHere } from './short-plan.js';

const jobs = 60;
const plan = shortPlan(jobs);
const all = Array.from({ length: jobs }, (_, at) => at + 1);
const worker = ({ url }: RedisServer) => start(['worker', '--queue', url, '--threads', '1']);
const sweep = ({ url }: RedisServer, out: string) => start(['sweep', ...plan, '--queue', url, '--out', out]);
const linesOf = (text: string, form: RegExp) => text.split('\n').filter((line) => form.test(line));
let wanted = '';
let digest = '';

const sorted = (lines: readonly string[]) => lines.map((line) => Number(JSON.parse(line).number)).sort((a, b) => a - b);

beforeAll(async () => {
  ({ sha256: wanted, digest } = await sweptHere(plan));
});

describe.skipIf(withoutRedis.skip)(withoutRedis.name('a sweep over a queue'), () => {
  test('that was killed takes what there is, and its jobs are not queued twice', async () => {
    const redis = await startRedis();
    const out = scratch();
    const first = sweep(redis, out);
    const serving = worker(redis);
    await until(() => recordsIn(out).length >= 5, 'five records');
    first.child.kill('SIGKILL');
    await first.ending;
    // The worker goes on alone.
    await until(async () => (await redis.client().llen(`dynamosim:ends:${digest}`)) >= 5, 'records that nobody takes');
    const { code } = await sweep(redis, out).ending;
    expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: wanted });
    expect(sorted(recordsIn(out))).toEqual(all);
    serving.child.kill('SIGTERM');
    // Each job was run once, for no range was queued a second time.
    expect((await serving.ending).stderr).toContain(`dynamosim: ${jobs} runs ended here\n`);
  });

  test('outlives a Redis that keeps nothing, and tells a loss once', async () => {
    const redis = await startRedis({ isKept: false });
    const out = scratch();
    const serving = worker(redis);
    const sweeping = sweep(redis, out);
    await until(() => recordsIn(out).length >= 5, 'five records');
    await redis.kill();
    await setTimeout(1500);
    await redis.begin();
    const { code, stderr } = await sweeping.ending;
    expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: wanted });
    expect(sorted(recordsIn(out))).toEqual(all);
    expect(linesOf(stderr, /is lost; waiting for Redis$/).length).toBe(1);
    expect(linesOf(stderr, /is back$/).length).toBe(1);
    expect(linesOf(stderr, /ranges? had gone from Redis; queued again$/).length).toBeGreaterThanOrEqual(1);
    serving.child.kill('SIGTERM');
    const ended = await serving.ending;
    expect(ended.code).toBe(0);
    expect(linesOf(ended.stderr, /is lost; waiting for Redis$/).length).toBe(1);
    expect(linesOf(ended.stderr, /^ +at /)).toEqual([]);
  });

  test('ends by Ctrl-C, leaves to nobody what has not begun, and goes on', async () => {
    const redis = await startRedis();
    const client = redis.client();
    const out = scratch();
    const waiting = sweep(redis, out);
    await until(async () => (await client.llen(`dynamosim:jobs-${version}:wait`)) === jobs / 4, 'all ranges');
    waiting.child.kill('SIGINT');
    expect(await waiting.ending).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted; 0 of 60') });
    expect(await client.llen(`dynamosim:jobs-${version}:wait`)).toBe(0);
    const serving = worker(redis);
    const { code } = await sweep(redis, out).ending;
    expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: wanted });
    serving.child.kill('SIGTERM');
    await serving.ending;
  });

  test('is taken by one process at a time', async () => {
    const redis = await startRedis();
    const first = sweep(redis, scratch());
    await until(async () => (await redis.client().exists(`dynamosim:lease:${digest}`)) === 1, 'the lease');
    const second = await sweep(redis, scratch()).ending;
    expect(second).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('found another process that runs this very sweep'),
    });
    first.child.kill('SIGINT');
    await first.ending;
  });

  test('two unlike ends of one job are a bug, which it exits with', async () => {
    const redis = await startRedis();
    const out = scratch();
    const { lines } = await sweptHere(plan);
    const { check: _, ...record } = JSON.parse(lines[0]);
    const unlike = checkedLine({ ...record, run: '0'.repeat(16) });
    await redis.client().rpush(`dynamosim:ends:${digest}`, ...lines.slice(0, 3), lines[1], unlike);
    const { code, stderr } = await sweep(redis, out).ending;
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/job \d+ has one outcome in .* and another in the queue: .* bug/),
    });
    // The same holds for an end that comes after the process that took the first was killed.
    const again = await sweep(redis, out).ending;
    expect(again.code).toBe(3);
    expect(sorted(recordsIn(out)).length).toBe(3);
  });

  test('a worker that is asked to end gives back what it has', async () => {
    const redis = await startRedis();
    const out = scratch();
    const sweeping = sweep(redis, out);
    const first = worker(redis);
    await until(() => recordsIn(out).length >= 5, 'five records');
    first.child.kill('SIGTERM');
    const askedAtMs = performance.now();
    expect((await first.ending).code).toBe(0);
    expect(performance.now() - askedAtMs).toBeLessThan(9000);
    const second = worker(redis);
    const { code } = await sweeping.ending;
    expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: wanted });
    // Nothing had to be taken over from one that was lost.
    expect(linesOf(sweeping.told(), /dynamosim: /)).toEqual([]);
    second.child.kill('SIGINT');
    expect((await second.ending).code).toBe(0);
  });

  test('ends within seconds where Redis is away, as its workers do', async () => {
    const redis = await startRedis();
    const out = scratch();
    const serving = worker(redis);
    const sweeping = sweep(redis, out);
    await until(() => recordsIn(out).length >= 5, 'five records');
    await redis.kill();
    await until(() => /is lost/.test(serving.told()) && /is lost/.test(sweeping.told()), 'both to tell of it');
    for (const { child } of [sweeping, serving]) child.kill('SIGTERM');
    const askedAtMs = performance.now();
    expect((await sweeping.ending).code).toBe(130);
    expect((await serving.ending).code).toBe(0);
    expect((performance.now() - askedAtMs) / 1e3).toBeLessThan(20);
  });
});
