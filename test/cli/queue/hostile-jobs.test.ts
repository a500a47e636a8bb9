/**
 * Who may write to Redis may put anything into the queue. A worker runs ranges of plans and nothing else: whatever is
 * malformed, foreign or made to do harm is refused with a reason, and the next job is served.
 */
import { readFileSync } from 'node:fs';
import { Queue } from 'bullmq';
import { expect, test } from 'vitest';
import { version } from '../../../sim/version.js';
import { scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';
import { start, startRedis, until } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan } from './short-plan.js';

const jobs = 12;
const own = `dynamosim:jobs-${version}`;
const unknown = 'a'.repeat(64);
const damaged = 'b'.repeat(64);
const foreign = 'c'.repeat(64);
const bad = 'd'.repeat(64);

/** Fields of a job as they stand in Redis, and what is to be said of it. */
const hostile: readonly (readonly [fields: Readonly<Record<string, string>>, reason: RegExp])[] = [
  [{ data: '{"no json' }, /it is no JSON/],
  [{ data: 'x'.repeat(5_000_000) }, /more than 2000 bytes/],
  [{ data: '{}', opts: '{"no json' }, /dynamosim: Invalid input/],
  [{ data: '[]', progress: '{"no', parent: '{"no', stacktrace: 'no' }, /expected object/],
  [range({ first: 0 }), /first: Too small/],
  [range({ first: 4, last: 1 }), /expected 1 to 4 numbers/],
  [range({ first: 1, last: 1000 }), /expected 1 to 4 numbers/],
  [range({ first: 1.5 }), /first: Invalid input/],
  [range({ last: '4; rm -rf /' }), /last: Invalid input/],
  [range({ plan: '../../etc/passwd' }), /plan: expected a SHA-256/],
  [range({ program: 'process.exit(1)' }), /Unrecognized key: "program"/],
  [{ data: `{"__proto__":{"first":1},${range({}).data.slice(1)}` }, /Unrecognized key: "__proto__"/],
  [range({ dynamosim: '9.9.9' }), /for version 9\.9\.9, and this worker is of/],
  [{ ...range({}), name: '__proto__' }, /it is called "__proto__", not range/],
  [range({}), /its plan is not there/],
  [range({ plan: damaged }), /its plan is no JSON/],
  [range({ plan: foreign }), /its plan is another than that of its digest/],
  [range({ plan: bad }), /its plan is none: scenarios: Too small/],
  // Asks BullMQ to make a schedule, and to tell a parent.
  [{ ...range({}), rjk: 'every:second:::1', parentKey: 'bull:other:1', parent: '{"id":"1"}' }, /its plan is not there/],
];

function range(over: Readonly<Record<string, unknown>>): { readonly data: string } {
  return { data: JSON.stringify({ dynamosim: version, plan: unknown, first: 1, last: 4, ...over }) };
}

test.skipIf(withoutRedis.skip)(withoutRedis.name('are refused, told, and hold up nobody'), async () => {
  const redis = await startRedis();
  const client = redis.client();
  const plan = shortPlan(jobs);
  const local = scratch();
  await dynamosimInProcess(['sweep', ...plan, '--threads', '1', '--out', local]);
  const [header] = readFileSync(`${local}/shard-1-of-1.ndjson`, 'utf8').split('\n');
  await client.set(`dynamosim:plan:${damaged}`, '{"no json');
  await client.set(`dynamosim:plan:${foreign}`, JSON.stringify(JSON.parse(header).plan));
  await client.set(`dynamosim:plan:${bad}`, '{"dynamosim":"0.1.0","scenarios":[]}');
  for (const [at, [fields]] of hostile.entries()) {
    await client.hset(`${own}:hostile-${at}`, { name: 'range', timestamp: '1', opts: '{}', ...fields });
    await client.lpush(`${own}:wait`, `hostile-${at}`);
  }
  // One of which nothing but the name is there, and others that come as BullMQ makes them.
  await client.lpush(`${own}:wait`, 'nothing');
  const queue = new Queue(`jobs-${version}`, { connection: client, prefix: 'dynamosim' });
  await queue.add('rm -rf /', { any: 'thing' }, { jobId: 'strange', priority: 1, attempts: 1000 });
  await client.zadd(`${own}:marker`, 0, '0');
  const worker = start(['worker', '--queue', redis.url, '--threads', '1']);
  // Redis keeps the reason of each; the worker tells of some and counts the rest.
  await until(async () => (await client.zcard(`${own}:failed`)) === hostile.length + 2, 'all of them');
  for (const [at, [, reason]] of hostile.entries()) {
    expect(await client.hget(`${own}:hostile-${at}`, 'failedReason')).toMatch(reason);
  }
  expect(await client.hget(`${own}:strange`, 'failedReason')).toMatch(/it is called "rm -rf \/", not range/);
  expect(worker.told()).toMatch(/job hostile-0 of the queue: refused: it is no JSON\n/);
  const out = scratch();
  const { code } = await start(['sweep', ...plan, '--queue', redis.url, '--out', out]).ending;
  expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: sha256Of(local) });
  expect((await client.keys('*')).filter((key) => /repeat|bull:|delayed/.test(key))).toEqual([]);
  expect(await client.llen(`${own}:wait`)).toBe(0);
  expect(await client.llen(`${own}:active`)).toBe(0);
  worker.child.kill('SIGTERM');
  expect(await worker.ending).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/12 runs ended here; 21 jobs of the queue refused or lost\n$/),
  });
});

test.skipIf(withoutRedis.skip)(
  withoutRedis.name('what is no record is left out by the sweep, and run again'),
  async () => {
    const redis = await startRedis();
    const plan = shortPlan(jobs);
    const local = scratch();
    await dynamosimInProcess(['sweep', ...plan, '--threads', '1', '--out', local]);
    const [header, first] = readFileSync(`${local}/shard-1-of-1.ndjson`, 'utf8').split('\n');
    const { digest } = JSON.parse(header);
    const ends = [
      'no record',
      first.replace('"metrics":[', '"metrics":[1,'),
      '{"number":1e9}',
      first.replace(/"number":\d+/, '"number":999'),
    ];
    await redis.client().rpush(`dynamosim:ends:${digest}`, ...ends);
    const worker = start(['worker', '--queue', redis.url, '--threads', '1']);
    const out = scratch();
    const { code, stderr } = await start(['sweep', ...plan, '--queue', redis.url, '--out', out]).ending;
    expect({ code, sha256: sha256Of(out) }).toEqual({ code: 0, sha256: sha256Of(local) });
    expect(stderr).toMatch(/left out what is no record in the queue: it has no check at its end/);
    expect(stderr).toMatch(/left out what is no record in the queue: its check is of another text/);
    worker.child.kill('SIGTERM');
    await worker.ending;
  },
);
