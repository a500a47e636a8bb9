/** `report` of several stored runs: one page that leads to theirs, and what is no run among them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-trend-'));
const steady = fixture('steady');
const at = (...words: readonly string[]) => join(folder, ...words);
const runs = [at('runs', 'night 1'), at('runs', 'night-2')];
const varied = at('runs', 'varied');
beforeAll(async () => {
  for (const [index, out] of runs.entries())
    await dynamosimInProcess(['run', steady, '--seed', `${index + 1}`, '--out', out]);
  await dynamosimInProcess(['vary', steady, 'seed=1,2', '--out', varied]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('leads to the page of each run, wherever it lies, and leaves out what is no run', async () => {
  for (const out of [at('trend.html'), at('runs', 'trend.html')]) {
    const { code, stderr } = await dynamosimInProcess(['report', ...runs, varied, '--out', out]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `dynamosim: left out ${varied}: no stored run\nWrote ${out}\n`,
    });
    const links = [...readFileSync(out, 'utf8').matchAll(/<a href="(\.[^"]*report\.html)"/g)].map(([, link]) => link);
    expect(new Set(links).size).toBe(2);
    for (const link of links) expect(existsSync(join(dirname(out), decodeURIComponent(link)))).toBe(true);
  }
});

test('of a result alone there is a row and no link', async () => {
  const out = at('bare.html');
  const { code } = await dynamosimInProcess(['report', ...runs.map((each) => join(each, 'result.json')), '--out', out]);
  expect(code).toBe(0);
  expect(readFileSync(out, 'utf8')).not.toContain('<a href="./');
});

test('every word that is no run is told, and too many are', async () => {
  const missing = await dynamosimInProcess(['report', runs[0], at('none'), at('neither')]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(/none.*\n.*neither/);
  const many = await dynamosimInProcess(['report', ...Array.from({ length: 201 }, () => runs[0])]);
  expect(many).toMatchObject({ code: 2, stderr: 'dynamosim: found 201 runs; expected at most 200\n' });
  expect((await dynamosimInProcess(['report', varied, varied])).stderr).toMatch(/found no run among 2 folders/);
});
