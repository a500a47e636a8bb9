/**
 * The process of a pool's threads ends with the process that asks it and not before: a stop of the whole group is the
 * other's to decide. Where it dies, what it had under way is asked of another.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { JobPool } from '../../../sim/cli/sweep/job-pool.js';
import { plan } from './plan-without-runs.js';

function written(name: string, program: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'dynamosim-test-')), name);
  writeFileSync(file, program);
  return file;
}

async function linesOf(pool: JobPool, jobs: number): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  for await (const { number, line } of pool.run(Array.from({ length: jobs }, (_, at) => at + 1))) {
    lines[number - 1] = line;
  }
  await pool.end();
  return lines;
}

const expected = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);

test('killed with all of its threads, it loses no job', async () => {
  const mark = join(mkdtempSync(join(tmpdir(), 'dynamosim-test-')), 'mark');
  const file = written(
    'worker.mjs',
    `import { existsSync, writeFileSync } from 'node:fs';
     export default (number) => {
       if (number === 9 && !existsSync(${JSON.stringify(mark)})) {
         writeFileSync(${JSON.stringify(mark)}, '');
         process.kill(process.pid, 'SIGKILL');
         for (;;);
       }
       return 'line ' + number;
     };`,
  );
  expect(await linesOf(new JobPool(plan, 2, file), 20)).toEqual(expected);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('it goes on after a %s', async (signal) => {
  const file = written(
    'worker.mjs',
    `export default async (number) => {
       if (number === 3) {
         process.kill(process.pid, '${signal}');
         await new Promise((resolve) => setTimeout(resolve, 100));
       }
       return process.pid + ' ' + number;
     };`,
  );
  const lines = await linesOf(new JobPool(plan, 2, file), 20);
  expect(new Set(lines.map((line) => line?.split(' ')[0])).size).toBe(1);
  expect(lines.map((line) => line?.split(' ')[1])).toEqual(expected.map((_, at) => `${at + 1}`));
});

test('it does not outlive who asks, in the middle of a job', async () => {
  const worker = written(
    'worker.mjs',
    `import { writeSync } from 'node:fs';
     export default () => { writeSync(1, process.pid + '\\n'); for (;;); };`,
  );
  const pool = new URL('job-pool.js', import.meta.resolve('#job-worker'));
  const asking = written(
    'asking.mjs',
    `import { JobPool } from ${JSON.stringify(fileURLToPath(pool))};
     for await (const _end of new JobPool(${JSON.stringify(plan)}, 1, ${JSON.stringify(worker)}).run([1]));`,
  );
  const program = spawn(process.execPath, [asking], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(program.stdout, 'data');
  const pid = Number(line);
  expect(isThere(pid)).toBe(true);
  program.kill('SIGKILL');
  await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
