/**
 * What the README shows is so: its console blocks are run, and every line of output that it shows must come, in order; a
 * line of dots stands for any lines. Its table names every bundled scenario, its YAML is read, and its TypeScript example
 * runs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readScenario } from '../sim/scenario/read.js';

const readme = readFileSync('README.md', 'utf8');
const root = resolve('.');
const folder = mkdtempSync(join(tmpdir(), 'dynamosim-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]);

/** Exit code 1, an expectation missed, is an answer too. */
function outputOf(commandLine: string): string {
  const [npx, name, ...words] = commandLine.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''));
  expect([npx, name]).toEqual(['npx', 'dynamosim']);
  try {
    return execFileSync('node', [join(root, 'dist/sim/cli/main.js'), ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    expect(status).toBe(1);
    return stdout;
  }
}

const commands = blocks('console').flatMap((block) =>
  block
    .split(/^\$ /m)
    .filter(Boolean)
    .map((part) => {
      const [commandLine, ...shown] = part
        .replaceAll(/\s*\\\n\s*/g, ' ')
        .trimEnd()
        .split('\n');
      return { commandLine, shown: shown.filter((line) => line !== '…') };
    }),
);

describe('the README', () => {
  test.each(commands)('shows what $commandLine prints', ({ commandLine, shown }) => {
    const printed = outputOf(commandLine).split('\n');
    let from = 0;
    for (const line of shown) {
      const at = printed.indexOf(line, from);
      expect(at, `the line "${line}"`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
  });

  test.each(blocks('yaml'))('shows tenants that are read', (text) => {
    const scenario = readScenario(
      `title: Example\nduration: 1d\nregions: { r: {} }\ntables: { t: {} }\n${text}`,
      'readme',
    );
    expect(scenario.tenants.length).toBeGreaterThan(0);
  });

  test('names every bundled scenario, and only those', () => {
    const bundled = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -5));
    const table = readme.slice(readme.indexOf('| to see'), readme.indexOf('`npx dynamosim list` says'));
    const named = [...table.matchAll(/`([a-z0-9/-]+)`/g)].map((match) => match[1]);
    expect(named.sort()).toEqual(bundled.sort());
  });

  test('shows pictures that are there', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]);
    expect(pictures.map((path) => [path, existsSync(path)])).toEqual(pictures.map((path) => [path, true]));
    expect(pictures).not.toEqual([]);
  });

  test('has a TypeScript example that runs', () => {
    symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'));
    const library = join(root, 'dist/sim/index.js');
    writeFileSync(join(folder, 'example.mjs'), blocks('ts')[0].replace("from 'dynamosim'", `from '${library}'`));
    const printed = execFileSync('node', ['example.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(printed).toMatch(/getItem [\d.]+ ms/);
    expect(printed).toMatch(/updateItem [\d.]+ ms/);
  });
});
