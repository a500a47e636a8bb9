/**
 * A write costs the larger of what the item weighs before and after, in whole units: the means over many writes are held
 * against sums of P(size > k units) over k = 0, 1, 2 …, which is what a number rounded up is on average.
 */
import { expect, test } from 'vitest';
import { runSmallRegion, type Text, tenantText } from '../small-region.js';

const writeUnit = 1024;
const readUnit = 4096;

/** Mean units of a size that is greater than x bytes with this chance; sizes are whole bytes. */
function meanUnits(unit: number, isGreater: (bytes: number) => number): number {
  let mean = 1;
  for (let units = 1; units < 100; units++) mean += isGreater(units * unit + 0.5);
  return mean;
}
const exponential = (mean: number) => (bytes: number) => Math.exp(-bytes / mean);
/** The larger of two that do not depend on each other. */
const larger = (isGreater: (bytes: number) => number) => (bytes: number) => 1 - (1 - isGreater(bytes)) ** 2;

/** Tenants at 500/s each on 200 items, with capacity to spare; returns units a request, by tenant. */
function unitsOf(size: unknown, mixes: Text): Record<string, number> {
  const { usage, outcomes } = runSmallRegion({
    duration: '40s',
    // 500/s on 200 items in 5 s: each has been written often enough to forget how it was loaded.
    warmup: '5s',
    tables: {
      t: {
        partitions: 1,
        items: { count: 200, size },
        capacity: { mode: 'static', read: 3000, write: 1_000_000 },
        splitting: false,
      },
    },
    tenants: Object.fromEntries(
      Object.entries(mixes).map(([name, mix]) => [
        name,
        tenantText({ arrivals: { constant: '500/s' }, mix, reads: 'strong' }),
      ]),
    ),
    parameters: { admission: { partitionWriteUnits: 1_000_000, nodeWriteUnits: 1_000_000 } },
  });
  return Object.fromEntries(
    usage.map((row) => {
      const succeeded = outcomes.filter(({ tenant }) => tenant === row.tenant).reduce((sum, o) => sum + o.succeeded, 0);
      return [row.tenant, (row.consumedReadUnits + row.consumedWriteUnits) / succeeded];
    }),
  );
}

test('an overwrite of sizes that vary costs more than what is written', () => {
  const isGreater = exponential(1024);
  const expected = meanUnits(writeUnit, larger(isGreater));
  // 1 + sum of 2 e^-k - e^-2k; without the rule 1 / (1 - 1/e) = 1.58.
  expect(expected).toBeCloseTo(1 + 2 / (Math.E - 1) - 1 / (Math.E ** 2 - 1), 2);
  const { a, b } = unitsOf({ exponential: '1024B' }, { a: { putItem: '100%' }, b: { updateItem: '100%' } });
  // 17,500 writes of a standard deviation of 1.1, each of whose sizes counts twice: 0.012.
  for (const units of [a, b]) expect(Math.abs(units - expected)).toBeLessThan(0.04);
});

test('a delete costs what was there, and a put that replaces nothing what it writes', () => {
  const isGreater = exponential(2048);
  const { put, remove } = unitsOf(
    { exponential: '2048B' },
    { put: { putItem: '100%' }, remove: { deleteItem: '100%' } },
  );
  // They take turns at random: half of what either finds has been put there last.
  const one = meanUnits(writeUnit, isGreater);
  const larger1 = meanUnits(writeUnit, larger(isGreater));
  expect(Math.abs(put - (one + larger1) / 2)).toBeLessThan(0.07);
  expect(Math.abs(remove - (one + 1) / 2)).toBeLessThan(0.07);
});

test('where all items weigh the same, an overwrite costs that, and a deleted item is read for the least', () => {
  const { put } = unitsOf('3000B', { put: { putItem: '100%' } });
  // A write that is open at the end has cost something and counts for nothing yet.
  expect(Math.abs(put - 3)).toBeLessThan(0.001);
  const { read } = unitsOf('6000B', {
    put: { putItem: '100%' },
    remove: { deleteItem: '100%' },
    read: { getItem: '100%' },
  });
  expect(Math.abs(read - (2 + 1) / 2)).toBeLessThan(0.02);
});

test('what is read weighs what its item weighs', () => {
  const { read } = unitsOf({ exponential: '4096B' }, { read: { getItem: '100%' }, put: { putItem: '100%' } });
  expect(Math.abs(read - meanUnits(readUnit, exponential(4096)))).toBeLessThan(0.05);
});
