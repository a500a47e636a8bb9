/** What was lost for good, healed, backed up and restored stands on the page in words, and in lanes of its own over time. */
import { expect, test } from 'vitest';
import { lanesOf } from '../../reports/lanes.js';
import { reportPage } from '../../reports/page/report-page.js';
import { briefText } from '../../reports/summary/brief.js';
import { lossesLines } from '../../reports/summary/losses-lines.js';
import { incidents } from '../../reports/summary/summary.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

const plain = resultFixture({ faults: [] });
const loss = {
  ...{ kind: 'lastCopy' as const, forGood: false, detectedS: 23 },
  ...{ partition: 'orders/0', atS: 20, writes: 8, committedFromS: 12, committedToS: 19.5, rebuiltS: 45 },
  named: [{ item: 7, sequenceNumber: 31, committedS: 12 }],
  destroyed: [{ node: 'r/az-1/storage-1', atS: 20, fault: 'disk-failure r' }],
};
const restore = {
  ...{
    of: 'orders',
    as: 'copy',
    from: null,
    toS: 10,
    atS: 40,
    state: 'ready' as const,
    readyS: 50,
    partitions: 4,
    items: 100,
  },
  ...{ latestRestorableS: 30, earliestRestorableS: 0, bytesDownloaded: 5e6, writesMissing: 0 },
};
const result: Result = {
  ...plain,
  healing: { ...plain.healing, partitionsWatched: 4, underReplicated: 1, longestToDetectMs: 3100, p50ToDetectMs: 3100 },
  losses: { ...plain.losses, partitionsLost: 3, partitionsRebuilt: 2, writesLost: 9, list: [loss, loss] },
  restores: { ...plain.restores, tablesRestored: 1, longestRestoreMs: 10_000, list: [restore] },
};

test('a lane for each kind of it that there was, which says how many are not listed', () => {
  expect(lanesOf(plain).map(({ name }) => name)).not.toContain('1 restore');
  expect(lanesOf(result).slice(-2)).toEqual([
    { name: 'first 2 of 3 total losses', atS: [20, 20] },
    { name: '1 restore', atS: [50] },
  ]);
});

test('the page says it among what it found, and times in the unit that suits them', () => {
  const page = reportPage(result, null);
  expect(page).toContain('Last copies lost: 3 partitions, 9 writes not archived; 2 rebuilt from the archive');
  expect(page).toContain(
    'orders/0 at 20 s: 8 writes, committed 12 to 19.5 s; detected at 23 s, rebuilt at 45 s; disk-failure r (r/az-1/storage-1)',
  );
  expect(page).toContain('a partition lacked a replica, detected within 3.1 s');
  expect(page).toMatch(/longest restore<.*?<data value="10000"[^>]*>10 s</s);
  expect(reportPage(plain, null)).not.toContain('Last copies lost');
});

test('a loss that nobody rebuilds is said as one', () => {
  const forGood = { ...loss, forGood: true, committedFromS: null, committedToS: null, named: [], rebuiltS: null };
  const counts = { partitionsLost: 1, writesLost: 8, writesNotRebuilt: 8 };
  const page = reportPage({ ...plain, losses: { ...plain.losses, ...counts, list: [forGood] } }, null);
  expect(page).toContain('1 partition, 8 writes for good; not rebuilt, for want of healing or an archive');
  expect(page).toContain('8 writes, all that were committed there');
});

test('that nobody was suspected is no sign of health where nobody was left to suspect', () => {
  const none = { suspicions: 0, withdrawn: 0, elections: 0, handovers: 0, longestLeaderlessMs: 0, list: [] };
  const quiet = { ...result, elections: { ...result.elections, ...none } };
  const words = (of: Result) => incidents(of, 200).map(({ text }) => text);
  expect(words(quiet)).toContain(
    'Elections: no leader was suspected or moved; partitions that lost their copies have nobody who would',
  );
  expect(words({ ...quiet, losses: plain.losses })).toContain('Elections: no leader was suspected or moved');
});

test('how a loss ended is said before the first of many nodes, and how many there are', () => {
  const at = (nth: number) => ({
    node: `region-of-a-long-name/az-${nth}/storage-${nth}`,
    atS: 20,
    fault: 'disk-failure r',
  });
  const many = { ...loss, destroyed: Array.from({ length: 7 }, (_, nth) => at(nth)) };
  const lines = lossesLines({ ...result, losses: { ...result.losses, list: [many] } }, 80);
  const text = lines.map((each) => each.text.trim()).join(' ');
  expect(text).toContain('rebuilt at 45 s; disk-failure r (region-of-a-long-name/az-0/storage-0');
  expect(text).toContain(', and 5 more)');
});

test('of many backups and restores the short summary counts those that came to their end, and names the others', () => {
  const list = [restore, { ...restore, as: 'early', state: 'refused' as const, readyS: null }, restore, restore];
  const many = {
    ...result,
    restores: { ...result.restores, list: [...list, { ...restore, as: 'late', state: 'underWay' as const }] },
  };
  const brief = briefText(many, [], { columns: 80, colour: false, isWritten: false });
  expect(brief).toContain('5 restores, 3 ready; early refused; late not ready at the end\n');
  expect(briefText(result, [], { columns: 80, colour: false, isWritten: false })).toContain(
    'Restore of orders at 10 s as copy',
  );
});

test('what nobody noticed, and what was never whole again, has no time within which it was', () => {
  const open = { longestToDetectMs: 9000, p50ToDetectMs: 9000, undetectedAtEnd: 3 };
  const page = reportPage({ ...result, healing: { ...result.healing, ...open } }, null);
  expect(page).toContain('not detected by the end (3, after 9 s)');
});

test('a restored table that lacks writes of its moment says how many', () => {
  const lacking = { ...result, restores: { ...result.restores, list: [{ ...restore, writesMissing: 7 }] } };
  expect(reportPage(lacking, null)).toContain('without 7 writes of then, lost with their last copies');
  expect(reportPage(result, null)).not.toContain('of then');
});
