/** One plan has one answer, to the byte: on one thread and on all, in any number of shards, stopped and resumed anywhere. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { dynamosim, fixture, program, scratch, startDynamosim } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const plan = [fixture('vary'), '--seeds', '1..3', '--vary', 'tenants.storefront.arrivals.poisson=100/s,300/s'];
const jobs = 6;
const shard = 'shard-1-of-1.ndjson';

/** What is written of the plan, on one thread. */
let whole = '';
/** The records, in the order in which they ended. */
let records = '';

const filesIn = (out: string) =>
  ['sweep.json', 'sweep.csv', 'sweep.parquet', 'junit.xml', 'sweep.html']
    .map((name) => readFileSync(join(out, name), 'latin1'))
    .join('');

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  await dynamosimInProcess(['sweep', ...plan, '--threads', '1', '--out', out]);
  whole = filesIn(out);
  records = readFileSync(join(out, shard), 'utf8');
});

test('on several threads', async () => {
  const out = scratch();
  const { code } = await dynamosimInProcess(['sweep', ...plan, '--threads', '2', '--out', out]);
  expect({ code, files: filesIn(out) }).toEqual({ code: 0, files: whole });
});

test('without a folder, told in whole', async () => {
  const { code, stdout } = await dynamosimInProcess(['sweep', ...plan, '--threads', '1', '--format', 'json']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: whole.slice(0, whole.indexOf('\nscenario,') + 1) });
});

test('in shards that run at the same time and share a folder', async () => {
  const out = scratch();
  const words = (at: number) => ['sweep', ...plan, '--threads', '1', '--shard', `${at}/4`, '--out', out];
  const endings = await Promise.all([1, 2, 3, 4].map((at) => startDynamosim(words(at)).ending));
  expect(endings.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const { code } = await dynamosimInProcess(['merge', out, '--out', out]);
  expect({ code, files: filesIn(out) }).toEqual({ code: 0, files: whole });
});

test('whatever part of the records a kill or a full disk has left', async () => {
  const anyLength = fc.integer({ min: 0, max: Buffer.byteLength(records) });
  await fc.assert(
    fc.asyncProperty(anyLength, async (length) => {
      const out = scratch();
      writeFileSync(join(out, shard), records);
      truncateSync(join(out, shard), length);
      const { code } = await dynamosimInProcess(['sweep', ...plan, '--out', out]);
      expect({ code, files: filesIn(out) }).toEqual({ code: 0, files: whole });
      expect(readFileSync(join(out, shard), 'utf8').split('\n').sort()).toEqual(records.split('\n').sort());
    }),
    { seed: 1, numRuns: 4, examples: [[0], [10], [Buffer.byteLength(records) - 1], [Buffer.byteLength(records)]] },
  );
});

test('whatever two processes that run one shard at the same time make of it', async () => {
  const out = scratch();
  const [first, ...others] = records.trimEnd().split('\n');
  // Both find no file, and write its first line; then each goes on with the lines that it has yet to make.
  writeFileSync(join(out, shard), [first, first, ...others.slice(0, 3), ''].join('\n'));
  const words = ['sweep', ...plan, '--threads', '1', '--out', out];
  const endings = [startDynamosim(words), startDynamosim(words)].map(({ ending }) => ending);
  expect((await Promise.all(endings)).map(({ code }) => code)).toEqual([0, 0]);
  expect(filesIn(out)).toBe(whole);
});

test('a disk that is full is told, and loses nothing that was kept', () => {
  const out = scratch();
  const line = `ulimit -f 4; exec "$0" "$@"`;
  const words = [program, 'sweep', ...plan, '--out', out];
  const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, ...words], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/shard-1-of-1\.ndjson cannot be written: file too large \(EFBIG\)\n$/);
  expect(statSync(join(out, shard)).size).toBeLessThanOrEqual(4 * 1024);
  expect(dynamosim(['sweep', ...plan, '--out', out])).toMatchObject({ code: 0 });
  expect(filesIn(out)).toBe(whole);
});

test('a job that is run alone has the digest that it has in the sweep', () => {
  const [, , , fourth] = records
    .split('\n')
    .slice(1, 1 + jobs)
    .map((text) => JSON.parse(text));
  const set = 'tenants.storefront.arrivals.poisson=300/s';
  const alone = dynamosim(['run', fixture('vary'), '--set', set, '--seed', '1', '--format', 'json']);
  expect(fourth.number).toBe(4);
  expect(JSON.parse(alone.stdout).run.digest).toBe(fourth.run);
});
