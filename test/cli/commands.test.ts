import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledScenarios } from '../../sim/cli/files/bundled-scenarios.js';
import { version } from '../../sim/version.js';
import { dynamosim, fixture, scratch } from './dynamosim.js';

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

test('a bundled scenario is run by its name', () => {
  const [{ name }] = bundledScenarios();
  const { stdout } = dynamosim(['validate', name]);
  expect(stdout).toMatch(new RegExp(`scenarios/${name}\\.yaml: valid\n$`));
});

test('new writes a scenario that is valid, and never overwrites', () => {
  const folder = scratch();
  expect(dynamosim(['new', 'checkout'], folder)).toMatchObject({ code: 0, stdout: 'checkout.yaml\n' });
  expect(dynamosim(['validate', 'checkout.yaml'], folder)).toMatchObject({ code: 0, stdout: 'checkout.yaml: valid\n' });
  writeFileSync(join(folder, 'checkout.yaml'), 'mine');
  const { code, stderr } = dynamosim(['new', 'checkout'], folder);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'dynamosim: checkout.yaml cannot be written: file already exists (EEXIST)\n',
  });
  expect(readFileSync(join(folder, 'checkout.yaml'), 'utf8')).toBe('mine');
});

test('validate goes on after a bad file', () => {
  const { code, stdout, stderr } = dynamosim(['validate', 'missing.yaml', fixture('steady')]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/steady\.yaml: valid\n$/);
  expect(stderr).toMatch(/^missing\.yaml:1:1: found no such file/);
});

test('schema prints a JSON Schema', () => {
  expect(JSON.parse(dynamosim(['schema']).stdout)).toMatchObject({ title: 'dynamosim scenario', type: 'object' });
});

test.each(['run', 'vary', 'validate', 'schema', 'list', 'new', 'replay'])(
  '%s --help shows a worked example',
  (command) => {
    const { code, stdout } = dynamosim([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\s+dynamosim ${command}`));
  },
);

test('the version is that of package.json', () => {
  const { version: packaged } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toBe(packaged);
  expect(dynamosim(['--version']).stdout).toBe(`${packaged}\n`);
});
