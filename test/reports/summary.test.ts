/** The summary says the verdict first, fits the terminal, and survives any scenario. */
import { describe, expect, test } from 'vitest';
import { textWidth } from '../../reports/safe-text.js';
import { archiveLines } from '../../reports/summary/archive-line.js';
import { healingLines } from '../../reports/summary/healing-line.js';
import { integrityLines } from '../../reports/summary/integrity-line.js';
import { regionsLines } from '../../reports/summary/regions-lines.js';
import { summaryText } from '../../reports/summary/summary.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

const plain = { columns: 80, colour: false };
const screenLines = 50;
const longName = 'a-tenant-with-a-name-so-long-that-nobody-would-ever-say-it-aloud';
const manyFaults = Array.from({ length: 20 }, (_, index) => ({
  kind: 'host-crash',
  target: `us-east-1/az-1/storage-${index}`,
  hosts: [],
  hostsHit: 0,
  fromS: 20 + index * 4,
  toS: null,
  condition: 'was down',
}));

function linesOf(result: Result, columns = 80): readonly string[] {
  return summaryText(result, { columns, colour: false }).trimEnd().split('\n');
}

describe('summary', () => {
  test('says the verdict before any figure, missed rows first and by how much', () => {
    const lines = linesOf(resultFixture());
    const verdict = lines.findIndex((line) => line.startsWith('FAILED: 1 of 3'));
    expect(verdict).toBeGreaterThan(0);
    expect(lines[verdict + 1]).toBe('  missed  storefront getItem.p99: 12.4 ms, at most 10 ms asked, 24 % over');
    expect(verdict).toBeLessThan(lines.findIndex((line) => line.startsWith('Latency')));
  });

  test('a run that met everything passed; a violated property fails it', () => {
    const met = { ...resultFixture(), objectives: [] };
    expect(summaryText(met, plain)).toContain('PASSED: 1 of 1 objectives and expectations met');
    const check = {
      property: 'durability',
      verdict: 'violated' as const,
      examined: 3,
      violations: 2,
      witness: 'write 7 of orders/3',
    };
    const violated = summaryText({ ...met, checks: [check] }, plain);
    expect(violated).toContain('FAILED');
    expect(violated).toContain('Violated: durability (2 of 3): write 7 of orders/3');
  });

  test('shows each figure under its title', () => {
    const lines = linesOf(resultFixture());
    const latency = lines.findIndex((line) => line.startsWith('Latency in ms'));
    expect(lines[latency].trim().split(/ {2,}/)).toEqual([
      'Latency in ms',
      'requests',
      'p50',
      'p99',
      'p99.9',
      'max',
      'service p99',
    ]);
    expect(lines[latency + 1].split(/ {2,}/)).toEqual([
      'storefront getItem strong',
      '384k',
      '3.10',
      '12.4',
      '205',
      '658',
      '9.92',
    ]);
  });

  test('names faults, elections, the stages of the tail, and isolation where asked for', () => {
    const text = summaryText(resultFixture(), plain);
    expect(text).toContain('zone-outage us-east-1/az-2, 40 to 70 s');
    expect(text).toContain('leaderless up to 3.12 s');
    expect(text).toMatch(/storefront getItem strong +failover 60%, quorum wait 20%, disk queue 10%/);
    expect(text).not.toContain('Isolation');
    const isolation: Result['isolation'] = [
      {
        tenant: 'storefront',
        operation: 'getItem',
        consistency: 'strong',
        p50AloneMs: 3,
        p50SharedMs: 4,
        p99AloneMs: 10,
        p99SharedMs: 15,
        p99_9AloneMs: 20,
        p99_9SharedMs: 25,
        ratio: 1.5,
        ratioLow: 1.41,
        ratioHigh: 1.6,
      },
    ];
    expect(summaryText({ ...resultFixture(), isolation }, plain)).toMatch(
      /storefront getItem strong +10\.0 +15\.0 +1\.5 x +1\.41 to 1\.60/,
    );
  });

  test('says what tenants used of their capacity, and nothing of it where there is none', () => {
    const lines = linesOf(withUsage(resultFixture()));
    const usage = lines.findIndex((line) => line.startsWith('Usage'));
    expect(lines.slice(usage, usage + 7).map((line) => line.split(/ {2,}/))).toEqual([
      ['Usage in units/s', 'reads', 'of', 'writes', 'of', 'attempts throttled', 'burst'],
      ['storefront', '7780', '12.0k', '2330', '4000', '8 %', '1.54 %'],
      ['storefront refused: TableReadKeyRangeThroughputExceeded 9000,'],
      ['TableWriteKeyRangeThroughputExceeded 1000'],
      ['Tables', 'mode', 'partitions', 'busiest / mean', 'provision wasted'],
      ['orders', 'adaptive', '4 -> 9', '2.4 x', '37.5 %'],
      ['Control plane: 5 splits for consumption, 1 split skipped, 2 replicas moved'],
    ]);
    expect(linesOf(resultFixture()).join()).not.toMatch(/Usage|Tables|Control plane/);
  });

  test('a line never stands for a single row, and never hides who lost most', () => {
    const tenants = ['a', 'b', 'c', 'd', 'e'];
    const result = resultFixture({ tenants });
    const outcomes = linesOf({ ...result, objectives: [] });
    const from = outcomes.findIndex((line) => line.startsWith('Outcomes'));
    expect(outcomes.slice(from + 1, from + 6).map((line) => line[0])).toEqual(tenants);
    const more = resultFixture({ tenants: [...tenants, 'f'] });
    expect(summaryText(more, plain)).toContain('and 2 more');
    const worst = more.availability.map((row) => (row.name === 'f' ? { ...row, monthly: 0.99995 } : row));
    expect(summaryText({ ...more, availability: worst }, plain)).toMatch(/^tenant f .* 99\.995 %/m);
  });

  test('of many faults those that disturbed most are named', () => {
    const result = resultFixture({ faults: manyFaults });
    const calm = { state: 'undisturbed', atS: 20, afterS: 0, untilS: 120 } as const;
    const broken = { state: 'notRecovered', atS: null, afterS: null, untilS: 120 } as const;
    const heavier = { state: 'unknown', atS: null, afterS: null, untilS: manyFaults[5].fromS } as const;
    const recovery = manyFaults.map((_, index) => (index === 13 ? broken : index === 5 ? heavier : calm));
    const lines = linesOf({ ...result, recovery }, 120);
    expect(lines).toContain('  host-crash us-east-1/az-1/storage-13, 72 s to the end: not recovered by 120 s');
    expect(lines.join(' ')).toContain(
      'storage-5, 40 s to the end: recovery not known, as more was asked for than ever before',
    );
  });

  test('what is violated and who was elected is told to its end', () => {
    const result = resultFixture();
    const witness = `write 506 to item 1071, ${'committed at one node and nowhere else, '.repeat(2)}was lost`;
    const check = { property: 'durability', verdict: 'violated' as const, examined: 3, violations: 2, witness };
    const elections = { ...result.elections, electionsWithoutMajority: 2 };
    const text = linesOf({ ...result, checks: [check], elections })
      .join(' ')
      .replace(/ +/g, ' ');
    expect(text).toContain(`Violated: durability (2 of 3): ${witness}`);
    expect(text).toMatch(/elections without majority.*, leaderless up to 3.12 s/);
  });

  test('an error budget is said in the unit of what was used', () => {
    const result = resultFixture();
    const used = (budgetUsedMinutes: number) => ({
      ...result,
      availability: result.availability.map((row) => ({
        ...row,
        budgetUsedMinutes,
        budgetMinutes: 4.32,
        budgetUsedShare: budgetUsedMinutes / 4.32,
      })),
    });
    // 0.02 min are 1.2 s, 0.00005 min are 3 ms, and a target of 99.99 % leaves 1 / 10,000 of 30 days: 259.2 s.
    expect(linesOf(used(0.02)).join(' ')).toContain('0.463 %, 1.2 s of 259.2 s');
    expect(linesOf(used(0.00005)).join(' ')).toContain('3 ms of 259.2 s');
  });

  test('conditions have the units of their metrics', () => {
    const rows = [
      {
        metric: 'series.a.lowest.p99',
        condition: 'at least 200 ms',
        actual: 6.6641905,
        unit: 'ms',
        margin: -193.3358095,
        amongFailures: null,
        met: false,
      },
      {
        metric: 'usage.a.throttledShare',
        condition: 'at least 95 %',
        actual: 0.10066546356340483,
        unit: 'share',
        margin: -0.8493345364365951,
        amongFailures: null,
        met: false,
      },
      {
        metric: 'run.requests',
        condition: 'at most 3',
        actual: 3,
        unit: 'count',
        margin: 0,
        amongFailures: null,
        met: true,
      },
    ];
    const text = summaryText({ ...resultFixture(), expectations: rows }, { columns: 120, colour: false });
    expect(text).toContain('series.a.lowest.p99: 6.66 ms, at least 200 ms expected');
    expect(text).toContain('usage.a.throttledShare: 10.1 %, at least 95 % expected');
    expect(text).toContain('run.requests: 3, at most 3 expected');
  });

  test('the tenant gives way in long names, and columns without room are named, not cut', () => {
    const lines = linesOf(resultFixture({ tenants: [longName] }));
    expect(
      lines.filter((line) => / (getItem strong|getItem eventual|putItem) +\d/.test(line)).length,
    ).toBeGreaterThanOrEqual(3);
    const narrow = linesOf(resultFixture({ tenants: [longName] }), 60);
    expect(narrow.join('\n')).toMatch(/^no room for: .*verdict$/m);
    expect(narrow.filter((line) => /\d…$/.test(line))).toEqual([]);
  });

  test('percentiles of too few requests carry a mark that is explained', () => {
    const result = resultFixture();
    const few = result.latency.map((row, at) => (at === 0 ? { ...row, requests: 9_999 } : row));
    const text = summaryText({ ...result, latency: few }, plain);
    expect(text).toMatch(/^storefront getItem strong +9999 +3\.10 +12\.4 +~205 /m);
    expect(text).toContain('~ fewer than 10 requests were slower');
    expect(summaryText(result, plain)).not.toContain('~');
  });

  test('failures over time are all of them, and ranges have their units', () => {
    const lines = linesOf(resultFixture());
    const failed = lines.find((line) => line.startsWith('failed '))!;
    const { tenants, windowSeconds } = resultFixture().series;
    const sums = tenants[0].throttled.map((each, at) => each + tenants[0].serverErrors[at] + tenants[0].timedOut[at]);
    expect(failed).toContain(`up to ${Math.max(...sums) / windowSeconds}/s`);
    expect(lines.find((line) => line.startsWith('p99 '))).toMatch(/ {2}7\.\d+ to 2\d\d ms$/);
  });

  test('falls back to the slowest band that has requests', () => {
    const result = resultFixture();
    const tail = result.tail.filter(({ band }) => band !== 'p99.9-max');
    expect(summaryText({ ...result, tail }, plain)).toContain('where the time of p50-p90 went');
  });

  test.each([
    ['an ordinary run', resultFixture({ tenants: ['storefront', 'batch'] })],
    ['long names and many faults', resultFixture({ tenants: [`${longName}-1`, `${longName}-2`], faults: manyFaults })],
    ['a title of escapes and line breaks', resultFixture({ title: `\u001b[2J\n\n${'日'.repeat(90)}` })],
    ['no success at all', resultFixture({ allFailed: true })],
    ['a run of one window without faults', resultFixture({ durationS: 1, faults: [] })],
    ['no tenants', resultFixture({ tenants: [] })],
    ['a capacity', withUsage(resultFixture())],
  ])('%s fits 80 columns and one screen', (_, result) => {
    const lines = linesOf(result);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThanOrEqual(screenLines);
    expect(lines.join('')).not.toMatch(/\p{Cc}|undefined|NaN|Infinity/u);
  });

  test('colour adds escapes and changes no character', () => {
    const result = resultFixture();
    const coloured = summaryText(result, { columns: 80, colour: true });
    expect(coloured).toContain('\u001b[31mFAILED');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(summaryText(result, plain));
  });
});

