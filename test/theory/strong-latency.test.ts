/**
 * Strong operations of a global table take what they take in one region and the round trip to the nearer of the two others:
 * the first order statistic of two that hardly vary. Beside it, the other region's node works on the ask, and for a write a
 * quorum of its replicas flushes it: below 1.5 ms where a write in one region takes some 2 ms. The fence of a read goes
 * out when a disk would be read, which it waits for after; medians of noisy disks may differ by 0.3 ms.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { choices, figuresOf, latencyRows } from '../global-tables/latency/latency-table.js';

/** The page shows some of what the command prints. */
const shown = readFileSync(new URL('../../docs/global-tables.md', import.meta.url), 'utf8');

test.each(choices)('strong reads and writes in %s, %s and %s', (...choice) => {
  for (const row of latencyRows(choice)) {
    const { region, operation, eventualMs, strongMs, formMs } = row;
    if (shown.includes(`| ${region} `))
      expect(shown).toContain(`| ${region} ${operation} | ${figuresOf(row).join(' | ')} |`);
    expect(strongMs - formMs).toBeGreaterThan(-0.3);
    expect(strongMs - formMs).toBeLessThan(operation === 'getItem' ? 0.3 : 1.5);
    expect(eventualMs).toBeLessThan(3);
  }
});
