import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { dynamosim, fixture, scratch, startDynamosim } from './dynamosim.js';

/** From the making of the output directory to the first events, on a slow machine. */
const beginningMs = 1500;

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run with what it has, which replays', async (signal) => {
  const out = join(scratch(), 'run');
  const { child, ending } = startDynamosim(['run', fixture('steady'), '--duration', '7d', '--out', out]);
  while (!existsSync(out)) await setTimeout(50);
  await setTimeout(beginningMs);
  child.kill(signal);
  const { code, stdout, stderr } = await ending;
  expect(code).toBe(130);
  expect(stdout).toContain('Interrupted: all figures speak of the part that ran');
  expect(stderr).toContain('dynamosim: interrupted');
  const { run } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(run.interrupted).toBe(true);
  expect(run.events).toBeGreaterThan(0);
  const { stdout: proved } = dynamosim(['replay', out]);
  expect(proved.startsWith(`identical: ${run.events} events, digest ${run.digest}\n`)).toBe(true);
});
