/** A plan whose jobs take some hundredths of a second each, and the files that come of it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamosimInProcess } from '../in-process.js';

const scenario = `
title: A short run
duration: 300ms
warmup: 100ms
regions: { us-east-1: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 } }
tables: { orders: { partitions: 1, items: { count: 100, size: 100B } } }
tenants: { storefront: { arrivals: { poisson: 100/s } } }
`;

/** Words of `sweep` for it, but for where and how. */
export function shortPlan(jobs: number): readonly string[] {
  const file = join(mkdtempSync(join(tmpdir(), 'dynamosim-test-')), 'short.yaml');
  writeFileSync(file, scenario);
  return [file, '--seeds', `1..${jobs}`];
}

export const sha256Of = (out: string) =>
  createHash('sha256')
    .update(readFileSync(join(out, 'sweep.json')))
    .digest('hex');

/** What one thread makes of it, without a queue. */
export async function sweptHere(plan: readonly string[]) {
  const out = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  const { code, stderr } = await dynamosimInProcess(['sweep', ...plan, '--threads', '1', '--out', out]);
  if (code !== 0) throw new Error(`the sweep without a queue ended with ${code}: ${stderr}`);
  const [header, ...lines] = readFileSync(join(out, 'shard-1-of-1.ndjson'), 'utf8').trimEnd().split('\n');
  const { digest } = JSON.parse(header) as { readonly digest: string };
  return { sha256: sha256Of(out), digest, lines };
}
