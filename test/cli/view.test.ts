/** A folder served to this machine: its own plain files, under its own name, and nothing else; Ctrl-C ends it. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynamosim, fixture, scratch, startDynamosim } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Paths go out as they are: fetch would tidy them. */
function ask(
  port: number,
  path: string,
  options: { readonly host?: string; readonly method?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: options.host ?? `127.0.0.1:${port}` };
    const asked = request({ host: '127.0.0.1', port, path, headers, method: options.method ?? 'GET' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      );
    });
    asked.on('error', reject).end();
  });
}

test('serves the files of the folder, and nothing that is elsewhere', async () => {
  const folder = scratch();
  const runs = join(folder, 'runs');
  await dynamosimInProcess(['run', fixture('steady'), '--out', runs]);
  mkdirSync(join(runs, 'deeper'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(runs, 'deeper', 'secret'), 'secret');
  symlinkSync(join(folder, 'secret'), join(runs, 'link'));
  writeFileSync(join(runs, 'report.html'), '<p>page');
  const { child, ending } = startDynamosim(['view', runs]);
  const address = await new Promise<string>((resolve) => child.stdout!.once('data', resolve));
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/\n$/.exec(address)?.[1]);

  expect(await ask(port, '/')).toEqual({ status: 200, type: 'text/html; charset=utf-8', text: '<p>page' });
  const text = readFileSync(join(runs, 'result.json'), 'utf8');
  expect(await ask(port, '/result.json?again')).toEqual({ status: 200, type: 'application/json', text });
  expect(await ask(port, '/report.html', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  const elsewhere = [
    '/../secret',
    '/..%2fsecret',
    '/%2e%2e/secret',
    '//etc/passwd',
    '/deeper/secret',
    '/deeper',
    '/link',
    '/.',
    '/..',
    '/\\..\\secret',
    '/none',
  ];
  for (const path of elsewhere) expect({ path, status: (await ask(port, path)).status }).toEqual({ path, status: 404 });
  expect((await ask(port, '/', { host: 'evil.example' })).status).toBe(403);
  expect((await ask(port, '/', { method: 'POST' })).status).toBe(405);

  child.kill('SIGINT');
  expect((await ending).code).toBe(0);
});

test('of the folder of a sweep it serves the page of the sweep, which is that of no run', async () => {
  const folder = scratch();
  await dynamosimInProcess(['sweep', fixture('steady'), '--threads', '1', '--out', folder]);
  const { child, ending } = startDynamosim(['view', folder]);
  const address = await new Promise<string>((resolve) => child.stdout!.once('data', resolve));
  const port = Number(/:(\d+)\/\n$/.exec(address)?.[1]);
  expect((await ask(port, '/')).text).toBe(readFileSync(join(folder, 'sweep.html'), 'utf8'));
  child.kill('SIGINT');
  expect((await ending).code).toBe(0);
  const told =
    /found a sweep; expected the result of a run, .*: the page of a sweep is its sweep\.html, which `dynamosim merge` makes again\n$/;
  expect(await dynamosimInProcess(['report', folder])).toMatchObject({ code: 2, stderr: expect.stringMatching(told) });
  rmSync(join(folder, 'sweep.html'));
  expect(await dynamosimInProcess(['view', folder])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /sweep\.html: found no such file; expected the page of the sweep, which `dynamosim merge` makes/,
    ),
  });
});

test('a folder without a run or its page is told before anybody listens', async () => {
  const folder = scratch();
  const told = async (words: RegExp) =>
    expect(await dynamosimInProcess(['view', folder])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(words),
    });
  await told(/result\.json: found no such file; expected the result of a run, or a folder that `run --out` wrote\n$/);
  writeFileSync(join(folder, 'result.json'), '{"seed": 1}');
  await told(/result\.json:1:1: no result of format 1: found no "/);
  rmSync(join(folder, 'result.json'));
  await dynamosimInProcess(['run', fixture('steady'), '--out', folder]);
  rmSync(join(folder, 'report.html'));
  await told(/report\.html: found no such file; expected the page of the run, which `dynamosim report` makes again\n$/);
});

test('what is no folder, or no port, is told', () => {
  expect(dynamosim(['view', join(scratch(), 'none')])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/cannot be listed: .*ENOENT/),
  });
  expect(dynamosim(['view', scratch(), '--port', '99999'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/found --port 99999; expected a number/),
  });
});
