/** Drawn failures as people write them: what is usual, what is read, and what is said of nonsense, and where. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { digestOfScenario } from '../../../sim/scenario/scenario-digest.js';
import { linesOf, smallest } from '../examples.js';

const minuteNs = 60e9;
const dayNs = 86_400e9;
const withFailures = (text: string) =>
  `${smallest.replace('r: {}', 'r: { storageNodesPerZone: 4 }')}duration: 30d\nfailures: ${text}\n`;
const failuresOf = (text: string) => readScenario(withFailures(text), 'a.yaml').failures;

test('a class that is named fails as is usual, and no other does', () => {
  const usual = {
    hosts: {
      kind: 'host-crash',
      mtbfNs: 130 * dayNs,
      repairNs: { offset: 15 * minuteNs, kind: 'exponential', mean: 15 * minuteNs },
      bursts: { inBursts: 0.37, hosts: 2, withinNs: 2 * minuteNs },
    },
    disks: {
      kind: 'disk-failure',
      mtbfNs: 30 * 365 * dayNs,
      repairNs: { kind: 'exponential', mean: 240 * minuteNs },
      bursts: null,
    },
    racks: {
      kind: 'rack-outage',
      mtbfNs: 3723 * dayNs,
      repairNs: { kind: 'uniform', from: 60 * minuteNs, to: 360 * minuteNs },
      bursts: null,
    },
    zones: {
      kind: 'zone-outage',
      mtbfNs: 67 * 365 * dayNs,
      repairNs: { kind: 'uniform', from: 20 * minuteNs, to: 82 * minuteNs },
      bursts: null,
    },
  };
  for (const [name, process] of Object.entries(usual)) expect(failuresOf(`{ ${name}: {} }`)).toEqual([process]);
  expect(failuresOf('{ zones: {}, disks: {}, racks: {}, hosts: {} }')).toEqual(Object.values(usual));
  expect(readScenario(smallest, 'a.yaml').failures).toEqual([]);
});

test('all of it can be said', () => {
  expect(failuresOf('{ disks: { mtbf: 0.5y, replace: { uniform: [1h, 2h] } } }')).toMatchObject([
    { mtbfNs: 182.5 * dayNs, repairNs: { kind: 'uniform', from: 60 * minuteNs, to: 120 * minuteNs } },
  ]);
  expect(failuresOf('{ hosts: { mtbf: 200d, repair: 5m, bursts: { share: 10%, hosts: 4, within: 1m } } }')).toEqual([
    {
      kind: 'host-crash',
      mtbfNs: 200 * dayNs,
      repairNs: { kind: 'constant', value: 5 * minuteNs },
      bursts: { inBursts: 0.1, hosts: 4, withinNs: minuteNs },
    },
  ]);
});

test('they belong to what a scenario means', () => {
  const digest = (text: string) => digestOfScenario(readScenario(text, 'a.yaml'));
  const digests = ['{ hosts: {} }', '{ disks: {} }', '{ hosts: { mtbf: 131d } }'].map(withFailures).map(digest);
  expect(new Set(digests).size).toBe(3);
  expect(digest(withFailures('{ hosts: { mtbf: 130d } }'))).toBe(digests[0]);
});

describe('nonsense', () => {
  test.each<[string, RegExp]>([
    ['{}', /^a.yaml:6:11: found no class of things that fail; expected a mapping with at least one of hosts, disks/],
    ['1', /^a.yaml:6:11: found 1; expected a mapping with at least one of hosts, disks/],
    ['{ host: {} }', /^a.yaml:6:13: found the unknown key "host"; expected one of hosts, .*did you mean "hosts"/],
    ['{ hosts: }', /^a.yaml:6:\d+: found nothing; expected a mapping with mtbf, repair, bursts/],
    ['{ hosts: { mtbf: 0s } }', /^a.yaml:6:28: found "0s"; expected a duration above zero/],
    ['{ hosts: { mtbf: -1d } }', /^a.yaml:6:28: found "-1d"; expected a duration that is not negative/],
    ['{ hosts: { mtbf: 130 } }', /^a.yaml:6:28: found 130; expected a duration with a unit \(y, d, h, .*"130d"/],
    ['{ zones: { mtbf: 20000y } }', /^a.yaml:6:28: found "20000y"; expected a duration of at most 10000y/],
    ['{ zones: { repair: -5m } }', /^a.yaml:6:30: found "-5m"; expected a duration/],
    ['{ disks: { repair: 1h } }', /^a.yaml:6:22: found the unknown key "repair"; expected one of mtbf, replace/],
    ['{ disks: { bursts: {} } }', /^a.yaml:6:22: found the unknown key "bursts"; expected one of mtbf, replace/],
    ['{ hosts: { bursts: { share: 1.2 } } }', /^a.yaml:6:39: found 1.2; expected a share of at most 100%/],
    ['{ hosts: { bursts: { share: -1% } } }', /^a.yaml:6:39: found "-1%"; expected a share that is not negative/],
    ['{ hosts: { bursts: { hosts: 1 } } }', /^a.yaml:6:39: found 1; expected a whole number of at least 2/],
    [
      '{ hosts: { bursts: { hosts: 5 } } }',
      /^a.yaml:6:39: found bursts of 5 hosts; expected at most the 4 storage nodes of the largest rack in r/,
    ],
    [
      '{ hosts: { mtbf: 1h } }',
      /^a.yaml:6:28: found 30d with failures, such as 12 nodes every 1h, = 8,640 failures; expected at most 5,000: a longer mtbf/,
    ],
  ])('%s gives one problem at its place', (text, line) => {
    expect(linesOf(withFailures(text))).toEqual([expect.stringMatching(line)]);
  });

  test('racks without storage nodes, and bursts larger than a rack, are none', () => {
    const racks = (count: number, burst: number) =>
      linesOf(
        withFailures(`{ hosts: { bursts: { hosts: ${burst} } } }`).replace(
          'Zone: 4',
          `Zone: 4, racksPerZone: ${count}`,
        ),
      );
    expect(racks(4, 2)).toEqual([]);
    expect(racks(5, 2)).toEqual([
      expect.stringMatching(
        /^a.yaml:2:\d+: found 5 racks a zone; expected at most one for each of the 4 storage nodes/,
      ),
    ]);
    expect(racks(3, 2)).toEqual([]);
    expect(racks(3, 3)).toEqual([
      expect.stringMatching(/^a.yaml:6:39: found bursts of 3 hosts; expected at most the 2 storage nodes/),
    ]);
  });

  test('of a region that is broken itself is told once', () => {
    const text = withFailures('{ hosts: { bursts: { hosts: 5 } } }').replace('storageNodesPerZone: 4', 'zones: 12');
    expect(linesOf(text)).toEqual([expect.stringMatching(/found 12; expected a whole number of at most 9/)]);
  });
});
