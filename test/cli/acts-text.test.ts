/** What was done stands under the summary of a run, where it matters and nowhere else. */
import { expect, test } from 'vitest';
import { actsText } from '../../sim/cli/acts-text.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from '../reports/fixture.js';

const calm = resultFixture({ faults: [] });
const quiet: Result = { ...calm, outcomes: calm.outcomes.map((row) => ({ ...row, retriesDenied: 0 })) };
const linesOf = (changes: Partial<Result>, columns = 200) =>
  actsText({ ...quiet, ...changes }, { columns, colour: false })
    .split('\n')
    .filter((line) => line !== '');

test('a run in which nothing of it matters has no word of it', () => {
  expect(actsText(quiet, { columns: 80, colour: false })).toBe('');
  const routing = {
    ...quiet.routing,
    mapHits: 9999,
    mapMisses: 1,
    mapHitShare: 0.9999,
    mapLookUps: 1,
    staleMapEntries: 7,
  };
  expect(linesOf({ routing })).toEqual([]);
});

test('whom a fault hit is told where the scenario did not name it', () => {
  const [zone] = resultFixture().faults;
  const hit = (target: string, hosts: readonly string[], hostsHit = hosts.length) => ({
    ...{ ...zone, kind: 'host-crash', target, hosts, hostsHit },
  });
  const faults = [
    hit('r/az-2', ['r/az-2/router-1', 'r/az-2/storage-1']),
    hit('r/az-1/storage-10', ['r/az-1/storage-10']),
    hit('all routers in r', ['r/az-1/router-1', 'r/az-2/router-1']),
    hit('leader of t/0', ['r/az-1/storage-4']),
    hit('20% of routers in r', ['r/az-1/router-1', 'r/az-1/router-5', 'r/az-2/router-2'], 9),
  ];
  expect(linesOf({ faults })).toEqual([
    'What was done',
    '  host-crash hit r/az-1/storage-4 (leader of t/0)',
    '  host-crash hit r/az-1/router-1, r/az-1/router-5, r/az-2/router-2 and 6 more (20% of routers in r)',
  ]);
});

test('hot partitions are named, and what the control plane did with why, the first of many', () => {
  const row = (number: number) => ({ name: `t/${number}`, readUnits: 100 * number, writeUnits: 5 });
  const busiest = { partitions: [], nodes: [], throttledPartitions: [4, 3, 2, 1].map(row) };
  const list = [1, 2, 3, 4].map((atS) => ({
    ...{ atS: 10 * atS, what: 'replica moved' as const, partition: `t/${atS}`, because: 'r/az-1/storage-3 was packed' },
  }));
  expect(linesOf({ busiest, controlPlane: { ...quiet.controlPlane, list } })).toEqual([
    'What was done',
    '  Refused most at partitions: t/4 405 units, t/3 305 units, t/2 205 units and 1 more',
    '  10 s t/1: replica moved, as r/az-1/storage-3 was packed',
    '  20 s t/2: replica moved, as r/az-1/storage-3 was packed',
    '  30 s t/3: replica moved, as r/az-1/storage-3 was packed',
    '  and 1 more in the result',
  ]);
});

test('raises of one boost are a line, from what it was to what it became', () => {
  const raise = (atS: number, number: number, from: number, to: number) => ({
    ...{ atS, what: 'allocation raised' as const, partition: `t/${number}`, because: 'it was throttled' },
    units: { from, to },
  });
  // t/3 rises in three steps from 101; t/1 rises once, falls back to 90 unseen, and rises again.
  const list = [
    raise(70, 3, 101, 120),
    raise(70, 1, 100, 110),
    raise(80, 3, 120, 140),
    raise(90, 1, 90, 95),
    raise(90, 3, 140, 168),
  ];
  expect(linesOf({ controlPlane: { ...quiet.controlPlane, acts: 5, list } })).toEqual([
    'What was done',
    '  70 to 90 s t/3: allocation raised from 101 to 168 units/s by 3 raises, as it was throttled',
    '  70 s t/1: allocation raised from 100 to 110 units/s, as it was throttled',
    '  90 s t/1: allocation raised from 90 to 95 units/s, as it was throttled',
  ]);
});

test('of a journal that has not all acts, both what it has and what it has not are told', () => {
  const list = [1, 2, 3, 4].map((atS) => ({ atS, what: 'replica moved' as const, partition: 't/0', because: 'full' }));
  const lines = linesOf({ controlPlane: { ...quiet.controlPlane, acts: 11_300, list } });
  expect(lines.at(-1)).toBe('  and 11.3k more, 1 of them in the result, spread over the run');
});

test('denied retries and hedges are told of each tenant, summed over its operations', () => {
  const [row] = quiet.outcomes;
  const outcomes = [
    { ...row, retriesDenied: 1 },
    { ...row, operation: 'query', hedges: 30, hedgesWon: 20 },
    { ...row, operation: 'putItem', hedges: 10, hedgesWon: 10 },
  ];
  expect(linesOf({ outcomes })).toEqual([
    'What was done',
    '  storefront: the retry quota denied 1 retry',
    '  storefront: 40 hedges, 75 % won',
  ]);
});

test('a partition map that was not at hand is told', () => {
  const hits = { mapHits: 900, mapMisses: 100, mapHitShare: 0.9, mapLookUps: 120 };
  expect(linesOf({ routing: { ...hits, staleMapEntries: 20, mapLookUpsUnanswered: 1 } })).toEqual([
    'What was done',
    '  Partition map: 90 % of attempts found their partition, 100 looked it up; 20 calls went to where it no longer was; 1 look-up got no answer',
  ]);
});

test('names that a stranger chose reach the terminal harmless, and lines keep to its width', () => {
  const [fault] = resultFixture().faults;
  const hosts = ['r\u001b[31m/az-1/storage-4'];
  const text = linesOf({ faults: [{ ...fault, target: `leader of ${'t'.repeat(300)}/0`, hosts, hostsHit: 1 }] }, 80);
  expect(text.join('')).not.toContain('\u001b');
  for (const each of text) expect(each.length).toBeLessThanOrEqual(80);
});
