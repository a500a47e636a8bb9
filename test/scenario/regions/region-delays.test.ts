/** What two regions of a file are apart: its own delay, else the published one, else one for all; and mistakes in it. */
import { expect, test } from 'vitest';
import { momentsOf } from '../../../sim/engine/distribution-spec.js';
import { readWithWarnings } from '../../../sim/experiments/read-scenario.js';
import { readScenario } from '../../../sim/scenario/read.js';
import { warningLines } from '../../../sim/scenario/reading/problem.js';
import { linesOf } from '../examples.js';

const fileOf = (regions: string, others = '') => `title: Far
regions: { ${regions} }
tables: { t: { region: us-east-1 } }
tenants: { a: { arrivals: { poisson: 1/s } } }
${others}
`;

/** One way in the mean, in milliseconds, by "from to". */
const delaysOf = (text: string) =>
  Object.fromEntries(
    readScenario(text, 'a.yaml').delays.map(({ from, to, delayNs }) => [
      `${from} ${to}`,
      Number((momentsOf(delayNs).mean / 1e6).toFixed(6)),
    ]),
  );

test('regions of known names are as far apart as was published, and others have no delay of their own', () => {
  expect(delaysOf(fileOf('us-east-1: {}, us-west-2: {}, mars-1: {}'))).toEqual({
    'us-east-1 us-west-2': 31.75,
    'us-west-2 us-east-1': 31.75,
  });
  expect(delaysOf(fileOf('us-east-1: {}'))).toEqual({});
});

test('what the file says of a pair comes first, one way or both', () => {
  const network =
    'network: { delays: { us-west-2: { us-east-1: 5ms }, us-east-1: { us-west-2: 7ms, eu-west-1: 1ms } } }';
  expect(delaysOf(fileOf('us-east-1: {}, us-west-2: {}, eu-west-1: {}', network))).toEqual({
    'us-east-1 us-west-2': 7,
    'us-west-2 us-east-1': 5,
    'us-east-1 eu-west-1': 1,
    'eu-west-1 us-east-1': 1,
    // The sample's 119 ms there and back.
    'us-west-2 eu-west-1': 59.5,
    'eu-west-1 us-west-2': 59.5,
  });
});

const strange = 'us-east-1: {}, us-west-2: {}, mars-1: {}, mars-2: {}';
const some = 'network: { delays: { us-east-1: { mars-1: 3m } } }';

test('delays that leave pairs open of which nobody knows are a mistake, told once with its line', () => {
  expect(linesOf(fileOf(strange, some))).toEqual([
    'a.yaml:5:12: found no delay between mars-1 and mars-2 and 3 more; expected one for each pair without a published ' +
      'round trip, or parameters.network.crossRegionDelay for the others',
  ]);
  expect(linesOf(fileOf('us-east-1: {}, mars-1: {}, us-west-2: {}', some))).toEqual([
    expect.stringMatching(/^a\.yaml:5:12: found no delay between mars-1 and us-west-2; expected one for each pair/),
  ]);
  // A pair that is wrong, or regions that are, may be why: nothing more is told.
  expect(linesOf(fileOf(strange, some.replace('3m', '3')))).toEqual([expect.stringMatching(/found 3; expected/)]);
  expect(linesOf(fileOf(`${strange}, venus-1: 3`, some))).toHaveLength(1);
});

test('a file may say what all others have, give all pairs, or none', () => {
  const rest = `${some}\nparameters: { network: { crossRegionDelay: 4m } }`;
  expect(delaysOf(fileOf(strange, rest))).toMatchObject({ 'us-east-1 mars-1': 180_000, 'us-east-1 us-west-2': 31.75 });
  expect(Object.keys(delaysOf(fileOf(strange)))).toHaveLength(2);
  expect(Object.keys(delaysOf(fileOf('us-east-1: {}, mars-1: {}', some)))).toHaveLength(2);
});

test.each([
  [
    'a region',
    fileOf('us-east-1: {}, us-east-1: {}'),
    /^a\.yaml:2:27: found "us-east-1" again; expected each key once/,
  ],
  [
    'a pair',
    fileOf('us-east-1: {}, mars-1: {}', some.replace('}', ', mars-1: 4m }')),
    /^a\.yaml:5:48: found .*"mars-1"/,
  ],
])('%s that is there twice is one mistake, told with its line', (_, text, line) => {
  expect(linesOf(text)).toEqual([expect.stringMatching(line)]);
});

test('a delay for all others that no pair has is nothing wrong, and told', () => {
  const all = 'parameters: { network: { crossRegionDelay: 4m } }';
  const warningsOf = (regions: string) =>
    warningLines(readWithWarnings(fileOf(regions, all), 'a.yaml').warnings).map((line) => line.slice(0, 60));
  expect(warningsOf('us-east-1: {}, us-west-2: {}')).toEqual([
    'a.yaml:5:44: warning: the delay of no pair of regions: each ',
  ]);
  expect(warningsOf('us-east-1: {}, us-west-2: {}, mars-1: {}')).toEqual([]);
  expect(warningsOf('us-east-1: {}')).toEqual([]);
});
