/** `run --export` adds files to a run's folder, and `replay` makes them again and proves them the same. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportFiles, exportNames } from '../../sim/cli/exports/export-names.js';
import { fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const crash = fixture('crash');
const allFiles: readonly string[] = Object.values(exportFiles).flat();
const run = (out: string, ...words: readonly string[]) => dynamosimInProcess(['run', crash, '--out', out, ...words]);
const exported = (out: string) =>
  readdirSync(out)
    .filter((name) => allFiles.includes(name))
    .sort();

test('a run leaves the exports that it was asked for, and a later one only its own', async () => {
  const out = scratch();
  await run(out);
  expect(exported(out)).toEqual([]);
  const { code } = await run(out, '--export', exportNames.join(','));
  expect(code).toBe(0);
  expect(exported(out)).toEqual([...allFiles].sort());
  await run(out, '--export', 'series');
  expect(exported(out)).toEqual(['series.csv']);
});

test('the run itself is the same with all of them', async () => {
  const [without, withAll] = [scratch(), scratch()];
  await run(without);
  await run(withAll, '--export', exportNames.join(','));
  for (const name of ['result.json', 'events.bin']) {
    expect(readFileSync(join(withAll, name)).equals(readFileSync(join(without, name)))).toBe(true);
  }
});

test('replay makes them again, the same to the byte', async () => {
  const out = scratch();
  await run(out, '--export', exportNames.join(','), '--event-queue', 'heap');
  const { code, stdout } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(0);
  const [, again] = /made again, the same to the byte: (.*)\n/.exec(stdout) ?? [];
  expect(again.split(', ')).toEqual(expect.arrayContaining([...allFiles]));
});

test.each(allFiles)('a changed %s is damage', async (name) => {
  const out = scratch();
  await run(out, '--export', exportNames.join(','));
  const path = join(out, name);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('x')]));
  const { code, stderr } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${name}: the recording is damaged: its checksum`);
});
