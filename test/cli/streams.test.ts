import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynamosim, fixture, scratch, startDynamosim } from './dynamosim.js';

test('--format json prints the result and nothing else, the bytes of result.json', () => {
  const out = join(scratch(), 'run');
  const { stdout } = dynamosim(['run', fixture('steady'), '--format', 'json', '--out', out]);
  expect(stdout).toBe(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(JSON.parse(stdout).seed).toBe(5);
});

test('the summary goes to stdout, what was written to stderr in a line', () => {
  const { stdout, stderr } = dynamosim(['run', fixture('steady'), '--out', join(scratch(), 'run')]);
  expect(stdout).toMatch(/^[A-Z ]+: .*\n\nA small region at rest\n/);
  expect(stdout).not.toContain('result.json');
  expect(stderr).toMatch(/^Wrote .*\/report\.html and \d+ files beside it\n$/);
});

test('without a terminal there is neither colour nor progress', () => {
  const { stdout, stderr } = dynamosim(['run', fixture('steady')]);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe('');
});

test('a reader that goes away is no error', async () => {
  const { child, ending } = startDynamosim(['run', fixture('steady'), '--format', 'json']);
  child.stdout?.destroy();
  const { code, stderr } = await ending;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test.runIf(process.platform === 'linux')('an output that cannot be written is told, with exit code 2', () => {
  const line = `"$0" dist/sim/cli/main.js run "${fixture('steady')}" > /dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', line, process.execPath], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^dynamosim: the output cannot be written: .*\(ENOSPC\)\n$/);
});
