/** The summary says the verdict first, fits the terminal, and survives any scenario. */
import { describe, expect, test } from 'vitest';
import { textWidth } from '../../reports/safe-text.js';
import { summaryText } from '../../reports/summary.js';
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
    expect(text).toContain('zone-outage us-east-1/az-2, 40 s to 70 s');
    expect(text).toContain('leaderless up to 3.12 s');
    expect(text).toMatch(/storefront getItem strong +failover 60%, quorumWait 20%, diskQueue 10%/);
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
      ['Usage in units/s', 'reads', 'of', 'writes', 'of', 'throttled', 'burst'],
      ['storefront', '7780', '12.0k', '2330', '4000', '8 %', '1.54 %'],
      ['storefront refused: TableReadKeyRangeThroughputExceeded 9000,'],
      ['TableWriteKeyRangeThroughputExceeded 1000'],
      ['Tables', 'mode', 'partitions', 'busiest / mean', 'wasted'],
      ['orders', 'adaptive', '4 -> 9', '2.4 x', '37.5 %'],
      ['Control plane: 5 splits for consumption, 1 split skipped, 2 replicas moved'],
    ]);
    expect(linesOf(resultFixture()).join()).not.toMatch(/Usage|Tables|Control plane/);
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
