/** Set-ups of global tables that cannot be are each one error with its line. */
import { expect, test } from 'vitest';
import { linesOf } from '../scenario/examples.js';

const text = (items: string, more = '', ofTable = '') => `title: Two regions
regions:
  a: { zones: 3 }
  b: { zones: 3 }
tables:
  t: { regions: [a, b], items: { count: ${items} }${ofTable} }
${more}tenants:
  w: { table: t, arrivals: { poisson: 10/s } }
`;

test('more items than have times of their versions kept', () => {
  // 2^25 items are tracked in all, 2^24 of each of two copies, of which a quarter and 1,024 are room for new ones.
  const most = Math.floor((2 ** 24 - 1024) / 1.25);
  expect(linesOf(text(`${most}`))).toEqual([]);
  expect(linesOf(text(`${most + 1}`))).toEqual([
    expect.stringMatching(
      /^a.yaml:6:\d+: found 13,420,954 items in 2 regions; expected at most 13,420,953, as the times/,
    ),
  ]);
});

const strong = (table: string) => `title: Regions that agree
regions:
  a: { zones: 3 }
  b: { zones: 3 }
  c: { zones: 3 }
  d: { zones: 3 }
tables:
  t: { ${table} }
tenants:
  w: { table: t, region: a, arrivals: { poisson: 10/s } }
`;

test('three regions agree, or two and a witness', () => {
  expect(linesOf(strong('regions: [a, b, c], consistency: strong'))).toEqual([]);
  expect(linesOf(strong('regions: [a, b], witness: c, consistency: strong'))).toEqual([]);
});

test.each([
  ['regions: [a, b, c, d], consistency: strong', /found 4 regions; expected three with "consistency: strong", or two/],
  ['regions: [a, b], consistency: strong', /found 2 regions; expected three with/],
  ['regions: [a, b, c], witness: d, consistency: strong', /found 3 regions and a witness; expected three with/],
  ['region: a, consistency: strong', /found strong, of 1 region; expected three with/],
  ['region: a, witness: b', /found a witness of a table whose regions do not agree on each write; expected no witness/],
  ['regions: [a, b], witness: c', /found a witness of a table whose regions do not agree on each write; expected no/],
  ['regions: [a, b, c], witness: c, consistency: strong', /found c, which has a copy; expected another region than/],
  ['regions: [a, b], witness: e, consistency: strong', /found the region "e"; expected/],
  ['regions: [a, b, b], consistency: strong', /found b twice; expected each region once/],
  [
    'regions: [a, b, c], consistency: strong, addRegions: [{ region: d, at: 5s }]',
    /found "addRegions" of a table whose regions agree; expected no "addRegions", or "consistency: eventual"$/,
  ],
  [
    'regions: [a, b], consistency: strong, addRegions: [{ region: c, at: 5s }]',
    /found "addRegions" of a table whose regions agree; expected no "addRegions"/,
  ],
])('%s', (table, problem) => {
  const problems = linesOf(strong(table));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^a.yaml:8:\d+: /);
  expect(problems[0]).toMatch(problem);
});

test('clients of a witness go to the regions that serve', () => {
  const order = (regions: string) =>
    strong('regions: [a, b], witness: c, consistency: strong').replace(
      'arrivals:',
      `client: { failover: { order: [${regions}], after: 3, back: 30s } }, arrivals:`,
    );
  expect(linesOf(order('a, b'))).toEqual([]);
  expect(linesOf(order('a, c'))).toEqual([
    expect.stringMatching(/^a.yaml:10:\d+: found c, which is a witness of t; expected one of a, b$/),
  ]);
});

test.each([
  ['region: a, at: 5s', 'a.yaml:7:70: found a; expected a region that does not have the table yet'],
  ['region: d, at: 5s', 'a.yaml:7:70: found the region "d"; expected a region of this scenario: a, c, b'],
  ['region: c, at: 1h', "a.yaml:7:77: found 1h; expected a time before the run's end"],
])('a region that is added, %s', (addition, line) => {
  const ofThree = text('10', '', `, addRegions: [{ ${addition} }]`).replace('  b: {', '  c: {}\n  b: {');
  expect(linesOf(ofThree)).toEqual([expect.stringContaining(line)]);
});

test('a region is added once', () => {
  const twice = ', addRegions: [{ region: c, at: 5s }, { region: c, at: 6s }]';
  const ofThree = text('10', '', twice).replace('  b: {', '  c: {}\n  b: {');
  expect(linesOf(ofThree)).toEqual([
    expect.stringContaining('found c; expected a region that does not have the table'),
  ]);
});
