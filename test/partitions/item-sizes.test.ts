/**
 * An item weighs what was written last, or what it was loaded with. No item passes 400 KiB: what is written so in a scenario
 * is refused, and what is drawn so counts as that, in the mean too.
 */
import { describe, expect, test } from 'vitest';
import type { DistributionSpec } from '../../sim/engine/distribution-spec.js';
import { RandomStream, RandomStreams } from '../../sim/engine/random-stream.js';
import { ItemSizes, meanItemBytes } from '../../sim/partitions/item-sizes.js';
import { itemBytesMax } from '../../sim/protocol/limits.js';
import type { Request } from '../../sim/protocol/request.js';
import { ItemVersions } from '../../sim/replication/item-versions.js';
import { Run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { smallRegion, tenantText } from '../small-region.js';

const limit = 400 * 1024;
const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean });

const loadedItems = 1000;
const [versions] = ItemVersions.ofCopies(1, loadedItems, true);
const itemSizes = (spec: DistributionSpec) =>
  new ItemSizes(spec, loadedItems, versions, new RandomStreams(1).numbered('table t', 'item sizes'));

test('an item weighs what was written last, to whoever reads, replaces or deletes it', () => {
  const written = new Map<number, number>();
  const loaded = new Map<number, number>();
  let known = 0;
  const observer = {
    requestStarted: (_clock: unknown, request: Readonly<Request>) => {
      const { item, bytes, replacedBytes, isWrite } = request;
      const before = isWrite ? replacedBytes : bytes;
      const expected = written.get(item) ?? loaded.get(item);
      if (expected === undefined) loaded.set(item, before);
      else {
        known++;
        expect(before).toBe(expected);
      }
    },
    requestFinished: (_clock: unknown, { item, bytes, isWrite }: Readonly<Request>) => {
      if (isWrite) written.set(item, bytes);
    },
  };
  const changes = {
    duration: '20s',
    tables: { t: { partitions: 1, items: { count: 20, size: { exponential: '2KB' } } } },
    // So rare that one ends before the next begins.
    tenants: {
      a: tenantText({
        arrivals: { constant: '50/s' },
        mix: { getItem: '40%', putItem: '20%', updateItem: '20%', deleteItem: '20%' },
        reads: 'strong',
      }),
    },
  };
  new Run(smallRegion(changes), { observers: [observer] }).advance();
  expect(known).toBeGreaterThan(900);
  expect([...written.values()].filter((bytes) => bytes === 0).length).toBeGreaterThan(0);
  expect(new Set(loaded.values()).size).toBeGreaterThan(10);
});

test('an item that is not there yet weighs nothing, and one beyond those that are tracked what it was loaded with', () => {
  const sizes = itemSizes(exponential(1000));
  expect(sizes.of(loadedItems)).toBe(0);
  expect(sizes.of(versions.tracked)).toBe(sizes.of(versions.tracked));
  expect(sizes.of(versions.tracked)).toBeGreaterThan(0);
});

test('the limit is that of the service', () => {
  expect(itemBytesMax).toBe(limit);
});

test.each<[string, DistributionSpec, number]>([
  ['never nearly reach it', exponential(900), 900],
  // The integral of e^(-x / mean) up to the limit.
  ['pass it for a third of the items', exponential(limit), limit * (1 - Math.exp(-1))],
  // scale / x beyond the scale: scale x (1 + ln(limit / scale)), where without a limit there is no mean.
  ['have no mean of their own', { kind: 'pareto', scale: 1000, shape: 1 }, 1000 * (1 + Math.log(limit / 1000))],
])('the mean of sizes that %s', (_, spec, mean) => {
  expect(meanItemBytes(spec) / mean).toBeGreaterThan(0.95);
  expect(meanItemBytes(spec) / mean).toBeLessThan(1.05);
  const sizes = itemSizes(spec);
  expect(sizes.meanBytes).toBe(meanItemBytes(spec));
  const stream = new RandomStream(1, 2, 3, 'sizes');
  const draws = Array.from({ length: 100_000 }, () => sizes.draw(stream));
  expect(Math.max(...draws)).toBeLessThanOrEqual(limit);
  expect(draws.reduce((sum, bytes) => sum + bytes, 0) / draws.length / mean).toBeCloseTo(1, 1);
});

describe('a size above it in a scenario', () => {
  const read = (size: string) => () =>
    readScenario(
      `{ title: t, duration: 10s, regions: { r: {} }, tables: { t: { items: { size: ${size} } } }, tenants: { a: { arrivals: { poisson: 1/s } } } }`,
      'sizes.yaml',
    );

  test.each(['400KiB', '{ uniform: [1KB, 400KiB] }', '{ pareto: { scale: 1KB, shape: 1 } }'])('%s is none', (size) => {
    expect(read(size)).not.toThrow();
  });

  test.each([
    '401KiB',
    '{ uniform: [1KB, 1MB] }',
    '{ exponential: 1MB }',
    '{ mixture: [{ share: 99%, of: 1KB }, { share: 1%, of: 500KB }] }',
  ])('%s is refused', (size) => {
    expect(read(size)).toThrow('expected a size of at most 400KiB');
  });
});
