import { expect, test } from 'vitest';
import { readScenario } from '../../sim/scenario/read.js';
import { digestOfScenario } from '../../sim/scenario/scenario-digest.js';
import { everything, smallest, zoneOutage } from './examples.js';

const digest = (text: string) => digestOfScenario(readScenario(text, 'a.yaml'));
const sameMeaning = `tenants: {a: {arrivals: {poisson: 60k/m}, client: {timeout: 1000ms}}}
title: In other words, with defaults spelt out and keys in another order
seed: 7
tables: {t: {items: {size: {constant: 1KB}}, region: r, partitions: 1}}
regions: {r: {storageNodesPerZone: 3, zones: 3}}
duration: 1m
`;

test('is 16 hex digits, the same for the same meaning', () => {
  expect(digest(smallest)).toMatch(/^[0-9a-f]{16}$/);
  expect(digest(sameMeaning)).toBe(digest(smallest));
});

test('differs where the meaning does', () => {
  const variants = [
    smallest,
    zoneOutage,
    everything,
    smallest.replace('1k/s', '1001/s'),
    smallest.replace('a:', 'b:'),
    smallest.replace('t: {}', 't: { order: sorted }'),
    smallest.replace('t: {}', 't: { capacity: { mode: on-demand } }'),
    `${smallest}parameters: { replication: { quorum: 3 } }`,
    `${smallest}expect: [{ metric: durability.lostWrites, is: 0 }]`,
  ];
  expect(new Set(variants.map(digest)).size).toBe(variants.length);
});

/** Guards against unintended change only: results on disk carry this digest. */
test('is pinned for one scenario', () => {
  expect(digestOfScenario({ ...readScenario(smallest, 'a.yaml'), parameters: { defects: [] } as never })).toBe(
    'debee2028f0eae9d',
  );
});
