/**
 * What a user installs: the packed project in an empty folder, where nothing of this repository helps. It must need no
 * compiler and no script of a dependency, draw charts, and bring its types.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dynamosim-package-'));
const inFolder = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  // The build is there already: tests run on it.
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'ignore' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  inFolder('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `./${tarball}`]);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

test('the command runs a bundled scenario and draws its charts', () => {
  expect(inFolder('npx', ['dynamosim', 'run', 'leader-crash', '--out', 'out'])).toContain('The only leader crashes');
  expect(readdirSync(join(folder, 'out'))).toEqual(expect.arrayContaining(['latency-over-time.png', 'outcomes.png']));
}, 120_000);

test('the schemas of scenarios and results are in it', () => {
  const program = `import schema from 'dynamosim/schemas/result.schema.json' with { type: 'json' };
import scenario from 'dynamosim/schemas/scenario.schema.json' with { type: 'json' };
console.log(schema.title, scenario.title);`;
  expect(inFolder('node', ['--no-warnings', '--input-type=module', '-e', program])).toMatch(
    /^dynamosim result \d+ dynamosim scenario\n$/,
  );
});

test('the library has its types', () => {
  const program = `import { readScenario, runScenario, type Result } from 'dynamosim';
const result: Result = runScenario(readScenario('', 'empty.yaml'));
const p99Ms: number | null = result.latency[0].p99Ms;
// @ts-expect-error: a number is no text
const text: string = result.latency[0].p99Ms;
console.log(p99Ms, text);
`;
  writeFileSync(join(folder, 'program.ts'), program);
  const compiler = join(root, 'node_modules/.bin/tsc');
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  expect(inFolder(compiler, [...flags, 'program.ts'])).toBe('');
}, 120_000);

test('nothing of it was compiled on the way', () => {
  expect(existsSync(join(folder, 'node_modules/canvas'))).toBe(false);
});
