/** The inserts of YCSB: a twentieth of the requests of D and E append items, which are then read as the others are. */
import { expect, test } from 'vitest';
import { operation } from '../../sim/protocol/operations.js';
import { Run } from '../../sim/run.js';
import { smallRegion, type Text } from '../small-region.js';

const itemsAtStart = 1000;

function issued(tenant: Text): { readonly puts: number[]; readonly reads: number[] } {
  const puts: number[] = [];
  const reads: number[] = [];
  const tenants = { a: { arrivals: { poisson: '500/s' }, client: { retries: 'none' }, ...tenant } };
  const run = new Run(smallRegion({ tenants }), {
    observers: [
      {
        requestStarted: (_clock, request) => {
          if (request.operation === operation.putItem) puts.push(request.item);
          else reads.push(request.item);
        },
      },
    ],
  });
  run.advance();
  return { puts, reads };
}

test.each(['D', 'E'])('%s appends an item with each insert', (ycsb) => {
  const { puts, reads } = issued({ ycsb });
  expect(Math.abs(puts.length - 500)).toBeLessThan(4 * Math.sqrt(500));
  expect(puts).toEqual(puts.map((_, i) => itemsAtStart + i));
  const newest = itemsAtStart + puts.length;
  expect(Math.max(...reads)).toBeLessThan(newest);
  expect(reads.some((item) => item >= itemsAtStart)).toBe(true);
});

test('scans of E begin at what was inserted as often as at anything else', () => {
  const { puts, reads } = issued({ ycsb: 'E', arrivals: { poisson: '1500/s' } });
  const lateReads = reads.slice(reads.length / 2);
  const share = lateReads.filter((item) => item >= itemsAtStart).length / lateReads.length;
  // Of 1,750 to 2,500 items, 750 to 1,500 are new; a few popular ranks make the share uneven.
  expect(puts.length).toBeGreaterThan(1300);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.75);
});

test('a put that is no insert overwrites', () => {
  const { puts } = issued({ mix: { putItem: '20%', getItem: '80%' } });
  expect(Math.max(...puts)).toBeLessThan(itemsAtStart);
});
