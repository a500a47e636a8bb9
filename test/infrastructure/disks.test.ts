/** Drives: slow, stalled, failed, and shared with background copies. */
import { expect, test } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Disks } from '../../sim/infrastructure/disks.js';
import { runSmallRegion, sum, tenantText, violations } from '../small-region.js';

const constant = (value: number) => new Distribution({ kind: 'constant', value });
const drive = (parallelism: number) =>
  new Disks(
    {
      ...{ parallelism, queueMax: 100, bandwidth: 1e9, backgroundShare: 0.25 },
      ...{ read: constant(80_000), append: constant(5_000), flush: constant(30_000) },
    },
    [new RandomStreams(1).stream('test', 'drive')],
  );

test('reads pay for each page, flushes for each record, both for their bytes', () => {
  const disks = drive(4);
  disks.read(0, 0, 3, 1000);
  expect(disks.stations.lastServiceNs).toBe(3 * 80_000 + 1000);
  disks.flush(0, 10_000, 10, 5000);
  expect(disks.stations.lastServiceNs).toBe(30_000 + 10 * 5_000 + 5000);
});

test('a background copy takes its share of the bandwidth, and a channel from the foreground', () => {
  const disks = drive(1);
  // 1 MB at a quarter of 1 GB/s; the next copy comes after it.
  expect(disks.copyInBackground(0, 0, 1e6)).toBe(4e6);
  expect(disks.copyInBackground(0, 0, 1e6)).toBe(8e6);
  expect(disks.read(0, 0, 1, 0)).toBe(2e6);
});

test('the last write of a copy is flushed', () => {
  const disks = drive(1);
  disks.copyInBackground(0, 0, 1e6, true);
  expect(disks.stations.lastServiceNs).toBe(1e6 + 30_000);
});

test('bytes on different channels share the bandwidth', () => {
  const disks = drive(4);
  disks.read(0, 0, 1, 1e6);
  expect(disks.stations.lastServiceNs).toBe(80_000 + 1e6);
  disks.read(0, 0, 1, 1e6);
  expect(disks.stations.lastServiceNs).toBe(80_000 + 2e6);
  disks.copyInBackground(0, 0, 1e6);
  disks.read(0, 0, 1, 0);
  expect(disks.stations.lastServiceNs).toBe(80_000 + 3e6);
});

test('a stall holds up background copies too', () => {
  const disks = drive(1);
  disks.stall(0, 0, 1e9);
  expect(disks.copyInBackground(0, 0, 1e6)).toBe(1e9 + 4e6);
});

test('a slow drive moves fewer bytes, of the foreground and of copies', () => {
  const disks = drive(4);
  disks.slow(0, 0, 5e6, 10);
  disks.read(0, 0, 0, 1e5);
  expect(disks.stations.lastServiceNs).toBe(1e6);
  // Half of the 4 ms at the background's share are done after 20 ms, and there are only five: half a millisecond of it.
  expect(disks.copyInBackground(0, 0, 1e6)).toBe(5e6 + 3.5e6);
});

const reader = { a: tenantText({ mix: { getItem: '100%' }, reads: 'strong' }) };

test('a slow drive is slower for reads by its factor', () => {
  const result = runSmallRegion({
    tenants: reader,
    parameters: { disk: { read: '1ms' } },
    faults: [{ kind: 'slow-disk', target: 'leader of t/0', factor: 20, at: '10s' }],
  });
  const { p50Ms } = result.series.tenants[0];
  const median = (from: number, to: number) =>
    p50Ms.slice(from, to).reduce((a: number, b) => a + (b ?? 0), 0) / (to - from);
  expect(median(110, 200) - median(0, 100)).toBeGreaterThan(18);
  expect(median(110, 200) - median(0, 100)).toBeLessThan(20);
});

test('a stalled drive finishes nothing until the stall ends, and the other two make writes durable meanwhile', () => {
  const result = runSmallRegion({
    tenants: { a: tenantText({ reads: 'strong' }) },
    faults: [{ kind: 'disk-stall', target: 'leader of t/0', at: '5s', for: '3s' }],
    // Or else its node would hand over.
    parameters: { storageNode: { driveTimeout: '1m' } },
  });
  expect(sum(result, 'strongReads', 5.1, 8)).toBe(0);
  expect(sum(result, 'strongReads', 8, 9)).toBeGreaterThan(90);
  expect(sum(result, 'writes', 5.1, 8)).toBeGreaterThan(150);
  expect(violations(result)).toEqual([]);
});

test('a failed drive refuses, its partitions are led elsewhere, and its replacement is filled again', () => {
  const result = runSmallRegion({
    faults: [{ kind: 'disk-failure', target: 'leader of t/0', at: '5s', for: '5s' }],
  });
  expect(result.elections.elections).toBe(1);
  expect(sum(result, 'writes', 8, 20)).toBeGreaterThan(800);
  expect(sum(result, 'serverErrors', 12, 20)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('the foreground feels a replica being copied', () => {
  const copied = (faults: object[]) =>
    runSmallRegion({
      tables: { t: { items: { count: 200_000, size: '1KB' } } },
      tenants: reader,
      // A drive of one channel and 100 MB/s: each megabyte copied takes 10 ms of it.
      parameters: { disk: { parallelism: 1, bandwidth: '100MB/s' } },
      faults,
    });
  const busy = copied([{ kind: 'host-crash-losing-data', target: 'follower 1 of t/0', at: '5s', for: '1s' }]);
  expect(busy.latency[0].p99Ms! - copied([]).latency[0].p99Ms!).toBeGreaterThan(3);
});
