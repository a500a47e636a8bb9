import { describe, expect, test } from 'vitest';
import { hostRoles } from '../../../sim/faults/host-roles.js';
import { type Fleet, type RegionSize, readTarget } from '../../../sim/scenario/faults/target-format.js';
import { ruleMismatch } from '../../../sim/scenario/faults/target-rules.js';

const sizeWith = (admission: number | null): RegionSize => {
  const hosts: Readonly<Record<string, number | null>> = { router: 2, storage: 4, admission };
  return { zones: 3, racks: 2, hostsPerZone: ({ name }) => hosts[name] };
};
const size = sizeWith(2);
const one: Fleet = {
  regions: new Map([['us-east-1', size]]),
  tables: new Map([['orders', 24]]),
  restored: [],
  roles: hostRoles,
  replicas: 3,
};
const two: Fleet = {
  regions: new Map([
    ['us-east-1', size],
    ['eu-west-1', size],
  ]),
  tables: new Map([
    ['orders', 24],
    ['carts', 1],
  ]),
  restored: [],
  roles: hostRoles,
  replicas: 3,
};
const region = 'us-east-1';

describe('a target', () => {
  test.each([
    ['us-east-1', { kind: 'region', region }],
    ['us-east-1/az-2', { kind: 'zone', region, zone: 2 }],
    ['us-east-1/az-2/storage-3', { kind: 'host', region, zone: 2, role: 'storage', number: 3 }],
    ['us-east-1/az-2/rack-2', { kind: 'rack', region, zone: 2, rack: 2 }],
    ['us-east-1/az-3/router-1', { kind: 'host', region, zone: 3, role: 'router', number: 1 }],
    ['us-east-1/az-1/admission-2', { kind: 'host', region, zone: 1, role: 'admission', number: 2 }],
    ['leader of orders/7', { kind: 'leader', table: 'orders', partition: 7 }],
    ['leader of partition 7 of orders', { kind: 'leader', table: 'orders', partition: 7 }],
    ['followers of orders/0', { kind: 'followers', table: 'orders', partition: 0 }],
    ['follower 2 of orders/7', { kind: 'follower', table: 'orders', partition: 7, rank: 2 }],
    ['3 storage nodes in us-east-1/az-2', { kind: 'hosts', role: 'storage', region, zone: 2, pick: { count: 3 } }],
    ['1 router in us-east-1', { kind: 'hosts', role: 'router', region, zone: null, pick: { count: 1 } }],
    ['20% of routers in us-east-1', { kind: 'hosts', role: 'router', region, zone: null, pick: { share: 0.2 } }],
    ['all  routers in us-east-1/az-1', { kind: 'hosts', role: 'router', region, zone: 1, pick: null }],
    ['1 admission server in us-east-1', { kind: 'hosts', role: 'admission', region, zone: null, pick: { count: 1 } }],
    ['storage nodes in us-east-1', { kind: 'hosts', role: 'storage', region, zone: null, pick: null }],
  ])('%s is read', (text, target) => {
    expect(readTarget(text, two)).toEqual({ target });
    expect(readTarget(text, one)).toEqual({ target });
  });

  test.each([
    ['az-2', { kind: 'zone', region, zone: 2 }],
    ['az-2/storage-3', { kind: 'host', region, zone: 2, role: 'storage', number: 3 }],
    ['leader of partition 7', { kind: 'leader', table: 'orders', partition: 7 }],
    ['follower 1 of partition 7', { kind: 'follower', table: 'orders', partition: 7, rank: 1 }],
    ['all routers', { kind: 'hosts', role: 'router', region, zone: null, pick: null }],
    ['2 routers in az-1', { kind: 'hosts', role: 'router', region, zone: 1, pick: { count: 2 } }],
  ])('%s leaves out the only region or table', (text, target) => {
    expect(readTarget(text, one)).toEqual({ target });
    expect(readTarget(text, two)).toHaveProperty('mismatch');
  });

  test.each([
    ['us-eest-1/az-2', /us-east-1/],
    ['us-east-1/az-4', /az-1 to az-3 in us-east-1/],
    ['us-east-1/zone-2', /az-1 to az-3/],
    ['us-east-1/az-2/storage-5', /storage-1 to storage-4/],
    ['us-east-1/az-2/admission-3', /admission-1 to admission-2/],
    ['us-east-1/az-2/metadata-1', /a host such as/],
    ['us-east-1/az-2/disk-1', /a host such as/],
    ['us-east-1/storage-1', /the zone too/],
    ['leader of orders/24', /from 0 to 23 of orders/],
    ['leader of oders/7', /a table of this scenario/],
    ['leader of orders', /number of a partition/],
    ['follower 3 of orders/7', /follower 1 or follower 2/],
    ['9 routers in us-east-1', /1 to 6/],
    ['0 routers in us-east-1', /1 to 6/],
    ['120% of routers in us-east-1', /at most 100%/],
    ['7 admission servers in us-east-1', /1 to 6/],
    ['half of routers in us-east-1', /20% of routers/],
    ['', /a place such as/],
  ])('%j is refused', (text, expected) => {
    expect(readTarget(text, two)).toMatchObject({ mismatch: { expected: expect.stringMatching(expected) } });
  });
});

test.each(['az-1/admission-1', 'all admission servers', '50% of admission servers in az-1'])(
  '%s is refused where no table needs one, and left alone where that is not known',
  (text) => {
    const withServers = (perZone: number | null): Fleet => ({
      ...one,
      regions: new Map([['us-east-1', sizeWith(perZone)]]),
    });
    const because = /there are no admission servers: no table of us-east-1 has capacity mode global or on-demand$/;
    expect(readTarget(text, withServers(0))).toMatchObject({ mismatch: { expected: expect.stringMatching(because) } });
    expect(readTarget(text, withServers(null))).toHaveProperty('target');
  },
);

test('a rule admits what it names', () => {
  const fits = (rule: Parameters<typeof ruleMismatch>[0], text: string) => {
    const reading = readTarget(text, one);
    if (!('target' in reading)) throw new Error(text);
    return ruleMismatch(rule, reading.target, text) === null;
  };
  expect(fits('storage', 'leader of orders/7')).toBe(true);
  expect(fits('storage', 'az-1')).toBe(true);
  expect(fits('storage', 'all routers')).toBe(false);
  expect(fits('storage', 'az-1/admission-1')).toBe(false);
  expect(fits('router', 'az-1/admission-1')).toBe(false);
  expect(fits('anything', 'az-1/admission-1')).toBe(true);
  expect(fits('router', 'az-1/router-1')).toBe(true);
  expect(fits('router', 'followers of orders/7')).toBe(false);
  expect(fits('zone', 'us-east-1')).toBe(false);
  expect(fits('leader', 'leader of orders/7')).toBe(true);
  expect(fits('leader', 'follower 1 of orders/7')).toBe(false);
});
