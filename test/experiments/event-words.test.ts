/** What a replay tells of an event: each kind says what it is about, beside where it is registered. */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { smallRegion, tenantText } from '../small-region.js';
import { crash } from './scenarios.js';

/** Of each kind of event in a run, the first in words; all are asked for, and none may speak of what is not there. */
function wordsOf(scenario: Scenario): Map<string, string> {
  const run = new Run(scenario);
  const { simulation } = run.service;
  const words = new Map<string, string>();
  simulation.observer = {
    observe: (_timeNs, _sequence, type, payload) => {
      const about = simulation.about(type, payload);
      if (/undefined|NaN|null| -1/.test(about)) throw new Error(`${simulation.nameOf(type)}: ${about}`);
      const name = simulation.nameOf(type);
      if (!words.has(name)) words.set(name, about);
    },
  };
  run.advance();
  return words;
}

/** A table under global admission, whose only partition is split for its size at the first look. */
const managed = () =>
  smallRegion({
    duration: '3s',
    regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } },
    tables: {
      t: { partitions: 1, items: { count: 1000, size: '1KB' }, capacity: { read: 4000, write: 4000 } },
    },
    tenants: { a: tenantText({ arrivals: { poisson: '3k/s' } }) },
    parameters: { autoadmin: { interval: '1s', splitAfter: '1s', splitBytes: '600KB' } },
  });

/** Caches are cold, clients hedge, time out and try again; a node loses its data, another is lossy, and leaders move. */
const troubled = () =>
  smallRegion({
    duration: '12s',
    regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } },
    tenants: {
      a: tenantText({ client: { instances: 30, retries: 'standard', timeout: '300ms', hedgeAfter: '20ms' } }),
      b: tenantText({
        arrivals: {
          bursty: [
            { rate: '100/s', stay: '1s' },
            { rate: '1/s', stay: '1s' },
          ],
        },
      }),
    },
    parameters: { router: { warmCache: false }, replication: { calmAfterAnswers: 100 } },
    faults: [
      { kind: 'host-crash-losing-data', target: 'r/az-1/storage-1', at: '1s', for: '500ms' },
      { kind: 'packet-loss', target: 'r/az-2', share: '20%', at: '2s', for: '3s' },
      { kind: 'leader-handover', target: 'leader of t/0', at: '7s' },
      { kind: 'load-balancer-flap', target: 'all routers', period: '100ms', at: '8s', for: '1s' },
      { kind: 'host-crash', target: 'leader of t/0', at: '9s', for: '1s' },
      { kind: 'router-crash', target: 'all routers', at: '11s', for: '200ms' },
    ],
  });

test('every kind of event of two eventful runs says what it is about, but for the rounds of the control plane', () => {
  const words = new Map([...wordsOf(managed()), ...wordsOf(troubled())]);
  const silent = [...words].filter(([, about]) => about === '').map(([name]) => name);
  expect(words.size).toBeGreaterThan(40);
  expect(silent).toEqual(['autoadmin']);
});

test('changes of partitions, their copies, what the map learns and asks for tokens are told by name', () => {
  const words = wordsOf(managed());
  expect(words.get('partition change')).toBe('split of t/0');
  expect(words.get('partition chunk read')).toMatch(
    /^split of t\/0, from r\/az-\d\/storage-\d to r\/az-\d\/storage-\d, 500000 bytes left$/,
  );
  expect(words.get('map push arrives')).toMatch(/^t\/\+1, from r\/az-\d\/metadata to r\/az-\d\/router-1$/);
  expect(words.get('ask for tokens arrives')).toMatch(
    /^table t, from r\/az-\d\/router-1, server r\/az-\d\/admission-1$/,
  );
});

test('what replicas say to each other, and what is sent again, is told with who says it', () => {
  const words = wordsOf(troubled());
  expect(words.get('peer message arrives')).toMatch(
    /^heartbeat on t\/0, from r\/az-\d\/storage-\d to r\/az-\d\/storage-\d, term \d$/,
  );
  expect(words.get('look-up arrives')).toMatch(/^t\/0, from r\/az-\d\/router-1, server r\/az-\d\/metadata$/);
  expect(words.get('retransmit')).toMatch(/^from r\/\S+ to r\/\S+, for "[a-z -]+: .+"$/);
});

test('events speak of tenants, partitions and hosts by name', () => {
  const words = wordsOf(crash());
  expect(words.get('request issued')).toBe('storefront');
  expect(words.get('attempt arrives')).toMatch(
    /^\w+ of storefront on orders\/\d, attempt 1, router us-east-1\/az-\d\/router-1$/,
  );
  expect(words.get('call arrives')).toMatch(/^\w+ on orders\/\d, node us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('append arrives')).toMatch(/^write \d+ on orders\/\d at us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('heartbeat check')).toMatch(/^orders\/\d at us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('fault begins')).toBe('host-crash leader of orders/0');
});