test('bad data is told with how it was found, what readers were told before, and what is left', () => {
  const bare = resultFixture();
  const text = (integrity: Partial<typeof bare.integrity>) =>
    integrityLines({ ...bare, integrity: { ...bare.integrity, ...integrity } }, 200)
      .map((each) => each.text)
      .join(' ');
  expect(text({})).toBe('');
  const found = { damagedCopies: 12, foundOnRead: 1, foundByScrub: 6, longestToFindMs: 61_000 };
  const ended = { repairedCopies: 7, longestToRepairMs: 62_000, overwrittenCopies: 2, discardedCopies: 3 };
  expect(text({ ...found, ...ended, wrongReads: 1 })).toBe(
    'Bad data: 12 items of replicas wrong; found 1 on read, 6 by scrub within 61 s; 7 repaired within 62 s, ' +
      '2 written anew; 3 given up with their replicas; 1 read answered wrongly before; none is left',
  );
  expect(text({ damagedCopies: 1, damagedAtEnd: 1 })).toMatch(/1 item of replicas wrong; none found; .* 1 left$/);
  const inLogs = {
    damagedCopies: 5,
    damagedLogRecords: 3,
    foundAtArchive: 2,
    longestToFindMs: 1000,
    discardedCopies: 1,
  };
  expect(text({ ...inLogs, repairedCopies: 1, longestToRepairMs: 2000, damagedAtEnd: 3 })).toBe(
    'Bad data: 5 items of replicas wrong, 3 of them in logs; found 2 at the archive within 1 s; 1 repaired within 2 s, ' +
      '0 written anew; 1 given up with their replicas or logs; 0 reads answered wrongly before; 3 left',
  );
  expect(text({ comparisonsWithoutArchive: 2 })).toBe(
    'Bad data: 2 comparisons without the archive, which did not answer',
  );
  expect(text({ itemsDisputed: 4, disputedAtEnd: 1 })).toBe(
    'Bad data: 4 items in dispute, as whole copies differed, 1 at the end',
  );
  const fetched = text({
    damagedCopies: 9,
    repairedCopies: 3,
    fetchedCopies: 2,
    longestToRepairMs: 1000,
    itemsWithoutGoodCopy: 2,
  });
  expect(fetched).toMatch(
    /3 repaired within 1 s, 2 of them from the archive, .* 2 items without a good copy, whose reads fail with 500$/,
  );
  expect(text({ logsCut: 2, corruptedMessages: 1 })).toBe(
    'Bad data: 2 logs cut after a crash; 1 corrupted message sent again',
  );
});

