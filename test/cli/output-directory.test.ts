import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const steady = fixture('steady');
const written = [
  'availability.png',
  'events.bin',
  'heat-map.png',
  'junit.xml',
  'latency-distribution.png',
  'latency-over-time.png',
  'outcomes.png',
  'percentiles-by-tenant.png',
  'recording.json',
  'report.html',
  'result.json',
  'scenario.yaml',
];

test('a run leaves its files and nothing half-written, also in folders that were not there', async () => {
  const out = join(scratch(), 'runs', 'steady');
  await dynamosimInProcess(['run', steady, '--out', out]);
  expect(readdirSync(out).sort()).toEqual(written);
  expect(readFileSync(join(out, 'scenario.yaml'), 'utf8')).toBe(readFileSync(steady, 'utf8'));
});

test('two runs write the same result, byte for byte, whichever event queue they use', async () => {
  const folder = scratch();
  const resultWith = async (queue: string) => {
    await dynamosimInProcess(['run', steady, '--event-queue', queue, '--out', join(folder, queue)]);
    return readFileSync(join(folder, queue, 'result.json'), 'utf8');
  };
  expect(await resultWith('bucket')).toBe(await resultWith('heap'));
});

test('a former run is overwritten', async () => {
  const out = scratch();
  await dynamosimInProcess(['run', steady, '--out', out]);
  expect((await dynamosimInProcess(['run', steady, '--out', out, '--seed', '6'])).code).toBe(0);
  expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')).seed).toBe(6);
});

test('a folder that holds other things is left alone', async () => {
  const out = scratch();
  writeFileSync(join(out, 'thesis.txt'), '');
  const { code, stderr } = await dynamosimInProcess(['run', steady, '--out', out]);
  expect(code).toBe(2);
  expect(stderr).toContain(`--out ${out}: found the file thesis.txt; expected an empty directory`);
  expect(readdirSync(out)).toEqual(['thesis.txt']);
});

const unwritable: [name: string, pathIn: (folder: string) => string, code: string][] = [
  ['a path below a file', (folder) => join(folder, 'file', 'below'), 'ENOTDIR'],
  ['a file', (folder) => join(folder, 'file'), 'ENOTDIR'],
];
if (existsSync('/proc/self')) unwritable.push(['a place in /proc', () => '/proc/run', 'ENOENT']);

test.each(unwritable)('%s is refused before the run', async (_, pathIn, code) => {
  const folder = scratch();
  writeFileSync(join(folder, 'file'), '');
  const path = pathIn(folder);
  const ending = await dynamosimInProcess(['run', steady, '--out', path]);
  expect(ending.stderr).toMatch(new RegExp(`^dynamosim: --out ${path}: cannot be written: .* \\(${code}\\)\n$`));
  expect({ code: ending.code, stdout: ending.stdout }).toEqual({ code: 2, stdout: '' });
});
