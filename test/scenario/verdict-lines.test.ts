/** A verdict points at the line on which its objective or expectation stands, however the file is laid out. */
import { expect, test } from 'vitest';
import { readWithWarnings } from '../../sim/experiments/read-scenario.js';

const text = `title: Lines
regions: { r: {} }
tables: { t: {} }
tenants:
  b: { arrivals: { poisson: 1/s } }
  a: { arrivals: { poisson: 1/s } }
objectives:
  b:
    throttled: 1%       # bound b
    availability: 99%   # kept b
  a: { getItem.p99: 1s, success: 99% }
expect:
  - metric: run.events
    atLeast: 1
  -
    { metric: durability.lostWrites,
      is: 0 }
  - &again { metric: run.requests, atLeast: 1 }
  - *again
`;
/** Of the first line that holds the words, from 1. */
const lineOf = (words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1;

const read = (...overrides: readonly { path: string; value: string }[]) =>
  readWithWarnings(text, 'lines.yaml', overrides);

test('each objective has the line of its key, each expectation the line on which it begins', () => {
  const { scenario, lines } = read();
  const objectives = scenario.objectives.map(({ metric }, index) => [metric, lines.objectives[index]]);
  expect(Object.fromEntries(objectives)).toEqual({
    throttled: lineOf('# bound b'),
    availability: lineOf('# kept b'),
    'getItem.p99': lineOf('getItem.p99'),
    success: lineOf('success'),
  });
  expect(lines.expectations).toEqual(['run.events', '{ metric: durability', '&again', '*again'].map(lineOf));
});

test('what a setting put there has none; what it only changes within keeps it', () => {
  const { scenario, lines } = read(
    { path: 'objectives.b.throttled', value: '2%' },
    { path: 'objectives.a.putItem.p99', value: '1s' },
    { path: 'expect.0.atLeast', value: '2' },
  );
  const withoutLine = scenario.objectives.filter((_, index) => lines.objectives[index] === null);
  expect(withoutLine.map(({ metric }) => metric).sort()).toEqual(['putItem.p99', 'throttled']);
  expect(lines.expectations).toEqual(read().lines.expectations);
  const replaced = read({ path: 'expect', value: '[{ metric: run.events, is: 1 }]' });
  expect(replaced.lines.expectations).toEqual([null]);
});
