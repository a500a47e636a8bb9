/** Fail-over that cannot be is one clear error with its line, told before the run; what can be is taken, and means what it says. */
import { expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { digestOfScenario } from '../../../sim/scenario/scenario-digest.js';
import { linesOf } from '../examples.js';

const textOf = (client: string, regions = '[a, b]', parameters = '') => `title: Fail-over
duration: 20s
regions: { a: {}, b: {}, c: {} }
tables:
  orders: { partitions: 4, items: { count: 500 }, regions: ${regions} }
tenants:
  shop: { region: a, arrivals: { poisson: 10/s }, client: { ${client} } }
parameters: { ${parameters} }
`;
const read = (text: string) => readScenario(text, 'a.yaml');

test.each([
  [
    'failover: { order: [a, c] }',
    '[a, b]',
    /^a.yaml:7:\d+: found c, which has no copy of orders; expected one of a, b/,
  ],
  ['failover: { order: [a, b, a] }', '[a, b]', /^a.yaml:7:\d+: found a twice; expected each region once/],
  ['failover: { order: [a, d] }', '[a, b]', /^a.yaml:7:\d+: found the region "d"; expected a region/],
  ['failover: { order: [a] }', '[a, b]', /^a.yaml:7:\d+: found a list of 1; expected a list of 2 to 100 regions/],
  [
    'failover: { order: farthest }',
    '[a, b]',
    /^a.yaml:7:\d+: found "farthest"; expected nearest, or a list of regions/,
  ],
  [
    'failover: {}',
    '[b]',
    /^a.yaml:7:\d+: found clients that fail over, and orders in b alone; expected a table in several regions/,
  ],
  ['failover: { after: 33 }', '[a, b]', /^a.yaml:7:\d+: found 33; expected .*32/],
  ['failover: { after: 0 }', '[a, b]', /^a.yaml:7:\d+: found 0; expected /],
  [
    'failover: { after: { failures: 6, of: 5 } }',
    '[a, b]',
    /^a.yaml:7:\d+: found 6 failures; expected at most the 5 that are looked at/,
  ],
  ['failover: { back: -1s }', '[a, b]', /^a.yaml:7:\d+: found "-1s"; expected a duration/],
])('%s of a table in %s', (client, regions, problem) => {
  expect(linesOf(textOf(client, regions))).toEqual([expect.stringMatching(problem)]);
});

test('checks that would overtake each other', () => {
  const text = textOf('failover: {}', '[a, b]', 'failover: { checkInterval: 1s }');
  expect(linesOf(text)).toEqual([
    expect.stringMatching(
      /^a.yaml:8:\d+: found a failover.checkTimeout of 4s; expected at most failover.checkInterval/,
    ),
  ]);
});

test('a tenant that says little has the defaults, and one that says nothing is as it was', () => {
  const [first] = read(textOf('failover: {}', '[a, b]', 'failover: { failures: 7, back: 5s }')).tenants;
  expect(first.client.failover).toEqual({ order: null, failures: 7, of: 7, backNs: 5e9, repeats: false });
  const said = 'failover: { order: [b, a], after: { failures: 3, of: 9 }, back: 2s, repeat: true }';
  const [second] = read(textOf(said)).tenants;
  expect(second.client.failover).toEqual({ order: ['b', 'a'], failures: 3, of: 9, backNs: 2e9, repeats: true });
  const nothing = read(textOf('timeout: 1s'));
  expect(nothing.tenants[0].client).not.toHaveProperty('failover');
  expect(digestOfScenario(nothing)).not.toBe(digestOfScenario(read(textOf(`timeout: 1s, ${said}`))));
});
