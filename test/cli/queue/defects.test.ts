/** A job that fails twice, or whose workers were lost again and again, is told with its command, and the rest goes on. */
import { expect, test } from 'vitest';
import { checkedLine } from '../../../sim/experiments/sweep/checked-line.js';
import { digestOfPlan, type SweepPlan } from '../../../sim/experiments/sweep/plan.js';
import { version } from '../../../sim/version.js';
import { scratch } from '../dynamosim.js';
import { recordsIn, start, startRedis, until } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { shortPlan, sweptHere } from './short-plan.js';

const jobs = 16;
const own = `dynamosim:jobs-${version}`;

test.skipIf(withoutRedis.skip)(
  withoutRedis.name('the sweep tells them, exits as a local one, and has all others'),
  async () => {
    const redis = await startRedis();
    const client = redis.client();
    const plan = shortPlan(jobs);
    const { digest } = await sweptHere(plan);
    await client.rpush(`dynamosim:ends:${digest}`, checkedLine({ number: 3, defect: 'the heap is full' }));
    // Of two ranges, as a worker or BullMQ leaves them.
    const failed = [
      [`${digest}-5-8`, 'job stalled more than allowable limit'],
      [`${digest}-9-12`, 'refused: it is for another world'],
    ];
    for (const [id, failedReason] of failed) {
      await client.hset(`${own}:${id}`, { name: 'range', data: '{}', opts: '{}', timestamp: 1, failedReason });
      await client.zadd(`${own}:failed`, 1, id);
    }
    const worker = start(['worker', '--queue', redis.url, '--threads', '1']);
    const out = scratch();
    const { code, stderr } = await start(['sweep', ...plan, '--queue', redis.url, '--out', out]).ending;
    expect(code).toBe(70);
    expect(stderr).toContain('dynamosim: job 3 broke down twice: the heap is full\n');
    expect(stderr).toContain(`  reproduce  npx dynamosim run ${plan[0]} --seed 3\n`);
    expect(stderr).toContain('dynamosim: job 5 broke down twice: its workers were lost each time they ran its range\n');
    expect(stderr).toContain('dynamosim: a worker gave back a range of this sweep: refused: it is for another world\n');
    expect(stderr).toContain('dynamosim: jobs that broke down: 3, 5, 6, 7, 8\n');
    const kept = recordsIn(out).map((line) => JSON.parse(line).number as number);
    expect(kept.sort((a, b) => a - b)).toEqual([1, 2, 4, 9, 10, 11, 12, 13, 14, 15, 16]);
    worker.child.kill('SIGTERM');
    await worker.ending;
  },
);

test.skipIf(withoutRedis.skip)(withoutRedis.name('a worker tells them, and goes on with the next'), async () => {
  const redis = await startRedis();
  const client = redis.client();
  const nothing = { fixed: [], varied: [], isZipped: false, seeds: [{ first: 7, last: 8 }], metrics: [] };
  // A plan that no sweep makes: its scenario cannot be read.
  const plan: SweepPlan = { dynamosim: version, scenarios: [{ name: 'broken', text: 'duration: soon' }], ...nothing };
  const digest = digestOfPlan(plan);
  await client.set(`dynamosim:plan:${digest}`, JSON.stringify(plan));
  await client.hset(`${own}:one`, {
    ...{ name: 'range', timestamp: 1, opts: '{}' },
    data: JSON.stringify({ dynamosim: version, plan: digest, first: 1, last: 2 }),
  });
  await client.lpush(`${own}:wait`, 'one');
  const worker = start(['worker', '--queue', redis.url, '--threads', '1']);
  await until(() => /job 2 broke down twice/.test(worker.told()), 'both to break down');
  expect(worker.told()).toContain(`  plan       ${digest}\n  reproduce  npx dynamosim run broken --seed 8\n`);
  const ends = await client.lrange(`dynamosim:ends:${digest}`, 0, -1);
  expect(ends.map((text) => JSON.parse(text).number)).toEqual([1, 2]);
  worker.child.kill('SIGTERM');
  expect(await worker.ending).toMatchObject({ code: 0, stderr: expect.stringContaining('2 runs ended here') });
});
