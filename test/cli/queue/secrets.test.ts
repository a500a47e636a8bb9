/** User and password of Redis come by address, from a word or the environment, and are told nowhere, whatever goes wrong. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defectReport } from '../../../sim/cli/defect.js';
import { redisAddressOf } from '../../../sim/cli/queue/redis/redis-address.js';
import { Terminal } from '../../../sim/cli/terminal.js';
import { type Ending, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';
import { start, startRedis } from './processes.js';
import { freePort, withoutRedis } from './redis-server.js';
import { shortPlan } from './short-plan.js';

const user = 'dynamosim';
const password = 'hush/:@%hush';
const inUrl = encodeURIComponent(password);
const secrets = [password, inUrl, 'hush'];
const told = ({ stdout, stderr }: Ending) => secrets.filter((secret) => `${stdout}${stderr}`.includes(secret));
/** As docs/sweep-on-many-machines.md has it. */
const [, rights] = /^user dynamosim on >PASSWORD (.*)$/m.exec(readFileSync('docs/sweep-on-many-machines.md', 'utf8'))!;

test.skipIf(withoutRedis.skip)(withoutRedis.name('a sweep with user and password'), async () => {
  const redis = await startRedis({ lines: ['user default off', `user ${user} on >${password} ${rights}`] });
  const url = `redis://${user}:${inUrl}@127.0.0.1:${redis.port}`;
  const environment = { DYNAMOSIM_REDIS_URL: url };
  const plan = shortPlan(8);
  const outs = [scratch(), scratch()];
  const worker = start(['worker', '--threads', '1'], environment);
  const sweeps = [
    await start(['sweep', ...plan, '--queue', 'env', '--out', outs[0]], environment).ending,
    await start(['sweep', ...plan, '--queue', url, '--out', outs[1]]).ending,
  ];
  expect(sweeps.map(({ code }) => code)).toEqual([0, 0]);
  worker.child.kill('SIGTERM');
  const endings = [...sweeps, await worker.ending];
  expect(endings[2]).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`serves redis://127.0.0.1:${redis.port} on`),
  });
  expect(endings.flatMap(told)).toEqual([]);
  const files = outs.flatMap((out) => readdirSync(out).map((name) => readFileSync(join(out, name), 'latin1')));
  expect(files.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);

  const wrong = await dynamosimInProcess(['worker', '--queue', url.replace(inUrl, `${inUrl}x`)]);
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^dynamosim: redis:\/\/127\.0\.0\.1:\d+: found no Redis that serves us: WRONGPASS/),
  });
  const none = await dynamosimInProcess(['worker', '--queue', redis.url]);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/found no Redis that serves us: NOAUTH/) });
  expect([wrong, none].flatMap(told)).toEqual([]);
});

test.each([
  ['another scheme', ['worker', '--queue', 'https://me:hush@host']],
  ['a port that is none', ['worker', '--queue', 'redis://me:hush@host:99999']],
  ['what is not encoded', ['worker', '--queue', 'redis://me:%hush@host']],
  ['a database that is none', ['worker', '--queue', 'redis://me:hush@host/none']],
  ['what is no address', ['worker', '--queue', 'me:hush@host']],
  ['a place where no word is wanted', ['worker', 'redis://me:hush@host']],
  ['the place of a scenario', ['sweep', 'redis://me:hush@host', '--queue', 'redis://me:hush@host']],
  ['the place of a command', ['redis://me:hush@host']],
  ['twice', ['worker', '--queue', 'redis://me:hush@host', '--queue', 'redis://me:hush@host']],
  ['beside --threads', ['sweep', 'steady-state', '--queue', 'redis://me:hush@host', '--threads', '2']],
  ['of another command', ['run', 'steady-state', '--queue', 'redis://me:hush@host']],
])('an address is not shown where it is wrong: %s', async (_what, words) => {
  const ending = await dynamosimInProcess(words);
  expect(ending.code).toBe(2);
  expect(ending.stderr).toMatch(/: (found|there is|run has) \S/);
  expect(told(ending)).toEqual([]);
});

test('the words that reproduce a defect are told without it', () => {
  let text = '';
  const stream = { on: () => {}, write: (more: string) => (text += more) } as unknown as NodeJS.WriteStream;
  const terminal = new Terminal(stream, stream, {});
  terminal.tell(defectReport(new Error('broke down'), ['sweep', 'a.yaml', '--queue', 'rediss://me:hu sh@h@host:1']));
  terminal.replaceLine('redis://me:hush@host');
  expect(text).toContain("--queue 'rediss://…@host:1'");
  expect(text).not.toMatch(/hu ?sh/);
});

test.each([
  [
    'redis://host',
    { host: 'host', port: 6379, database: 0, isTls: false, user: null, password: null, shown: 'redis://host:6379' },
  ],
  [
    'rediss://:p%40ss@[::1]:7/3',
    { host: '::1', port: 7, database: 3, isTls: true, user: null, password: 'p@ss', shown: 'rediss://[::1]:7/3' },
  ],
  [
    'redis://me:a:b@host/0',
    { host: 'host', port: 6379, database: 0, isTls: false, user: 'me', password: 'a:b', shown: 'redis://host:6379' },
  ],
])('%s is read', (text, address) => {
  expect(redisAddressOf(text, {})).toEqual(address);
  expect(redisAddressOf(undefined, { DYNAMOSIM_REDIS_URL: text })).toEqual(address);
  expect(redisAddressOf('env', { DYNAMOSIM_REDIS_URL: text })).toEqual(address);
});

const withoutOpenssl = spawnSync('openssl', ['version']).error !== undefined;

test.skipIf(withoutRedis.skip || withoutOpenssl)(
  withoutRedis.name(`TLS asks for a trusted certificate${withoutOpenssl ? ' (skipped: there is no openssl)' : ''}`),
  async () => {
    const folder = scratch();
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name));
    const how = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate];
    expect(spawnSync('openssl', ['req', ...how, ...names]).status).toBe(0);
    const port = await freePort();
    const files = [`tls-cert-file ${certificate}`, `tls-key-file ${key}`, `tls-ca-cert-file ${certificate}`];
    await startRedis({ lines: [`tls-port ${port}`, ...files, 'tls-auth-clients no', 'requirepass hush'] });
    const address = { DYNAMOSIM_REDIS_URL: `rediss://:hush@localhost:${port}` };
    const stranger = await start(['worker'], address).ending;
    expect(stranger).toMatchObject({ code: 2, stderr: expect.stringContaining('serves us: self-signed certificate') });
    const trusting = { ...address, NODE_EXTRA_CA_CERTS: certificate };
    const worker = start(['worker', '--threads', '1'], trusting);
    const { code } = await start(['sweep', ...shortPlan(4), '--queue', 'env'], trusting).ending;
    expect(code).toBe(0);
    worker.child.kill('SIGTERM');
    expect((await worker.ending).code).toBe(0);
  },
);
