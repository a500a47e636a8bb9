/** Each backup, and each restore from one, that makes no sense is one clear error with its line; what makes sense is taken. */
import { expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { digestOfScenario } from '../../../sim/scenario/scenario-digest.js';
import { linesOf } from '../examples.js';

const backup = '{ of: orders, as: before-release, at: 5m }';
const restore = '{ from: before-release, as: orders-restored, at: 18m }';
const textOf = (orders: string, parameters = 'archive: { enabled: true }') => `title: Backups
duration: 20m
regions: { r: {} }
tables:
  orders: { partitions: 4, items: { count: 500 } }
tenants:
  a: { table: orders, arrivals: { poisson: 10/s } }
parameters: { ${parameters} }
${orders}
`;
const both = `backup: ${backup}\nrestore: ${restore}`;
const read = (text: string) => readScenario(text, 'a.yaml');

test.each([
  ['of: orders', 'of: order', /^a.yaml:9:15: found the table "order"; expected a table .*did you mean "orders"/],
  ['at: 5m', 'at: 20m', /^a.yaml:9:47: found 20m; expected a time before the run's end at 20m/],
  ['at: 5m', 'at: 5', /^a.yaml:9:47: found 5; expected a time of the run with a unit/],
  ['as: before-release, at: 5m', 'as: a/b, at: 5m', /^a.yaml:9:27: found "a\/b"; expected a name of at most 64/],
  [', at: 5m', '', /^a.yaml:9:1: found no "at"; expected a time of the run/],
  ['of: orders, ', '', /^a.yaml:9:1: found no "of"; expected the name of a table/],
  ['at: 5m', 'at: 5m, to: 4m', /^a.yaml:9:51: found the unknown key "to"; expected one of of, as, at/],
])('a backup with %s as %s', (from, to, problem) => {
  const orders = `backup: ${backup.replace(from, to)}`;
  expect(linesOf(textOf(orders))).toEqual([expect.stringMatching(problem)]);
});

test.each([
  ['from: before-release', 'from: before-releas', /^a.yaml:10:18: .*"before-releas"; expected a backup .*did you mean/],
  ['at: 18m', 'at: 5m', /^a.yaml:10:59: found 5m; expected a time after 5m, when "before-release" is taken/],
  ['at: 18m', 'at: 4m', /^a.yaml:10:59: found 4m; expected a time after 5m, when "before-release" is taken/],
  ['at: 18m', 'at: 20m', /^a.yaml:10:59: found 20m; expected a time before the run's end at 20m/],
  ['as: orders-restored', 'as: orders', /^a.yaml:10:38: found "orders"; expected a name that no other table has/],
  [
    'from: before-release, ',
    '',
    /^a.yaml:10:10: found none of of, to and from; expected a mapping with of, to, as and at, or/,
  ],
  [
    'at: 18m',
    'at: 18m, to: 4m',
    /^a.yaml:10:10: found from and to; expected a mapping with of, to, as and at, or with f/,
  ],
  ['at: 18m', 'at: 18m, of: orders, to: 4m', /^a.yaml:10:10: found from and of and to; expected a mapping with of/],
])('a restore from a backup with %s as %s', (from, to, problem) => {
  const orders = `backup: ${backup}\nrestore: ${restore.replace(from, to)}`;
  expect(linesOf(textOf(orders))).toEqual([expect.stringMatching(problem)]);
});

test('a restore from a backup that nobody takes is told so', () => {
  const problem = /^a.yaml:9:18: found the backup "before-release"; expected a backup that is ordered, and none is/;
  expect(linesOf(textOf(`restore: ${restore}`))).toEqual([expect.stringMatching(problem)]);
});

test('one mistake of a backup is told once, and not again at the restore from it', () => {
  const misspelt = textOf(both.replace('at: 5m', 'at: never'));
  expect(linesOf(misspelt)).toEqual([expect.stringMatching(/^a.yaml:9:47: found "never"/)]);
});

test('of two backups of one name the second is a mistake, and a name of a table is none of a backup', () => {
  const problem = /^a.yaml:9:\d+: found "before-release"; expected a name that no other backup has/;
  expect(linesOf(textOf(`backup: [${backup}, ${backup}]`))).toEqual([expect.stringMatching(problem)]);
  expect(linesOf(textOf(`backup: ${backup.replace('before-release', 'orders')}`))).toEqual([]);
});

test('without an archive there is nothing that a backup is made of', () => {
  const problem = /^a.yaml:9:1: found a backup; expected parameters.archive.enabled: true/;
  expect(linesOf(textOf(`backup: ${backup}`, ''))).toEqual([expect.stringMatching(problem)]);
});

test('a restore from a backup is of its table, as of when it was taken', () => {
  const { backups, restores, tables } = read(textOf(both));
  expect(backups).toEqual([{ of: 'orders', as: 'before-release', atNs: 300e9 }]);
  const restored = { of: 'orders', as: 'orders-restored', toNs: 300e9, backup: 'before-release', atNs: 1080e9 };
  expect(restores).toEqual([restored]);
  expect(tables.map(({ name }) => name)).toEqual(['orders', 'orders-restored']);
});

test('what a scenario means depends on what it backs up, and on nothing where it backs nothing up', () => {
  const digests = ['5m', '6m'].map((at) => digestOfScenario(read(textOf(`backup: ${backup.replace('5m', at)}`))));
  expect(new Set([...digests, digestOfScenario(read(textOf('')))]).size).toBe(3);
  expect(read(textOf('')).backups).toEqual([]);
});
