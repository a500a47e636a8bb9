import { expect, test } from 'vitest';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const steady = fixture('steady');

test.each([
  ['no command', [], /expected a command: run, validate/],
  ['an unknown command', ['rnu', steady], /no command "rnu" \(did you mean "run"\?\)/],
  ['no scenario', ['run'], /found nothing after run; expected dynamosim run SCENARIO/],
  ['two scenarios', ['run', steady, steady], /found 2 words after run/],
  ['an unknown option', ['run', steady, '--sed', '5'], /no option "--sed" \(did you mean "--seed"\?\)/],
  ['an option of another command', ['validate', steady, '--seed', '5'], /no option "--seed"; expected no options/],
  ['an option without value', ['run', steady, '--seed'], /found nothing after --seed; expected a value/],
  ['an option twice', ['run', steady, '--seed', '1', '--seed', '2'], /found --seed 2 times; expected it once/],
  [
    'an option twice that a command needs',
    ['search', steady, '--vary', 'duration=5s..6s', '--vary', 'warmup=1s..2s'],
    /found --vary 2 times; expected it once/,
  ],
  ['a value outside the choices', ['run', steady, '--format', 'jsn'], /--format jsn \(did you mean "json"\?\)/],
  ['a wrong word in a list', ['run', steady, '--out', 'x', '--export', 'series,sries'], /did you mean "series"/],
  ['an export without a folder', ['run', steady, '--export', 'series'], /found --export without --out/],
  [
    'several seeds for one',
    ['run', steady, '--seed', '1..3'],
    /found --seed 1\.\.3; expected one, or --seeds 1\.\.3 as sweep,/,
  ],
  ['a setting without "="', ['run', steady, '--set', 'seed'], /found --set seed; expected --set path=value/],
])('%s is told in one line, with exit code 2', async (_, args, message) => {
  const { code, stdout, stderr } = await dynamosimInProcess(args);
  expect(stderr).toMatch(/^dynamosim: [^\n]*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('wrong values of --seed, --duration and --set are told together, where each was written', async () => {
  const { code, stderr } = await dynamosimInProcess([
    'run',
    steady,
    '--seed',
    'x',
    '--duration',
    '5',
    '--set',
    'tables.order=1',
  ]);
  expect(code).toBe(2);
  expect(stderr.split('\n').filter((line) => line.startsWith('-'))).toEqual([
    expect.stringMatching(/^--duration:1:1: found 5; expected a duration with a unit/),
    expect.stringMatching(/^--seed:1:1: found "x"; expected a whole number/),
    expect.stringMatching(/^--set:1:8: found "order"; expected .* \(did you mean "orders"\?\)$/),
  ]);
});

test('mistakes of the words and of the scenario under them are told together', async () => {
  const { code, stderr } = await dynamosimInProcess([
    'run',
    steady,
    '--sed',
    '3',
    '--format',
    'jsn',
    '--set',
    'seed=x',
  ]);
  expect(code).toBe(2);
  expect(stderr.split('\n').filter((line) => line.includes('found') || line.includes('has no'))).toEqual([
    expect.stringMatching(/^dynamosim: run has no option "--sed"/),
    expect.stringMatching(/^dynamosim: found --format jsn/),
    expect.stringMatching(/^--set:1:6: found "x"; expected a whole number/),
  ]);
});

test('wrong metrics are told beside wrong settings', async () => {
  const words = ['vary', steady, 'seed=1,2', '--metric', 'durability.lostWrite', '--duration', '5'];
  const { code, stderr } = await dynamosimInProcess(words);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^--duration:1:1: found 5; expected a duration/m);
  expect(stderr).toMatch(/^--metric:1:1: found "durability.lostWrite"; .*did you mean "durability.lostWrites"/m);
});

test('malformed words hide no mistake in the others', async () => {
  const wrong = ['seed=1,x', 'foo', 'bar', '--set', 'baz', '--set', 'y=1', '--metric', 'zz', '--duration', '5'];
  const { code, stderr } = await dynamosimInProcess(['vary', steady, ...wrong]);
  expect(code).toBe(2);
  expect(stderr.split('\n').filter((line) => line.includes('found '))).toEqual([
    'dynamosim: found --set baz; expected --set path=value',
    'dynamosim: found "foo"; expected path=value,value',
    'dynamosim: found "bar"; expected path=value,value',
    expect.stringMatching(/^--duration:1:1: found 5; /),
    expect.stringMatching(/^--set:1:1: found the unknown key "y"; /),
    expect.stringMatching(/^--metric:1:1: found "zz"; /),
  ]);
  const run = await dynamosimInProcess(['run', 'zone-outag', '--set', 'baz']);
  expect(run.stderr).toMatch(/^dynamosim: found --set baz; .*\nzone-outag:1:1: found no such file; .*\n$/);
});

test('each place on a command line is shown with its text and a caret', async () => {
  const { stderr } = await dynamosimInProcess([
    'vary',
    steady,
    'seed=1,2',
    '--set',
    'y=1',
    '--metric',
    'zz',
    '--duration',
    '5',
  ]);
  const places = stderr.split('\n').filter((line) => line.startsWith('--'));
  expect(places).toHaveLength(3);
  for (const text of ['5', 'y=1', 'zz']) expect(stderr).toContain(`\n    ${text}\n    ^\n`);
});

test.each([
  ['replication.lease', '"parameters.replication.lease"'],
  ['arrivals.poisson', '"tenants.storefront.arrivals.poisson"'],
])('a path that begins too far in is answered with the whole one: %s', async (path, whole) => {
  for (const words of [
    ['run', steady, '--set', `${path}=4`],
    ['compare', steady, '--set', `${path}=4`],
    ['vary', steady, `${path}=4,5`],
  ]) {
    const { code, stderr } = await dynamosimInProcess(words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(` (did you mean ${whole}?)`) });
  }
});
