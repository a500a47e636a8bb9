/** What was lost is explained: writes by name, copies and the faults that destroyed them, the archive's lag, what clients saw. */
import { expect, test } from 'vitest';
import { causeOf } from '../../../reports/explain/causes.js';
import { explainText } from '../../../reports/explain/explain-text.js';
import { explanationOf } from '../../../reports/explain/explanation.js';
import type { FaultRow, Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const nodes = ['r/az-1/storage-1', 'r/az-2/storage-1', 'r/az-3/storage-1'];
const fault = (
  kind: string,
  target: string,
  hosts: readonly string[],
  fromS: number,
  toS: number | null,
): FaultRow => ({
  ...{ kind, target, hosts, hostsHit: hosts.length, fromS, toS, condition: null },
});
const faults = [
  fault('disk-failure', 'leader of orders/0', nodes.slice(0, 1), 20, null),
  fault('disk-failure', 'followers of orders/0', nodes.slice(1), 21, null),
  fault('object-store-outage', 'r', [], 5, 40),
  fault('host-crash', 'r/az-3/storage-9', ['r/az-3/storage-9'], 60, 70),
];
const named = Array.from({ length: 6 }, (_, at) => ({ item: 100 + at, sequenceNumber: 7 + at, committedS: 12 + at }));
const loss = {
  ...{ kind: 'lastCopy' as const, forGood: false, detectedS: 23 },
  ...{ partition: 'orders/0', atS: 21, writes: 8, committedFromS: 12, committedToS: 19.5, named, rebuiltS: 45 },
  destroyed: nodes.map((node, at) => ({ node, atS: at === 0 ? 20 : 21, fault: at === 2 ? null : 'disk-failure r' })),
};
const plain = resultFixture({ faults });
const outage = {
  ...{ table: 'orders', fromS: 21.2, toS: 44.9, lostMinutes: 0.1, errors: 35, failedRequests: 9, partitionsHit: 1 },
  ...{ partitions: ['orders/0'], faults: [0] },
};
const withLoss = (list: Result['losses']['list']): Result => ({
  ...plain,
  outages: [outage],
  series: {
    ...plain.series,
    archive: { behindMs: plain.series.timeS.map((at) => at * 500), behindBytes: plain.series.timeS.map(() => 9) },
  },
  losses: { ...plain.losses, writesLost: 8, list },
});
const textOf = (result: Result) => explainText(result, { columns: 400, colour: false });

test('which writes of which partition, by which faults, and how far the archive was; others are left out', () => {
  const [told, ...more] = explanationOf(withLoss([loss])).lost;
  expect(more).toEqual([]);
  expect(told).toMatchObject({ partition: 'orders/0', writes: 8, named });
  // Of the window that ended before 21 s, which began at 19.
  expect(told.archiveBehindMs).toBe(9500);
  expect(told.because).toBe(
    'disk-failure of followers of orders/0 from 21 s on and disk-failure of leader of orders/0 from 20 s on ' +
      'and object-store-outage of r from 5 to 40 s',
  );
  expect(told.clients).toEqual({ table: 'orders', fromS: 21.2, toS: 44.9, errors: 35, failedRequests: 9 });
});

test('the text says the same, the cause once under its number, and how many writes it does not name', () => {
  const lines = textOf(withLoss([loss])).split('\n');
  const from = lines.indexOf('What was lost');
  expect(lines.slice(from, from + 7)).toEqual([
    'What was lost',
    '  8 writes of orders/0 at 21 s, committed 12 to 19.5 s and in no copy or archive that was left [1]',
    '    copies destroyed: r/az-1/storage-1 at 20 s (disk-failure r), r/az-2/storage-1 at 21 s (disk-failure r), r/az-3/storage-1 at 21 s',
    '    archive 9.5 s behind just before',
    '    writes lost, of which clients may have been told: item 100 at 12 s, item 101 at 13 s, item 102 at 14 s, item 103 at 15 s, item 104 at 16 s, and 3 more',
    '    detected at 23 s, rebuilt at 45 s',
    '    clients of orders saw 35 errors from 21.2 to 44.9 s, and 9 requests failed',
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}\[1\] disk-failure of followers/));
});

test('a partition that lost its copies and no write, is not rebuilt, or fails nobody, is told as such', () => {
  const nothing = { ...loss, writes: 0, committedFromS: null, committedToS: null, named: [], rebuiltS: null };
  const text = textOf({ ...withLoss([nothing]), outages: [] });
  expect(text).toContain('no write of orders/0 with its last copy at 21 s, as all were archived [1]');
  expect(text).toContain('not rebuilt');
  expect(text).not.toContain('writes lost');
  expect(text).toContain('clients: no outage of it is among those listed');
});

test('of many losses the text tells five and how many more there are', () => {
  const text = textOf(withLoss(Array.from({ length: 8 }, (_, at) => ({ ...loss, partition: `orders/${at}` }))));
  expect(text.match(/^ {2}8 writes of/gm)).toHaveLength(5);
  expect(text).toContain('and 3 more with --format json');
});

test('a run that lost nothing has no such part', () => {
  expect(textOf(plain)).not.toContain('What was lost');
  expect(explanationOf(plain).lost).toEqual([]);
});

const wait = { hosts: [], partition: 'orders/0', needsLeader: false };

test('a request that waited for a partition without a copy waited for that', () => {
  const result = withLoss([loss]);
  const words = 'orders/0 had no copy from 21 s until it was rebuilt at 45 s: disk-failure of followers of orders/0';
  expect(causeOf(result, { ...wait, fromS: 30, toS: 31 })?.words).toContain(words);
  expect(causeOf(result, { ...wait, fromS: 46, toS: 47 })?.words ?? '').not.toContain('no copy');
  expect(causeOf(result, { ...wait, partition: 'orders/1', fromS: 30, toS: 31 })?.words).not.toContain('no copy');
  // A majority was lost and the rest went on: any replica serves who needs no leader.
  const wentOn = withLoss([{ ...loss, kind: 'majority' }]);
  expect(causeOf(wentOn, { ...wait, fromS: 20, toS: 22 })?.words).not.toContain('no ');
  expect(causeOf(wentOn, { ...wait, needsLeader: true, fromS: 30, toS: 31 })?.words).toContain(
    'orders/0 had no majority from 21 s until it went on at 45 s',
  );
});
