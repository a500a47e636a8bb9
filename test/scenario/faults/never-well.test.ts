/** What could never be well, or never fail, is one clear error with its line, told before the run. */
import { expect, test } from 'vitest';
import { linesOf } from '../examples.js';

const textOf = ({
  faults = '[]',
  failures = '{ disks: {} }',
  parameters = 'archive: { enabled: true }',
}) => `title: Never well
duration: 20m
regions: { r: {} }
tables: { t: { items: { count: 500 } } }
tenants: { a: { table: t, arrivals: { poisson: 10/s } } }
faults: ${faults}
failures: ${failures}
parameters: { ${parameters} }
`;
const outage = (when: string) => `[{ kind: object-store-outage, target: r, ${when} }]`;

test.each(['at: 0s', 'at: 0s, for: 20m'])('a store that is never up: %s', (when) => {
  expect(linesOf(textOf({ faults: outage(when) }))).toEqual([
    expect.stringMatching(/^a.yaml:6:.*found object-store-outage from 0s to the run's end at 20m; .*would never be up/),
  ]);
});

test.each(['at: 1s', 'at: 0s, for: 19m'])('one that is up for a while is taken: %s', (when) => {
  expect(linesOf(textOf({ faults: outage(when) }))).toEqual([]);
});

test('a fault of a store that nobody uses', () => {
  expect(linesOf(textOf({ faults: outage('at: 1s'), parameters: 'healing: { enabled: true }' }))).toEqual([
    expect.stringMatching(/^a.yaml:6:.*expected parameters.archive.enabled: true with such a fault, as it is false/),
  ]);
});

test.each(['0s', '-1h', '0'])('failures that come every %s', (mtbf) => {
  expect(linesOf(textOf({ failures: `{ hosts: { mtbf: ${mtbf} } }` }))).toEqual([
    expect.stringMatching(/^a.yaml:7:\d+: found /),
  ]);
});

test('failures that are too many for a run', () => {
  expect(linesOf(textOf({ failures: '{ hosts: { mtbf: 1ms } }' }))).toEqual([
    expect.stringMatching(/^a.yaml:7:.*expected/),
  ]);
});
