/** A sweep that adds seeds until its intervals are narrow does so over a queue as it does here, to the same bytes. */
import { expect, test } from 'vitest';
import { scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';
import { recordsIn, start, startRedis } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan } from './short-plan.js';

test.skipIf(withoutRedis.skip)(withoutRedis.name('--until over a queue'), async () => {
  const redis = await startRedis();
  const words = ['sweep', ...shortPlan(400), '--until', 'latency.storefront.getItem.mean:2%'];
  const [here, there] = [scratch(), scratch()];
  const local = await dynamosimInProcess([...words, '--threads', '1', '--out', here]);
  expect(local).toMatchObject({ code: 0 });
  const worker = start(['worker', '--queue', redis.url, '--threads', '1']);
  const queued = await start([...words, '--queue', redis.url, '--out', there]).ending;
  expect(queued).toMatchObject({ code: 0 });
  expect(sha256Of(there)).toBe(sha256Of(here));
  const [of, ofQueue] = [here, there].map((out) => [...recordsIn(out)].sort());
  expect(ofQueue).toEqual(of);
  // More than the first round, and not all.
  expect(of.length).toBeGreaterThan(10);
  expect(of.length).toBeLessThan(400);
  worker.child.kill('SIGTERM');
  // What no round asks for is run nowhere.
  expect((await worker.ending).stderr).toContain(`dynamosim: ${of.length} runs ended here`);
});
