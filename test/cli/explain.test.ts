/** `explain` on the command line: of a run's folder or its result alone, as text or JSON, and what is no result. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../reports/explain/explanation.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-explain-'));
const runFolder = join(folder, 'run');
beforeAll(async () => {
  await dynamosimInProcess(['run', 'leader-crash', '--out', runFolder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a folder and its result alone are explained alike', async () => {
  const [ofFolder, ofFile] = await Promise.all(
    [runFolder, join(runFolder, 'result.json')].map((path) => dynamosimInProcess(['explain', path], { columns: 80 })),
  );
  expect(ofFolder.code).toBe(0);
  expect(ofFolder.stdout).toContain('was down');
  expect(ofFile).toEqual(ofFolder);
  for (const line of ofFolder.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('as JSON it holds every story, the slowest first', async () => {
  const { stdout } = await dynamosimInProcess(['explain', runFolder, '--format', 'json']);
  const { slowest }: Explanation = JSON.parse(stdout);
  const latencies = slowest.map(({ latencyMs }) => latencyMs);
  expect(latencies.length).toBeGreaterThan(5);
  expect(latencies).toEqual([...latencies].sort((a, b) => b - a));
});

test.each([
  ['a folder without a result', folder, /no such file/],
  ['no JSON', join(folder, 'text.json'), /found no JSON; expected the result of a run/],
  ['JSON of something else', join(folder, 'other.json'), /no result of format 1/],
])('%s is one error', async (_what, path, words) => {
  writeFileSync(join(folder, 'text.json'), 'verdict: passed');
  writeFileSync(join(folder, 'other.json'), '{ "version": 1 }');
  const { code, stderr } = await dynamosimInProcess(['explain', path]);
  expect(code).toBe(2);
  expect(stderr).toMatch(words);
});
