import { expect, test } from 'vitest';
import { eventInWords, wordedEvents } from '../../sim/experiments/event-words.js';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';
import { crash } from './scenarios.js';

/** Of each kind of event in a run, the first in words. */
function wordsOf(run: Run): Map<string, string> {
  const { simulation } = run.service;
  const words = new Map<string, string>();
  simulation.observer = {
    observe: (_timeNs, _sequence, type, payload) => {
      const name = simulation.nameOf(type);
      if (!words.has(name)) words.set(name, eventInWords(run.service, name, payload));
    },
  };
  run.advance();
  return words;
}

/** A table under global admission, whose only partition is split for its size at the first look. */
const managed = () =>
  smallRegion({
    duration: '3s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 2 } },
    tables: {
      t: { partitions: 1, items: { count: 1000, size: '1KB' }, capacity: { read: 4000, write: 4000 } },
    },
    tenants: { a: tenantText({ arrivals: { poisson: '3k/s' } }) },
    parameters: { autoadmin: { interval: '1s', splitAfter: '1s', splitBytes: '600KB' } },
  });

test('every kind in the table is one that a run knows', () => {
  const { typeNames } = new Run(managed()).service.simulation;
  const faultKinds = new Run(crash()).service.simulation.typeNames;
  expect(wordedEvents.filter((name) => !typeNames.includes(name) && !faultKinds.includes(name))).toEqual([]);
});

test('changes of partitions and asks for tokens are told by name', () => {
  const words = wordsOf(new Run(managed()));
  expect(words.get('partition change')).toBe('split of t/0');
  expect(words.get('ask for tokens arrives')).toMatch(
    /^table t, router r\/az-\d\/router-1, server r\/az-\d\/admission-1$/,
  );
});

test('events speak of tenants, partitions and hosts by name', () => {
  const words = wordsOf(new Run(crash()));
  expect(words.get('request issued')).toBe('storefront');
  expect(words.get('attempt arrives')).toMatch(
    /^\w+ of storefront on orders\/\d, attempt 1, router us-east-1\/az-\d\/router-1$/,
  );
  expect(words.get('call arrives')).toMatch(/^\w+ on orders\/\d, node us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('append arrives')).toMatch(/^write \d+ on orders\/\d, node us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('heartbeat check')).toMatch(/^orders\/\d at us-east-1\/az-\d\/storage-\d$/);
  expect(words.get('fault begins')).toBe('host-crash leader of orders/0');
  for (const each of words.values()) expect(each).not.toMatch(/undefined|NaN/);
});
