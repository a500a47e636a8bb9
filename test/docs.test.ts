/**
 * What README and docs show is so: their console blocks are run, and every line of output that they show must come, in
 * order; a line of dots stands for any lines. Their links and pictures lead somewhere, their YAML is read, and the
 * TypeScript example runs. README's table names every bundled scenario.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { anchorOf } from '../schemas/reference/markdown.js';
import { readScenario } from '../sim/scenario/read.js';
import { dynamosimInProcess } from './cli/in-process.js';

const root = resolve('.');
const pages = ['README.md', ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : []))];
const textOf = (page: string) => readFileSync(page, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'dynamosim-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocksOf = (page: string, language: string) =>
  [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]);

/** Exit code 1, an expectation missed, is an answer too. */
async function outputOf(commandLine: string): Promise<string> {
  const [npx, name, ...words] = commandLine.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''));
  expect([npx, name]).toEqual(['npx', 'dynamosim']);
  const { code, stdout } = await dynamosimInProcess(words, { folder, columns: null });
  expect([0, 1]).toContain(code);
  return stdout;
}

/** By its folder, who wrote it last, and what that printed: the same words again would leave and print the same. */
const written = new Map<string, { readonly commandLine: string; readonly printed: string }>();

async function outputOnce(commandLine: string): Promise<string> {
  const [, out] = / --out (\S+)/.exec(commandLine) ?? [];
  if (out === undefined) return outputOf(commandLine);
  const last = written.get(out);
  if (last?.commandLine === commandLine) return last.printed;
  const printed = await outputOf(commandLine);
  written.set(out, { commandLine, printed });
  return printed;
}

const commands = pages.flatMap((page) =>
  blocksOf(page, 'console').flatMap((block) =>
    block
      .split(/^\$ /m)
      .filter(Boolean)
      .map((part) => {
        const [commandLine, ...shown] = part
          .replaceAll(/\s*\\\n\s*/g, ' ')
          .trimEnd()
          .split('\n');
        return { page, commandLine, shown: shown.filter((line) => line !== '…') };
      }),
  ),
);

test.each(commands)('$page shows what $commandLine prints', async ({ commandLine, shown }) => {
  const printed = (await outputOnce(commandLine)).split('\n');
  let from = 0;
  for (const line of shown) {
    const at = printed.indexOf(line, from);
    expect(at, `the line "${line}"`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
});

const yaml = pages.flatMap((page) => blocksOf(page, 'yaml').map((text) => ({ page, text })));
const least = ['title: Example', 'duration: 1d', 'regions: { r: {} }', 'tables: { t: {} }'];

test.each(yaml)('$page shows scenarios that are read', ({ text }) => {
  const missing = least.filter((line) => !new RegExp(`^${line.split(':')[0]}:`, 'm').test(text));
  expect(readScenario([...missing, text].join('\n'), 'example.yaml').tenants.length).toBeGreaterThan(0);
});

describe.each(pages)('%s', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
  const inHere = links.filter((link) => !/^[a-z]+:/.test(link));

  test('leads to files and headings that are there', () => {
    const astray = inHere.filter((link) => {
      const [path, heading] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      const anchors = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1]));
      return heading !== undefined && !anchors.includes(`#${heading}`);
    });
    expect(astray).toEqual([]);
  });
});

describe('README', () => {
  test('leads to every page of docs', () => {
    for (const page of pages.slice(1)) expect(textOf('README.md')).toContain(`(${page})`);
  });

  test('begins with the two commands that set everything up', () => {
    const commandsShown = blocksOf('README.md', 'sh')[0].split('\n').filter(Boolean);
    expect(commandsShown.map((line) => line.replace(/\s*#.*/, ''))).toEqual([
      'npm ci && npm start',
      'npm ci && npm test',
    ]);
  });

  test('names every bundled scenario, and only those', () => {
    const bundled = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -5));
    const [table] = /^\| to see(?:.*\n\|)+.*/m.exec(textOf('README.md'))!;
    const named = [...table.matchAll(/`([a-z0-9/-]+)`/g)].map((match) => match[1]);
    expect(named.sort()).toEqual(bundled.sort());
  });

  test('has a TypeScript example that runs', () => {
    symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'));
    const library = join(root, 'dist/sim/index.js');
    writeFileSync(
      join(folder, 'example.mjs'),
      blocksOf('README.md', 'ts')[0].replace("from 'dynamosim'", `from '${library}'`),
    );
    const printed = execFileSync('node', ['example.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(printed).toMatch(/getItem [\d.]+ ms/);
    expect(printed).toMatch(/updateItem [\d.]+ ms/);
  });
});
