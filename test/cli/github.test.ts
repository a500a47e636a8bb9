/**
 * In a step of a GitHub build a missed run points at the lines of its scenario and leaves its verdict on the build's page,
 * and no text of a scenario commands the runner.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const steady = readFileSync(fixture('steady'), 'utf8');
const missing = steady
  .replace('getItem.p99: 100ms', 'getItem.p99: 1us')
  .replace('expect: [{ metric: durability.lostWrites, is: 0 }]', 'expect:\n  - metric: run.events\n    atMost: 3\n');

function fileOf(text: string, name = 'scenario.yaml'): string {
  const path = join(scratch(), name);
  writeFileSync(path, text);
  return path;
}

const onGitHub = (line: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  dynamosimInProcess(line, { environment: { GITHUB_ACTIONS: 'true', ...more } });

interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** As the runner reads lines (its ActionCommand.cs): `::name key=value,key=value::message`, else `##[name…]` anywhere. */
function commandsOf(output: string): RunnerCommand[] {
  const decoded = (text: string) =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return output.split(/\r\n|\n|\r/).flatMap((line) => {
    const [, name, list, message] = /^\s*::([^\s:]*)(.*?)::(.*)$/.exec(line) ?? [];
    if (name === undefined) return line.includes('##[') ? [{ name: 'old form', properties: {}, message: line }] : [];
    const pairs = list
      .trim()
      .split(',')
      .map((pair) => pair.split('='));
    const properties = Object.fromEntries(pairs.map(([key, ...value]) => [key, decoded(value.join('='))]));
    const plain = (text: string) => text.replaceAll('%25', '%');
    return [
      {
        name,
        properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, plain(value)])),
        message: plain(decoded(message)),
      },
    ];
  });
}

test('what was missed is annotated at its line, from the root of the repository', async () => {
  const path = fileOf(missing);
  const lineOf = (words: string) => String(missing.split('\n').findIndex((line) => line.includes(words)) + 1);
  const { code, stderr, stdout } = await onGitHub(['run', path], { GITHUB_WORKSPACE: dirname(dirname(path)) });
  const file = join(basename(dirname(path)), 'scenario.yaml');
  expect(code).toBe(1);
  expect(commandsOf(stdout)).toEqual([]);
  expect(commandsOf(stderr).map(({ name, properties }) => ({ name, ...properties }))).toEqual([
    { name: 'error', file, line: lineOf('getItem.p99'), title: 'Objective missed: storefront getItem.p99' },
    { name: 'error', file, line: lineOf('run.events'), title: 'Expectation missed: run.events' },
  ]);
  expect(commandsOf(stderr)[1].message).toMatch(new RegExp(`^${file}:\\d+: run.events: \\d+, at most 3 expected$`));
});

test('a violated property and what a setting put there are annotated at the file', async () => {
  const { stderr } = await onGitHub(['run', 'negative/split-forgotten']);
  const violated = commandsOf(stderr).filter(({ properties }) => properties.title.startsWith('Property violated'));
  expect(violated.length).toBeGreaterThan(0);
  for (const { properties } of violated) expect(Object.keys(properties)).toEqual(['file', 'title']);

  const set = await onGitHub(['run', fixture('steady'), '--set', 'objectives.storefront.getItem.p99=1us']);
  const [{ properties }, ...others] = commandsOf(set.stderr);
  expect([others, properties.line, basename(properties.file)]).toEqual([[], undefined, 'steady.yaml']);
});

test('a run that misses nothing annotates nothing, and neither does one elsewhere', async () => {
  expect(commandsOf((await onGitHub(['run', fixture('steady')])).stderr)).toEqual([]);
  expect(commandsOf((await dynamosimInProcess(['run', fileOf(missing)])).stderr)).toEqual([]);
});

test('GitHub shows ten errors of a step: the last says how many more there are', async () => {
  const many = Array.from({ length: 14 }, (_, index) => `  - { metric: run.events, atMost: ${index} }`).join('\n');
  const text = steady.replace(/expect: .*/, `expect:\n${many}\n`);
  const commands = commandsOf((await onGitHub(['run', fileOf(text)])).stderr);
  expect(commands).toHaveLength(10);
  expect(commands[9].message).toBe('and 5 more');
});

test('the verdict is appended to the summary of the step', async () => {
  const summary = fileOf('### Before\n', 'summary.md');
  const [met, missed] = [fileOf(steady), fileOf(missing)];
  for (const path of [met, missed]) await onGitHub(['run', path], { GITHUB_STEP_SUMMARY: summary });
  const text = readFileSync(summary, 'utf8');
  expect(text).toMatch(/^### Before\n### PASSED: .*### FAILED: /s);
  expect(text).toContain('2 of 2 objectives and expectations missed');
  expect(text).toMatch(/^\| \*\*missed\*\* \| <code>storefront getItem&#46;p99<\/code> at .* \| at most 0.001 ms \| /m);
  expect(text).toMatch(/^\| met \| <code>durability&#46;lostWrites<\/code> \| exactly 0 \| 0 \| 0 \|$/m);
});

test('a summary that cannot be written is told and changes no verdict', async () => {
  const { code, stderr } = await onGitHub(['run', fixture('steady')], { GITHUB_STEP_SUMMARY: scratch() });
  expect(code).toBe(0);
  expect(stderr).toMatch(/the step summary .* cannot be written: .*\(EISDIR\)/);
});

const hostile = [
  '::error file=x::y',
  '  ::stop-commands::y',
  'a ##[error]y',
  'a\n::error::y',
  'a\r::error::y',
  '%0A::e::',
];

test.each(hostile)('no text of a scenario is a command: %j', async (text) => {
  const titled = missing.replace(/title: .*/, `title: ${JSON.stringify(text)}`).replace(/shows: .*/, () => {
    return `shows: ${JSON.stringify(text)}`;
  });
  const named = fileOf(titled, `${text.replaceAll('/', '')}.yaml`);
  const lines = [
    ['run', named],
    ['run', named, '--format', 'json'],
    ['run', named, '--out', join(scratch(), text)],
    ['validate', named, fileOf(`${steady}\n${text}: 1`)],
    ['vary', named, `title=${JSON.stringify(text)}`],
    [text],
  ];
  for (const line of lines) {
    const { stdout, stderr } = await onGitHub(line);
    const ours = commandsOf(stdout + stderr).filter(({ name }) => name !== 'error');
    const forged = commandsOf(stdout + stderr).filter(
      ({ properties }) => !basename(properties.file ?? '').includes('.yaml'),
    );
    expect([ours, forged], line[0]).toEqual([[], []]);
    if (line.includes('json')) expect(JSON.parse(stdout).scenario.shows).toBe(text);
  }
  const files = commandsOf((await onGitHub(['run', named])).stderr).map(({ properties }) => properties.file);
  expect(files).toHaveLength(2);
});

test('names in the summary are neither links nor headings nor HTML', async () => {
  const title = '# <img src=x> [a](http://b) @c #1 `d` | *e* www.f.g &amp; ~~h~~';
  const summary = join(scratch(), 'summary.md');
  const path = fileOf(steady.replace(/title: .*/, `title: ${JSON.stringify(title)}`));
  await onGitHub(['run', path], { GITHUB_STEP_SUMMARY: summary });
  const [heading] = readFileSync(summary, 'utf8').split('\n');
  const [, name] = /^### PASSED: <code>(.*)<\/code>$/.exec(heading) ?? [];
  expect(name).toMatch(/^([\p{L}\p{N} ]|&#\d+;)+$/u);
  expect(name.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).toBe(title);
});
