import { expect, test } from 'vitest';
import { eventInWords, wordedEvents } from '../../sim/experiments/event-words.js';
import { Run } from '../../sim/run.js';
import { crash } from './scenarios.js';

const { service } = new Run(crash());

test('every kind in the table is one that a run knows', () => {
  expect(wordedEvents.filter((name) => !service.simulation.typeNames.includes(name))).toEqual([]);
});

test('events speak of tenants, partitions and hosts by name', () => {
  const run = new Run(crash());
  const { simulation } = run.service;
  const words = new Map<string, string>();
  simulation.observer = {
    observe: (_timeNs, _sequence, type, payload) => {
      const name = simulation.nameOf(type);
      if (!words.has(name)) words.set(name, eventInWords(run.service, name, payload));
    },
  };
  run.advance();
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
