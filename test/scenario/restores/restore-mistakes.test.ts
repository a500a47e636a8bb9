/** Each restore that makes no sense is one clear error with its line, told before the run; what makes sense is taken. */
import { expect, test } from 'vitest';
import { restoresMax } from '../../../sim/protocol/limits.js';
import { readScenario } from '../../../sim/scenario/read.js';
import { digestOfScenario } from '../../../sim/scenario/scenario-digest.js';
import { linesOf } from '../examples.js';

const textOf = (restore: string, parameters = 'archive: { enabled: true }', table = 'orders') => `title: Restores
duration: 20m
regions: { r: {} }
tables:
  orders: { partitions: 4, items: { count: 500 } }
tenants:
  a: { table: ${table}, arrivals: { poisson: 10/s } }
restore: ${restore}
parameters: { ${parameters} }
`;
const sound = '{ of: orders, to: 12m30s, as: orders-restored, at: 18m }';
const read = (text: string) => readScenario(text, 'a.yaml');

test.each([
  ['to: 12m30s', 'to: -5s', /^a.yaml:8:28: found "-5s"; expected a time of the run/],
  ['to: 12m30s', 'to: 18m', /^a.yaml:8:28: found 18m; expected a time before "at", 18m/],
  ['to: 12m30s', 'to: 19m', /^a.yaml:8:28: found 19m; expected a time before "at"/],
  ['at: 18m', 'at: 20m', /^a.yaml:8:61: found 20m; expected a time before the run's end at 20m/],
  ['of: orders', 'of: order', /^a.yaml:8:16: found the table "order"; expected a table .* \(did you mean "orders"\?\)/],
  ['as: orders-restored', 'as: orders', /^a.yaml:8:40: found "orders"; expected a name that no other table has/],
  ['as: orders-restored', 'as: 7/8', /^a.yaml:8:40: found "7\/8"; expected a name of at most 64/],
  [' at: 18m', '', /^a.yaml:8:1: found no "at"; expected a time of the run/],
  ['of: orders, ', '', /^a.yaml:8:1: found no "of"; expected the name of a table/],
  [
    'to: 12m30s',
    'to: 30s12m',
    /^a.yaml:8:28: found "30s12m"; expected a time of the run with a unit .*, such as "12m30s"/,
  ],
  ['as: orders-restored, ', '', /^a.yaml:8:1: found no "as"; expected a name/],
])('with %s as %s', (from, to, problem) => {
  const text = textOf(sound.replace(from, to));
  expect(linesOf(text)).toEqual([expect.stringMatching(problem)]);
});

test('without an archive there is nothing to restore from', () => {
  const problem = /^a.yaml:8:1: found a restore; expected parameters.archive.enabled: true/;
  expect(linesOf(textOf(sound, ''))).toEqual([expect.stringMatching(problem)]);
});

test('a list has its mistakes at its entries, and names of its own', () => {
  const text = textOf(`[${sound}, ${sound}, { of: orders, to: 1m, as: b, at: 30s }]`);
  expect(linesOf(text)).toEqual([
    expect.stringMatching(/^a.yaml:8:\d+: found "orders-restored"; expected a name that no other table has/),
    expect.stringMatching(/^a.yaml:8:\d+: found 1m; expected a time before "at", 30s/),
  ]);
});

test('of a list that is too long it is said how many it has', () => {
  const problem = /^a.yaml:8:\d+: found a list of (\d+); expected a list of 1 to (\d+) restores$/;
  const orders = Array.from({ length: restoresMax + 1 }, (_, nth) =>
    sound.replace('orders-restored', `restored-${nth}`),
  );
  const [found, ...others] = linesOf(textOf(`[${orders.join(', ')}]`));
  expect(others).toEqual([]);
  expect(problem.exec(found)?.slice(1)).toEqual([String(orders.length), String(restoresMax)]);
});

test('a tenant and a fault begin at a time that is written as that of a restore', () => {
  const faults = 'faults: [{ kind: zone-outage, target: r/az-1, at: 11m30s }]';
  const text = textOf(sound).replace('10/s }', '10/s }, start: 11m30s, stop: 12m30s');
  const scenario = read(`${text}${faults}\n`);
  expect(scenario.tenants[0]).toMatchObject({ startsAtNs: 690e9, stopsAtNs: 750e9 });
  expect(scenario.faults[0].atNs).toBe(690e9);
});

test('a restore makes a table like the original, which tenants and metrics may name', () => {
  const { tables, tenants, restores } = read(textOf(sound, 'archive: { enabled: true }', 'orders-restored'));
  expect(restores).toEqual([{ of: 'orders', as: 'orders-restored', toNs: 750e9, backup: null, atNs: 1080e9 }]);
  expect(tables.map(({ name, partitions, items }) => [name, partitions, items.count])).toEqual([
    ['orders', 4, 500],
    ['orders-restored', 4, 500],
  ]);
  expect(tenants[0].table).toBe('orders-restored');
  const unknown = textOf(sound, 'archive: { enabled: true }', 'orders-restord');
  expect(linesOf(unknown)).toEqual([expect.stringMatching(/did you mean "orders-restored"\?/)]);
});

test('what a scenario means depends on what it restores, and on nothing where it restores nothing', () => {
  const [first, second] = [sound, sound.replace('12m30s', '12m')].map((each) => digestOfScenario(read(textOf(each))));
  expect(first).not.toBe(second);
  const scenario = read(textOf(sound).replace(/^restore: .*\n/m, ''));
  expect(scenario.restores).toEqual([]);
});

test('a table that a restore makes is no place for a fault and nothing to restore from', () => {
  const text = `${textOf(`[${sound}, { of: orders-restored, to: 17m, as: again, at: 19m }]`)}
faults: [{ kind: host-crash, target: leader of orders-restored/0, at: 19m, for: 10s }]
`;
  const meant =
    'found the restored table "orders-restored"; expected a table of this scenario: orders; a restored one cannot';
  expect(linesOf(text)).toEqual([
    expect.stringMatching(new RegExp(`^a.yaml:8:\\d+: ${meant}`)),
    expect.stringMatching(new RegExp(`^a.yaml:\\d+:\\d+: ${meant}`)),
  ]);
});
