/** A query reads whole items up to 1 MiB, and what it wants beyond that are requests of their own, one after the other. */
import { expect, test } from 'vitest';
import { operation } from '../../sim/protocol/operations.js';
import { Run } from '../../sim/run.js';
import { runSmallRegion, smallRegion, type Text, tenantText } from '../small-region.js';

const MiB = 2 ** 20;
const table = (items: Text, capacity: Text = {}) => ({
  t: { partitions: 1, items, splitting: false, capacity: { mode: 'static', read: 2900, write: 1, ...capacity } },
});
/** Six queries, one a second, the first at once. */
const queries = (itemsPerQuery: unknown, changes: Text = {}) => ({
  duration: '5900ms',
  tenants: {
    a: tenantText({
      arrivals: { constant: '1/s' },
      mix: { query: '100%' },
      reads: 'strong',
      itemsPerQuery,
      client: { retries: 'none', timeout: '5s' },
      ...changes,
    }),
  },
});
/** Bytes that each request of a run asks for, in their order. */
function bytesAsked(changes: Text): number[] {
  const asked: number[] = [];
  const run = new Run(smallRegion(changes), {
    observers: [
      {
        requestStarted: (_clock, request) => {
          expect(request.operation).toBe(operation.query);
          asked.push(request.bytes);
        },
      },
    ],
  });
  run.advance();
  return asked;
}

test('five megabytes are five requests, which together cost what they weigh', () => {
  const { outcomes, usage } = runSmallRegion({ ...queries(5000), tables: table({ size: '1KB' }) });
  expect([outcomes[0].issued, outcomes[0].succeeded]).toEqual([30, 30]);
  // 1,048 items of 1,000 B fit into 1 MiB, and 808 are left for the fifth: 256 units four times, and 198.
  const units = 4 * Math.ceil((1048 * 1000) / 4096) + Math.ceil((808 * 1000) / 4096);
  expect(usage[0].consumedReadUnits).toBe(6 * units);
});

test('a request ends with a whole item', () => {
  const asked = bytesAsked({ ...queries(7), tables: table({ size: '300KB' }) });
  // Three fit into 1,048,576 B.
  expect(asked.slice(0, 3)).toEqual([900_000, 900_000, 300_000]);
  expect(asked).toHaveLength(18);
});

test('a query that just fits is one request', () => {
  expect(bytesAsked({ ...queries(1024), tables: table({ size: '1KiB' }) })).toEqual(new Array(6).fill(MiB));
});

test('when a request fails, what the query has still to read is not asked for', () => {
  // 300 units each second: the first 256 pass, the next do not.
  const { outcomes } = runSmallRegion({ ...queries(5000), tables: table({ size: '1KB' }, { read: 300 }) });
  expect([outcomes[0].issued, outcomes[0].throttled]).toEqual([12, 6]);
});

test('a worker goes on when all of its query has been read', () => {
  const arrivals = { closed: { workers: 1, think: '100ms' } };
  const { outcomes, latency } = runSmallRegion({
    ...queries(5000, { arrivals }),
    tables: table({ size: '1KB' }, { read: 50_000 }),
    parameters: { admission: { partitionReadUnits: 50_000 } },
  });
  // Think, five requests in a row, think again: one worker does no more, whatever it does.
  const cycleMs = 100 + 5 * latency[0].meanMs!;
  expect(outcomes[0].issued / 5 / (5900 / cycleMs)).toBeGreaterThan(0.9);
  expect(outcomes[0].issued / 5 / (5900 / cycleMs)).toBeLessThan(1.1);
});

test('there is nothing to read beyond the items that the table has', () => {
  expect(bytesAsked({ ...queries('1G'), tables: table({ count: 10, size: '1KB' }) })).toEqual(
    new Array(6).fill(10_000),
  );
});

test('a query of anything is bounded work at a time', () => {
  const asked = bytesAsked({ ...queries('1000000G'), tables: table({ count: '1000G', size: '400KB' }) });
  expect(Math.max(...asked)).toBeLessThanOrEqual(MiB);
});
