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

const outages = (...list: string[]) => textOf({ faults: `[${list.map((each) => `{ ${each}, at: 0s }`).join(', ')}]` });
const zones = (kind: string, count: number) =>
  Array.from({ length: count }, (_, zone) => `kind: ${kind}, target: az-${zone + 1}`);

test.each([
  ['kind: host-crash, target: r'],
  ['kind: region-outage, target: r'],
  ['kind: host-pause, target: all routers'],
  ['kind: disk-failure, target: r'],
  ['kind: disk-stall, target: storage nodes in r'],
  ['kind: network-partition, target: r'],
  ['kind: router-drain, target: r'],
  zones('zone-outage', 3),
  ['kind: host-crash, target: az-1', 'kind: zone-outage, target: az-3', 'kind: torn-write, target: az-2'],
  [
    'kind: zone-outage, target: az-1',
    'kind: router-crash, target: az-2',
    'kind: host-crash, target: all routers in az-3',
  ],
])('a service that is never up: %s', (...faults) => {
  expect(linesOf(outages(...faults))).toEqual([
    expect.stringMatching(/^a.yaml:6:.*found \S+ from 0s to the run's end at 20m; .*the service would never be up/),
  ]);
});

test.each([
  ['kind: host-crash, target: r, for: 19m'],
  ['kind: slow-disk, factor: 10x, target: r'],
  ['kind: packet-loss, share: 100%, target: r'],
  ['kind: host-pause, target: 8 storage nodes'],
  ['kind: host-crash, target: 90% of routers'],
  ['kind: network-partition, target: r, direction: inbound'],
  ['kind: network-partition, target: az-1, peer: az-2'],
  zones('network-partition', 3),
  zones('zone-outage', 2),
  ['kind: zone-outage, target: az-1', 'kind: router-crash, target: az-2', 'kind: disk-failure, target: az-3'],
])('one of which something is left is taken: %s', (...faults) => {
  expect(linesOf(outages(...faults))).toEqual([]);
});

test.each([
  ['host-crash', 'q/az-1/storage-1'],
  ['zone-outage', 'q/az-1'],
  ['network-partition', 'q'],
  ['disk-failure', '2 storage nodes in q'],
])('a %s of %s, where neither tables nor tenants are', (kind, target) => {
  const faults = `[{ kind: ${kind}, target: ${target}, at: 1s }]`;
  const text = textOf({ faults }).replace('r: {}', 'r: {}, q: {}').replace('t: {', 't: { region: r,');
  expect(linesOf(text)).toEqual([
    expect.stringMatching(
      /^a.yaml:6:.*found ".*"; expected a target in a region with a table or a tenant, as none is in q/,
    ),
  ]);
  expect(linesOf(text.replace('region: r', 'region: q'))).toEqual([]);
  expect(linesOf(text.replace('arrivals:', 'region: q, arrivals:'))).toEqual([]);
});

test.each([
  ['leader-handover', 'leader of t/0', /found "leader of t\/0"; expected at least 2 replication.replicas/],
  ['slow-disk, factor: 2x', 'followers of t/0', /found "followers"; expected a leader, as a partition has one replica/],
])('a %s of %s where a partition has one replica', (kind, target, line) => {
  const faults = `[{ kind: ${kind}, target: ${target}, at: 1s }]`;
  expect(linesOf(textOf({ faults, parameters: 'replication: { replicas: 1, quorum: 1 }' }))).toEqual([
    expect.stringMatching(line),
  ]);
  expect(linesOf(textOf({ faults, parameters: 'replication: { replicas: 2, quorum: 2 }' }))).toEqual([]);
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
  expect(linesOf(textOf({ failures: '{ hosts: { mtbf: 1ms, repair: 1us } }' }))).toEqual([
    expect.stringMatching(/^a.yaml:7:.*expected/),
  ]);
});

test.each<[string, RegExp]>([
  [
    '{ hosts: { mtbf: 29m } }',
    /found an mtbf of 29m; expected at least the mean repair time of 30m, or each is down more/,
  ],
  ['{ disks: { mtbf: 1h, replace: { exponential: 61m } } }', /found an mtbf of 1h; .*the mean replace time of 61m/],
  ['{ zones: { mtbf: 10d, repair: 11d } }', /found an mtbf of 10d; .*the mean repair time of 11d/],
  ['{ racks: { repair: 0s } }', /found one that takes no time; expected a time above zero/],
  ['{ hosts: { repair: { uniform: [0s, 0s] } } }', /found one that takes no time/],
])('%s: down more than up, or not at all', (failures, line) => {
  expect(linesOf(textOf({ failures }))).toEqual([expect.stringMatching(/^a.yaml:7:/)]);
  expect(linesOf(textOf({ failures }))).toEqual([expect.stringMatching(line)]);
});

test.each(['{ hosts: { mtbf: 30m } }', '{ disks: { mtbf: 1h, replace: 1h } }', '{ racks: { repair: 1ns } }'])(
  'up as much as down: %s',
  (failures) => {
    expect(linesOf(textOf({ failures }))).toEqual([]);
  },
);
