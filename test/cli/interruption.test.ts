/**
 * A run that is interrupted while it goes on ends with what it has; one interrupted later is written, or says that nothing
 * was, and leaves no folder behind that it made. The signals come at the moment that a test names (fixtures/raise.mjs), and
 * not after some time.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dynamosim, fixture, interrupted, scratch } from './dynamosim.js';

/** The folder of a run, in one that is not there either. */
const places = () => {
  const folder = scratch();
  return { folder, out: join(folder, 'runs', 'run') };
};
const run = (out: string, ...words: readonly string[]) => ['run', fixture('steady'), ...words, '--out', out];

test.each(['SIGINT', 'SIGTERM'])('%s ends a run with what it has, which replays', async (signal) => {
  const { out } = places();
  const { code, stdout, stderr } = await interrupted(run(out, '--duration', '7d'), signal, 'run');
  expect(code).toBe(130);
  expect(stdout).toContain('Interrupted: all figures speak of the part that ran');
  expect(stderr).toContain('dynamosim: interrupted');
  const { run: facts } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(facts.interrupted).toBe(true);
  expect(facts.events).toBeGreaterThan(0);
  const { stdout: proved } = dynamosim(['replay', out]);
  expect(proved.startsWith(`identical: ${facts.events} events, digest ${facts.digest}\n`)).toBe(true);
});

describe('after the end of a run', () => {
  test('once, while files are made or written, leaves them whole', async () => {
    for (const moment of ['summary', 'writing']) {
      const { folder, out } = places();
      const { code, stderr } = await interrupted(run(out), 'SIGINT', moment);
      expect({ moment, code, stderr }).toEqual({ moment, code: 0, stderr: expect.stringContaining(`Wrote ${out}`) });
      expect(dynamosim(['replay', out]).code).toBe(0);
      expect(readdirSync(join(folder, 'runs'))).toEqual(['run']);
    }
  });

  test('twice says that nothing was written, and leaves nothing', async () => {
    const lines = [
      run('OUT'),
      ['vary', fixture('steady'), 'seed=1,2', '--out', 'OUT'],
      ['compare', fixture('steady'), '--set', 'seed=2', '--out', 'OUT'],
    ];
    for (const line of lines) {
      const { folder, out } = places();
      const words = line.map((word) => (word === 'OUT' ? out : word));
      const { code, stderr } = await interrupted(words, 'SIGTERM', 'summary', 'turn');
      expect({ line, code, stderr }).toEqual({
        ...{ line, code: 130 },
        stderr: expect.stringMatching(/still written.*\n.*interrupted again; nothing was written to .*run\n$/),
      });
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

test('a run that was interrupted has been so once, and a folder that was there stays', async () => {
  const { folder, out } = places();
  mkdirSync(out, { recursive: true });
  const { code, stderr } = await interrupted(run(out, '--duration', '7d'), 'SIGINT', 'run', 'summary');
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('nothing was written') });
  expect([readdirSync(join(folder, 'runs')), readdirSync(out)]).toEqual([['run'], []]);
});

test('nothing is there while a run goes on, nor after one that broke off', () => {
  const { folder, out } = places();
  const { code } = dynamosim(['compare', fixture('steady'), join(folder, 'none'), '--out', out]);
  expect({ code, left: readdirSync(folder) }).toEqual({ code: 2, left: [] });
});
