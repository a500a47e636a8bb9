/** What is wrong with a sweep is told before anything runs, all of it at once, a line each. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const scenario = fixture('vary');
const values = (count: number) => Array.from({ length: count }, (_, at) => at + 1).join(',');

test.each([
  ['a range backwards', ['--seeds', '5..1'], /^dynamosim: found --seeds 5\.\.1; expected seeds, such as/],
  ['a range of one seed', ['--seeds', '7..7'], /found one seed in --seeds 7\.\.7; expected two at least, or --seed 7$/],
  ['too many seeds', ['--seeds', '1..1000001'], /found 1000001 seeds; expected at most 1000000$/],
  ['two ranges that overlap', ['--seeds', '1..5,3'], /found a seed twice in --seeds 1\.\.5,3/],
  [
    'a grid of too many settings',
    ['--vary', `seed=${values(101)}`, '--vary', `parameters.storageNode.cores=${values(100)}`],
    /found 1 scenarios? x 101 x 100 settings = 10,100; expected at most 10,000: fewer values, or --zip$/,
  ],
  [
    'a grid of too many jobs',
    ['--seeds', '1..10001', '--vary', `parameters.storageNode.cores=${values(100)}`],
    /found 100 settings x 10,001 seeds = 1,000,100 jobs; expected at most 1,000,000/,
  ],
  ['an unknown path', ['--vary', 'tables.order.partitions=1,2'], /^tables\.order\.partitions:1:1: found "order"; /],
  ['a path twice', ['--vary', 'duration=1s', '--vary', 'duration=2s'], /found duration twice/],
  [
    'a value twice',
    ['--vary', 'duration=1s,2s,1s'],
    /found 1s twice among the values of duration; expected each once$/,
  ],
  ['zipped lists of two lengths', ['--zip', '--vary', 'seed=1,2', '--vary', 'duration=1s'], /expected as many of each/],
  [
    'a setting that is fixed too',
    ['--set', 'duration=1s', '--vary', 'duration=1s,2s'],
    /found --set duration beside duration=…/,
  ],
  ['seeds that vary, too', ['--seeds', '1..2', '--vary', 'seed=1,2'], /found --seeds beside seed=…, which varies it/],
  [
    'an unknown metric',
    ['--metric', 'run.request'],
    /^--metric:1:1: found "run\.request"; .*did you mean "run\.requests"/,
  ],
  ['no place for a shard', ['--shard', '1/2'], /found shard 1 of 2 and no --out; expected --out DIR$/],
  [
    'no place for many jobs',
    ['--seeds', '1..10001'],
    /found 10,001 jobs and no --out; expected --out DIR beyond 10,000$/,
  ],
  ['no share', ['--min-share', '120%'], /found --min-share 120%; expected a share from 0% to 100%, such as 95%$/],
  [
    'a range of values',
    ['--vary', 'tables.orders.partitions=20..40'],
    /found the range 20\.\.40 of tables\.orders\.partitions; expected values, such as 1,2,3: search takes a range$/,
  ],
  ['no time', ['--for', '20'], /found --for 20; expected a time such as 90s, 20m or 2h$/],
  ['no number of threads', ['--threads', '0'], /found --threads 0; expected a whole number from 1 to 256$/],
  ['two ways to go on', ['--fail-fast', '--keep-going', '3'], /found --fail-fast beside --keep-going/],
])('%s', async (_, words, message) => {
  const { code, stdout, stderr } = await dynamosimInProcess(['sweep', scenario, ...words]);
  expect(stderr.split('\n')[0]).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('several mistakes are told together', async () => {
  const words = ['--seeds', '5..1', '--vary', 'duration', '--for', 'soon', '--shard', '3/2'];
  const { code, stderr } = await dynamosimInProcess(['sweep', scenario, ...words]);
  expect(code).toBe(2);
  for (const found of ['--seeds 5..1', '"duration"', '--for soon', '--shard 3/2'])
    expect(stderr).toContain(`found ${found}`);
});

test('what is wrong under one setting alone is told with it', async () => {
  const { stderr } = await dynamosimInProcess([
    'sweep',
    fixture('crash'),
    '--vary',
    'duration=8s,1s',
    '--vary',
    'seed=1,2',
  ]);
  expect(stderr.match(/, with duration=1s seed=[12]/g)).toHaveLength(2);
});

test('a bundled scenario is the same by its name and by its file', async () => {
  const words = ['zone-outage', 'scenarios/zone-outage.yaml', './scenarios/zone-outage.yaml'];
  const lists = await Promise.all(words.map((word) => dynamosimInProcess(['sweep', word, '--list'])));
  expect(new Set(lists.map(({ stdout }) => stdout)).size).toBe(1);
});

test('two scenarios of one name, which no shard could tell apart', async () => {
  const other = join(scratch(), 'vary.yaml');
  writeFileSync(other, 'title: other');
  const { code, stderr } = await dynamosimInProcess(['sweep', scenario, other]);
  expect(code).toBe(2);
  expect(stderr).toContain('found two scenarios called vary; expected other names');
});

test('a folder of other things is not written into', async () => {
  const out = scratch();
  writeFileSync(join(out, 'notes.txt'), 'mine');
  const { code, stderr } = await dynamosimInProcess(['sweep', scenario, '--seeds', '1..2', '--out', out]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/found the file notes\.txt; expected an empty directory/);
  expect(readdirSync(out)).toEqual(['notes.txt']);
});

test('a list runs nothing, however long the plan is', async () => {
  const { code, stdout } = await dynamosimInProcess(['sweep', scenario, '--seeds', '1..1000000', '--list']);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^plan [0-9a-f]{64}: 1000000 jobs$/);
  expect([lines[1], lines.at(-1)]).toEqual(['1 vary seed=1', '1000000 vary seed=1000000']);
  expect(lines.length).toBeLessThan(1100);
});
