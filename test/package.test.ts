/**
 * What a user installs: the packed project in an empty folder, where nothing of this repository helps. It must need no
 * compiler and no script of a dependency, draw charts, and bring its types.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the command runs a bundled scenario and draws its charts', () => {
  expect(inFolder('npx', ['dynamosim', 'run', 'leader-crash', '--out', 'out'])).toContain('The only leader crashes');
  expect(readdirSync(join(folder, 'out'))).toEqual(expect.arrayContaining(['latency-over-time.png', 'report.html']));
});

/** Paths of the package, without its own name. */
const packed = () =>
  readdirSync(join(folder, 'node_modules/dynamosim'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(folder, 'node_modules/dynamosim'), join(entry.parentPath, entry.name)));

test('it brings its licence, and no map to sources that it does not bring', () => {
  const files = packed();
  expect(readFileSync(join(folder, 'node_modules/dynamosim/LICENSE'), 'utf8')).toMatch(/Apache License\s+Version 2\.0/);
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  const scripts = files.filter((file) => file.endsWith('.js'));
  const isMapped = (file: string) =>
    readFileSync(join(folder, 'node_modules/dynamosim', file), 'utf8').includes('//# sourceMappingURL=');
  expect(scripts.filter(isMapped)).toEqual([]);
});

test('the image of the Dockerfile holds the same', () => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const copied = last.flatMap(
    (line) => /^COPY (?:--from=build \/dynamosim\/)?(.*) \S+$/.exec(line)?.[1].split(' ') ?? [],
  );
  const inImage = (file: string) => copied.some((path) => file === path || file.startsWith(`${path}/`));
  expect(packed().filter((file) => !inImage(file))).toEqual([]);
  const sources = lines.flatMap((line) => /^COPY (?!--from)(.*) \S+$/.exec(line)?.[1].split(' ') ?? []);
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

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
});

test('who asks for a queue without BullMQ is told what to install', () => {
  expect(existsSync(join(folder, 'node_modules/bullmq'))).toBe(false);
  const { status, stderr } = spawnSync('npx', ['dynamosim', 'worker', '--queue', 'redis://127.0.0.1:1'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const expected = 'expected it beside dynamosim: npm install bullmq@6 ioredis@5';
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `dynamosim: found no BullMQ, which --queue needs; ${expected}\n`,
  });
});

test('nothing of it was compiled on the way', () => {
  expect(existsSync(join(folder, 'node_modules/canvas'))).toBe(false);
});
