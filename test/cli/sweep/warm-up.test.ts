/** A warm-up that ends before a run has settled is warned of, one that is long enough is not. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynamosimInProcess } from '../in-process.js';

/** Nine writes of ten are refused. Clients try them again, a second or two later, until their quota of retries is spent. */
const scenario = `
title: Retries until the quota is spent
duration: 60s
warmup: 2s
regions: { r: { storageNodesPerZone: 1, routersPerZone: 1 } }
tables:
  t: { partitions: 1, capacity: { mode: bursting, read: 10, write: 10 } }
tenants:
  a: { table: t, arrivals: { poisson: 100/s }, mix: { putItem: 100% } }
`;

test('a warm-up that is too short for most runs is warned of', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'dynamosim-test-')), 'quota.yaml');
  writeFileSync(file, scenario);
  const sweep = (...words: string[]) => dynamosimInProcess(['sweep', file, '--seeds', '1..6', ...words]);
  const short = await sweep();
  expect(short.stdout.replace(/\s+/g, ' ')).toMatch(
    /warning: the warm-up ends after 2\.00 s, and the latency of a settles after [\d.]+ s \(MSER-5\), later in 6 of 6 runs/,
  );
  const settledS = Number(/settles after\s+([\d.]+)\s+s/.exec(short.stdout)![1]);
  expect(settledS).toBeGreaterThan(2);
  // Retries end seconds after the quota does; half of a run is the most that MSER leaves out.
  expect(settledS).toBeLessThan(30);
  expect((await sweep('--set', `warmup=${settledS + 5}s`)).stdout).not.toContain('warning');
});
