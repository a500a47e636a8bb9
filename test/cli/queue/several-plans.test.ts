/** One worker serves as many sweeps as there are, though it keeps threads for two plans at a time. */
import { expect, test } from 'vitest';
import { scratch } from '../dynamosim.js';
import { start, startRedis } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan, sweptHere } from './short-plan.js';

test.skipIf(withoutRedis.skip)(withoutRedis.name('three plans at once'), async () => {
  const redis = await startRedis();
  const plans = [10, 11, 12].map((jobs) => ({ plan: shortPlan(jobs), out: scratch() }));
  const sweeps = plans.map(({ plan, out }) => start(['sweep', ...plan, '--queue', redis.url, '--out', out]));
  const worker = start(['worker', '--queue', redis.url, '--threads', '2']);
  const endings = await Promise.all(sweeps.map(({ ending }) => ending));
  expect(endings.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const { plan, out } of plans) expect(sha256Of(out)).toBe((await sweptHere(plan)).sha256);
  worker.child.kill('SIGTERM');
  expect(await worker.ending).toMatchObject({ code: 0, stderr: expect.stringContaining('33 runs ended here') });
});
