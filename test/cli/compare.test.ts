/** `compare` on the command line: of folders and of results alone, what it answers to a build, and wrong words. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison } from '../../reports/compare/comparison.js';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-compare-'));
const [plain, slow] = ['plain', 'slow'].map((name) => join(folder, name));
beforeAll(async () => {
  await dynamosimInProcess(['run', fixture('steady'), '--out', plain]);
  // A network between zones that takes longer: every write does.
  await dynamosimInProcess(['run', fixture('steady'), '--set', 'parameters.network.crossZoneDelay=5ms', '--out', slow]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const rise = 'latency.storefront.putItem.p50 > +10%';

test('a run beside itself has no difference, and fails no condition on one', async () => {
  const { code, stdout } = await dynamosimInProcess(['compare', plain, join(plain, 'result.json'), '--fail-on', rise]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/passed: .*\n\nNo difference\n$/);
});

test('a slower network shows in the tail, as network, on the same load', async () => {
  const { code, stdout } = await dynamosimInProcess(['compare', plain, slow, '--format', 'json']);
  const { load, differences, stages }: Comparison = JSON.parse(stdout);
  expect({ code, load }).toEqual({ code: 0, load: 'same' });
  const means = differences.filter(({ metric }) => metric.endsWith('.write.mean'));
  expect(means.length).toBeGreaterThan(0);
  for (const { change, isBetter } of means)
    expect({ isRise: change! > 0, isBetter }).toEqual({ isRise: true, isBetter: false });
  for (const shift of stages.filter(({ band, consistency }) => band === 'p50-p90' && consistency === 'write')) {
    expect(['network', 'quorumWait']).toContain(shift.stages[0].stage);
  }
});

test('a condition that holds fails the build, in text of 80 columns and in Markdown', async () => {
  for (const format of ['text', 'markdown']) {
    const line = ['compare', plain, slow, '--fail-on', 'run.requests < -50%', '--fail-on', rise, '--format', format];
    const { code, stdout } = await dynamosimInProcess(line, { columns: 80 });
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED/);
    if (format === 'text') for (const shown of stdout.split('\n')) expect(shown.length).toBeLessThanOrEqual(80);
  }
});

test('with --out the page, JSON and Markdown lie in a folder, and a later comparison replaces them', async () => {
  const out = join(folder, 'compared');
  for (const [a, b] of [
    [plain, plain],
    [plain, slow],
  ]) {
    const { code, stderr } = await dynamosimInProcess(['compare', a, b, '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Wrote to ${out}: compare.json, compare.html, compare.md\n` });
  }
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  const { stdout } = await dynamosimInProcess(['compare', plain, slow, '--format', 'json']);
  expect(read('compare.json')).toBe(stdout);
  expect(read('compare.md')).toBe((await dynamosimInProcess(['compare', plain, slow, '--format', 'markdown'])).stdout);
  expect(read('compare.html')).toContain('<h2>What differs</h2>');
  const { code, stderr } = await dynamosimInProcess(['compare', plain, slow, '--out', plain]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('expected an empty directory') });
});

test('a bad condition is one error with a caret under its place', async () => {
  const { code, stdout, stderr } = await dynamosimInProcess(['compare', plain, slow, '--fail-on', 'run.events > 10%']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    '--fail-on:1:14: found "10%"; expected a change with its sign, such as "+10%" of the first result, or "+5"\n' +
      '    run.events > 10%\n' +
      '                 ^\n',
  );
});

test('what is no result is one error', async () => {
  const { code, stderr } = await dynamosimInProcess(['compare', plain, join(folder, 'none')]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('none') });
});

test('a run that was interrupted is marked wherever it is compared, and passes no condition', async () => {
  const cut = join(folder, 'cut.json');
  const result = JSON.parse(readFileSync(join(plain, 'result.json'), 'utf8'));
  writeFileSync(cut, JSON.stringify({ ...result, run: { ...result.run, interrupted: true } }));
  const out = join(folder, 'compared-cut');
  for (const sides of [
    [cut, plain],
    [plain, cut],
  ]) {
    const letter = sides[0] === cut ? 'A' : 'B';
    const mark = `${letter} was interrupted`;
    const { code, stdout } = await dynamosimInProcess(['compare', ...sides, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(mark) });
    expect(stdout).toContain(`${letter} ${cut}: INTERRUPTED, `);
    for (const name of ['compare.html', 'compare.md']) expect(readFileSync(join(out, name), 'utf8')).toContain(mark);
    const comparison: Comparison = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8'));
    expect([comparison.a.interrupted, comparison.b.interrupted]).toEqual([letter === 'A', letter === 'B']);
    expect(await dynamosimInProcess(['compare', ...sides, '--fail-on', rise])).toEqual({
      code: 2,
      stdout: '',
      stderr: `dynamosim: ${cut}: found a run that was interrupted at ${result.run.simulatedSeconds} s; expected one that came to its end, as --fail-on compares\n`,
    });
  }
});
