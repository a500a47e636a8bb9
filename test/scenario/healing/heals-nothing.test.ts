/** What is switched on and could heal, repair or find nothing is one clear error with its line; what can is taken. */
import { expect, test } from 'vitest';
import { readWithWarnings } from '../../../sim/experiments/read-scenario.js';
import { warningLines } from '../../../sim/scenario/reading/problem.js';
import { linesOf } from '../examples.js';

const textOf = (
  parameters: string,
  regions = '{ r: { storageNodesPerZone: 2 } }',
  tables = '{ t: {} }',
) => `title: Healing
duration: 10m
regions: ${regions}
tables: ${tables}
tenants: { a: { arrivals: { poisson: 1/s } } }
parameters:
  ${parameters}
`;
const nodes = (perZone: number) => `{ r: { storageNodesPerZone: ${perZone} } }`;
const heal = 'healing: { enabled: true }';
const replicas = (count: number) => `replication: { replicas: ${count}, quorum: ${Math.floor(count / 2) + 1} }`;

test('where every node has a replica of every partition, a lost one has nowhere to go', () => {
  expect(linesOf(textOf(heal, nodes(1)))).toEqual([
    expect.stringMatching(
      /^a.yaml:7:\d+: found healing in r, where each of the 3 storage nodes has a replica of every partition; expected more than 3 storage nodes/,
    ),
  ]);
  expect(linesOf(textOf(heal, nodes(2)))).toEqual([]);
  // A fourth zone has a node to spare, too.
  expect(linesOf(textOf(heal, '{ r: { zones: 4, storageNodesPerZone: 1 } }'))).toEqual([]);
  // Off, a twin of such a scenario is as it was.
  expect(linesOf(textOf('healing: { enabled: false }', nodes(1)))).toEqual([]);
});

test('one region of those with tables is enough', () => {
  const small = 'storageNodesPerZone: 1';
  const tables = '{ t: { region: r } }';
  expect(linesOf(textOf(heal, `{ r: { ${small} }, q: {} }`, tables))).toEqual([
    expect.stringMatching(/^a.yaml:7:.*found healing in r/),
  ]);
  expect(linesOf(textOf(heal, `{ r: {}, q: { ${small} } }`, tables))).toEqual([]);
});

test('of eight replicas a lost one has no slot beside it for another', () => {
  const withEight = (parameters: string) => linesOf(textOf(`${parameters}\n  ${replicas(8)}`, nodes(4)));
  expect(withEight(heal)).toEqual([
    expect.stringMatching(/^a.yaml:8:28: found a replication.replicas of 8; expected at most 7 with healing.enabled/),
  ]);
  expect(withEight('healing: { enabled: false }')).toEqual([]);
});

test.each([1, 2])('of %i replicas none is a majority when one is lost', (count) => {
  expect(linesOf(textOf(`${heal}\n  ${replicas(count)}`))).toEqual([
    expect.stringMatching(
      /^a.yaml:7:.*found healing of partitions with [12] replicas?; expected at least 3 replication/,
    ),
  ]);
});

test.each([nodes(1), nodes(2)])('from an archive a partition without a copy is rebuilt anywhere: %s', (regions) => {
  expect(linesOf(textOf(`${heal}\n  archive: { enabled: true }`, regions))).toEqual([]);
  expect(linesOf(textOf(`${heal}\n  archive: { enabled: true }\n  ${replicas(1)}`, regions))).toEqual([]);
});

test.each<[string, RegExp]>([
  [
    'healing: { enabled: true, grayReportersMin: 6 }',
    /^a.yaml:7:\d+: found 6 who must say that a node is slow; expected at most the 5 nodes that look at another/,
  ],
  [
    'healing: { enabled: true, deadShareMax: 15% }',
    /^a.yaml:7:\d+: found a share of 15%; expected at least one of the 6 storage nodes/,
  ],
  [
    'healing: { enabled: true, replaceSilentAfter: 250ms }',
    /^a.yaml:7:\d+: found a healing.replaceSilentAfter of 250ms; expected longer than replication.heartbeat \(250ms\)/,
  ],
  [
    'scrub: { enabled: true, period: 1m }\n  replication: { replicas: 1, quorum: 1 }',
    /^a.yaml:7:\d+: found scrub of partitions with 1 replica; expected at least 2/,
  ],
])('%s', (parameters, line) => {
  expect(linesOf(textOf(parameters))).toEqual([expect.stringMatching(line)]);
});

test.each([
  'healing: { enabled: true, grayReportersMin: 5 }',
  'healing: { enabled: true, grayReportersMin: 6, checkUps: false }',
  'healing: { enabled: true, deadShareMax: 17% }',
  'healing: { enabled: true, replaceSilentAfter: 251ms }',
  'healing: { replaceSilentAfter: 1ms }',
  'scrub: { enabled: true, period: 9m }\n  replication: { replicas: 2, quorum: 2 }',
])('and just within: %s', (parameters) => {
  expect(linesOf(textOf(parameters))).toEqual([]);
});

test('of a region or a parameter that is broken itself is told once', () => {
  expect(linesOf(textOf(heal, '{ r: { zones: 12, storageNodesPerZone: 1 } }'))).toHaveLength(1);
  expect(linesOf(textOf(`${heal}\n  replication: { replicas: 0 }`, nodes(1)))).toHaveLength(1);
});

const warningsOf = (text: string) => warningLines(readWithWarnings(text, 'a.yaml').warnings);

test('a scrub under which no partition has its turn is warned of, as a longer run has one', () => {
  const scrub = (period: string) =>
    textOf(`scrub: { enabled: true, period: ${period} }`, nodes(2), '{ t: { partitions: 4 } }');
  expect(warningsOf(scrub('40m'))).toEqual([
    expect.stringMatching(
      /^a.yaml:7:\d+: warning: scrub compares nothing in a run of 10m: one of the 4 partitions has its turn every 10m$/,
    ),
  ]);
  expect(warningsOf(scrub('39m'))).toEqual([]);
});

test('a restore that is sure to be refused is warned of', () => {
  const restore = (to: string) =>
    `${textOf('archive: { enabled: true }')}restore: { of: t, to: ${to}, as: u, at: 8m }\n`;
  expect(warningsOf(restore('181s'))).toEqual([
    expect.stringMatching(
      /^a.yaml:8:\d+: warning: the restore is refused: at 8m the latest restorable time lags by archive.restorableLag, 5m, at least$/,
    ),
  ]);
  expect(warningsOf(restore('3m'))).toEqual([]);
});