test('an archive is told where the store did not answer, partitions are left behind, or writes were refused or lost for it', () => {
  const bare = resultFixture();
  const text = (archive: Partial<typeof bare.archive>) =>
    archiveLines({ ...bare, archive: { ...bare.archive, ...archive } }, 200)
      .map((each) => each.text)
      .join(' ');
  expect(text({ furthestBehindMs: 60_000, segmentsUploaded: 9 })).toBe('');
  expect(text({ furthestBehindMs: 90_000, behindAtEndMs: 30_000, furthestBehindBytes: 4e6, requestsRetried: 3 })).toBe(
    "Archive: 90 s behind at most, 30 s at the end; up to 4 MB of a partition's log waited; 3 requests tried again; " +
      'no write refused',
  );
  expect(
    text({ furthestBehindMs: 90_000, behindAtEndMs: 80_000, furthestBehindBytes: 4e6, partitionsStalled: 2 }),
  ).toBe(
    'Archive: 90 s behind at most, 80 s at the end; 2 partitions not archived any more; ' +
      "up to 4 MB of a partition's log waited; no write refused",
  );
  expect(text({ unarchivedWritesLost: 1 })).not.toContain('tried again');
  expect(text({ writesRefusedForLog: 2 })).toMatch(/; 2 writes refused as the log was full$/);
});

