import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynamosim, fixture, scratch, startDynamosim } from './dynamosim.js';

/** After start-up, before the end of a run of a week. */
const hearingMs = 1500;

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run with what it has, which replays', async (signal) => {
  const out = join(scratch(), 'run');
  const { child, ending } = startDynamosim(['run', fixture('steady'), '--duration', '7d', '--out', out]);
  setTimeout(() => child.kill(signal), hearingMs);
  const { code, stdout, stderr } = await ending;
  expect(code).toBe(130);
  expect(stdout).toContain('Interrupted: all figures speak of the part that ran');
  expect(stderr).toContain('dynamosim: interrupted');
  const { run } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(run.interrupted).toBe(true);
  expect(run.events).toBeGreaterThan(0);
  expect(dynamosim(['replay', out]).stdout).toBe(`identical: ${run.events} events, digest ${run.digest}\n`);
});
