import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledScenarios } from '../../sim/cli/files/bundled-scenarios.js';
import { version } from '../../sim/version.js';
import { dynamosim, fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

test('list names every bundled scenario once, with its title, within 80 columns', () => {
  const { stdout } = dynamosim(['list']);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const text = ` ${stdout.replaceAll(/\s+/g, ' ')}`;
  for (const { name, path } of bundledScenarios()) {
    const title = /^title: (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 'no title';
    expect(text.split(` ${name} ${title} `)).toHaveLength(2);
    expect(stdout.split('\n').filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
  }
});

test('a bundled scenario is run by its name', async () => {
  const [{ name }] = bundledScenarios();
  const { stdout } = await dynamosimInProcess(['validate', name]);
  expect(stdout).toMatch(new RegExp(`scenarios/${name}\\.yaml: valid\n$`));
});

test('new writes a scenario that is valid, and never overwrites', async () => {
  const folder = scratch();
  expect(await dynamosimInProcess(['new', 'checkout'], { folder })).toMatchObject({
    code: 0,
    stdout: 'checkout.yaml\n',
  });
  expect(await dynamosimInProcess(['validate', 'checkout.yaml'], { folder })).toMatchObject({
    code: 0,
    stdout: 'checkout.yaml: valid\n',
  });
  const [, schema] =
    /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(join(folder, 'checkout.yaml'), 'utf8')) ?? [];
  expect(JSON.parse(readFileSync(join(folder, schema), 'utf8')).title).toBe('dynamosim scenario');
  writeFileSync(join(folder, 'checkout.yaml'), 'mine');
  const { code, stderr } = await dynamosimInProcess(['new', 'checkout'], { folder });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'dynamosim: checkout.yaml cannot be written: file already exists (EEXIST)\n',
  });
  expect(readFileSync(join(folder, 'checkout.yaml'), 'utf8')).toBe('mine');
});

test.each(['my question', '-x', "it's"])('new %j says what to type in a shell to run it', async (name) => {
  const folder = scratch();
  const { stderr } = await dynamosimInProcess(['new', '--', name], { folder });
  const script = stderr.replace('Run it with: npx dynamosim', `printf '%s\\n'`);
  const [command, ...words] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
  expect(command).toBe('run');
  const { stdout } = await dynamosimInProcess(['validate', ...words], { folder });
  expect(stdout).toMatch(/: valid\n$/);
});

test('validate goes on after a bad file', async () => {
  const { code, stdout, stderr } = await dynamosimInProcess(['validate', 'missing.yaml', fixture('steady')]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/steady\.yaml: valid\n$/);
  expect(stderr).toMatch(/^missing\.yaml:1:1: found no such file/);
});

test('schema prints the JSON Schema of scenarios, or that of results', async () => {
  expect(JSON.parse((await dynamosimInProcess(['schema'])).stdout)).toMatchObject({
    title: 'dynamosim scenario',
    type: 'object',
  });
  const ofResult = JSON.parse((await dynamosimInProcess(['schema', '--of', 'result'])).stdout);
  expect(ofResult).toMatchObject({ title: 'dynamosim result 1', properties: { version: { const: 1 } } });
});

test.each(['run', 'vary', 'validate', 'schema', 'list', 'new', 'replay'])(
  '%s --help shows a worked example',
  async (command) => {
    const { code, stdout } = await dynamosimInProcess([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Example:\\s+dynamosim ${command}`));
  },
);

test('the version is that of package.json', async () => {
  const { version: packaged } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toBe(packaged);
  expect((await dynamosimInProcess(['--version'])).stdout).toBe(`${packaged}\n`);
});
