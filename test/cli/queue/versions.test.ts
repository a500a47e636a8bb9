/** Workers and sweeps of several versions share a Redis: each serves its own, and who waits for another is told so. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../../../sim/version.js';
import { scratch } from '../dynamosim.js';
import { start, startRedis, until } from './processes.js';
import { withoutRedis } from './redis-server.js';
import { sha256Of, shortPlan, sweptHere } from './short-plan.js';

const other = '9.9.9';

/** The program as it will be one day. */
function ofOtherVersion(): string {
  const folder = scratch();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'dist/sim/version.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`'${version}'`, `'${other}'`));
  return join(folder, 'dist/sim/cli/main.js');
}

test.skipIf(withoutRedis.skip)(withoutRedis.name('of several versions each serves its own'), async () => {
  const redis = await startRedis();
  const plan = shortPlan(12);
  const foreign = start(['worker', '--queue', redis.url, '--threads', '1'], {}, ofOtherVersion());
  const out = scratch();
  const sweep = start(['sweep', ...plan, '--queue', redis.url, '--out', out]);
  const ofSweep = `its workers are of version ${other} and refuse this sweep's jobs, which are for ${version}`;
  await until(() => sweep.told().includes(ofSweep), 'the sweep to tell of its workers');
  const ofWorker = `a sweep waits for workers of version ${version}; this one is of ${other} and refuses its jobs`;
  await until(() => foreign.told().includes(ofWorker), 'the worker to tell of the sweep');
  const own = start(['worker', '--queue', redis.url, '--threads', '1']);
  expect((await sweep.ending).code).toBe(0);
  expect(sha256Of(out)).toBe((await sweptHere(plan)).sha256);
  for (const { child } of [foreign, own]) child.kill('SIGTERM');
  expect((await foreign.ending).stderr).toMatch(/dynamosim: 0 runs ended here\n$/);
  expect((await own.ending).stderr).toMatch(/dynamosim: 12 runs ended here\n$/);
});