test('what is healed is told also where nothing had to be', () => {
  const bare = resultFixture();
  const text = (partitionsWatched: number) =>
    healingLines({ ...bare, healing: { ...bare.healing, partitionsWatched } }, 80).map((each) => each.text);
  expect(text(0)).toEqual([]);
  expect(text(24)).toEqual(['Healing: none of 24 partitions lacked a replica']);
});

test('between regions only those are told of that had something to tell', () => {
  const bare = resultFixture();
  const link = (from: string, to: string, lagMs: number | null) => ({
    ...{ from, to, applied: 0, overruled: 0, waiting: 0, oldestWaitingMs: null },
    ...{ lagP50Ms: lagMs, lagP99Ms: lagMs, lagMaxMs: lagMs },
  });
  const text = (...links: Result['globalTables']['links']) =>
    regionsLines({ ...bare, globalTables: { ...bare.globalTables, links } }, 200)
      .map((each) => each.text)
      .join(' ');
  const after = /a write was elsewhere after, in the median, (.*?);/;
  expect(text(link('a', 'b', 40), link('b', 'a', null))).toMatch(after);
  expect(text(link('a', 'b', 40), link('b', 'a', null)).match(after)?.[1]).toBe('a to b 40 ms (p99 40 ms)');
  expect(text(link('a', 'b', null), link('b', 'a', null))).not.toMatch(after);
});
