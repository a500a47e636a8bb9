/** What is wrong with a queue's words, with Redis or with the installation is one clear error, within seconds. */

import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';
import { startRedis } from './processes.js';
import { withoutRedis } from './redis-server.js';

const secondsMax = 10;

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { readonly port: number }).port;
}

test.each([
  ['--shard', '1/2', 'found --queue beside --shard; expected one of them: a queue serves the whole plan'],
  ['--threads', '2', 'found --queue beside --threads; expected one of them: each worker says its own'],
])('beside %s', async (option, value, words) => {
  const { code, stderr } = await dynamosimInProcess(['sweep', fixture('vary'), '--queue', 'redis://h', option, value]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `dynamosim: ${words}\n` });
});

test('without an address', async () => {
  const none = await dynamosimInProcess(['worker']);
  expect(none).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^dynamosim: found no --queue and no DYNAMOSIM_REDIS_URL/),
  });
  const env = await dynamosimInProcess(['sweep', fixture('vary'), '--queue', 'env']);
  expect(env).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^dynamosim: found --queue env and no DYNAMOSIM_REDIS_URL/),
  });
});

test('with other mistakes, all at once', async () => {
  const { stderr } = await dynamosimInProcess(['sweep', fixture('vary'), '--queue', 'h', '--seeds', 'x', '--for', 'y']);
  expect(stderr.trimEnd().split('\n').length).toBe(3);
});

test('--list needs no Redis', async () => {
  const { code, stdout } = await dynamosimInProcess([
    'sweep',
    fixture('vary'),
    '--queue',
    'redis://127.0.0.1:1',
    '--list',
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^plan \w{64}: 1 job\n/) });
});

test.each(['worker', 'sweep'])('nobody there: %s says so and leaves nothing behind', async (command) => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  const out = join(scratch(), 'out');
  const words = command === 'worker' ? ['worker'] : ['sweep', fixture('vary'), '--out', out];
  const { code, stderr } = await dynamosimInProcess([...words, '--queue', `redis://127.0.0.1:${port}`]);
  const why = 'found no Redis that serves us: connection refused (ECONNREFUSED)';
  expect({ code, stderr }).toEqual({ code: 2, stderr: `dynamosim: redis://127.0.0.1:${port}: ${why}\n` });
  expect(existsSync(out)).toBe(false);
});

test.each([
  ['says nothing', () => {}],
  ['speaks another language', (socket: { end(text: string): void }) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['hangs up', (socket: { end(): void }) => socket.end()],
])('somebody there who %s', async (_what, answer) => {
  const port = await portOf(createServer((socket) => answer(socket.on('error', () => {}))));
  const startedAtMs = performance.now();
  const { code, stderr } = await dynamosimInProcess(['worker', '--queue', `redis://127.0.0.1:${port}`]);
  expect({ code, lines: stderr.split('\n').length, stderr }).toMatchObject({ code: 2, lines: 2 });
  expect(stderr).toMatch(/found no Redis that serves us: \S/);
  expect((performance.now() - startedAtMs) / 1e3).toBeLessThan(secondsMax);
});

test('a name that nobody has', async () => {
  const { code, stderr } = await dynamosimInProcess(['worker', '--queue', 'redis://nobody.invalid']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^dynamosim: redis:\/\/nobody\.invalid:6379: found no Redis that serves us: .*\n$/),
  });
});

test.skipIf(withoutRedis.skip)(withoutRedis.name('a Redis that refuses what a sweep asks'), async () => {
  const redis = await startRedis({ lines: ['user default off', 'user me on >hush ~other:* +@all'] });
  const address = `redis://me:hush@127.0.0.1:${redis.port}`;
  const { code, stderr } = await dynamosimInProcess(['sweep', fixture('vary'), '--queue', address]);
  const words = `dynamosim: redis://127.0.0.1:${redis.port}: found a Redis that refuses: NOPERM`;
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
});
