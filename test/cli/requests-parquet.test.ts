/** DuckDB reads requests.parquet, and finds in it the figures of the report: counts exactly, percentiles within 0.1 %. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { version } from '../../sim/version.js';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-parquet-'));
const file = join(folder, 'run', 'requests.parquet');
let result: Result;
let query: (sql: string) => Promise<Record<string, unknown>[]>;

beforeAll(async () => {
  const settings = ['--set', 'tenants.storefront.arrivals.poisson=2k/s'];
  await dynamosimInProcess([
    'run',
    fixture('crash'),
    ...settings,
    '--out',
    join(folder, 'run'),
    '--export',
    'requests',
  ]);
  result = JSON.parse(readFileSync(join(folder, 'run', 'result.json'), 'utf8'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  query = async (sql) => (await connection.runAndReadAll(sql.replace('FILE', `'${file}'`))).getRowObjects();
});
afterAll(() => rmSync(folder, { recursive: true }));

const quantiles = {
  p50Ms: 0.5,
  p90Ms: 0.9,
  p95Ms: 0.95,
  p99Ms: 0.99,
  p99_9Ms: 0.999,
  p99_99Ms: 0.9999,
  maxMs: 1,
} as const;

test('percentiles of all requests are those of the report', async () => {
  const rows = await query(`
    SELECT tenant, operation, consistency, count(*)::INTEGER AS requests, avg(latencyNs) / 1e6 AS meanMs,
      ${Object.entries(quantiles).map(([name, q]) => `quantile_disc(latencyNs, ${q})::DOUBLE / 1e6 AS ${name}`)}
    FROM FILE WHERE measured AND outcome = 'succeeded' GROUP BY ALL`);
  expect(rows.length).toBe(result.latency.length);
  expect(rows.length).toBeGreaterThan(2);
  for (const reported of result.latency) {
    const { tenant, operation, consistency, requests } = reported;
    const found = rows.find((row) => row.operation === operation && row.consistency === consistency);
    expect(found).toMatchObject({ tenant, requests });
    expect(Number(found?.meanMs)).toBeCloseTo(reported.meanMs!, 6);
    for (const name of Object.keys(quantiles) as (keyof typeof quantiles)[]) {
      expect(Math.abs(Number(found?.[name]) / reported[name]! - 1)).toBeLessThan(0.001);
    }
  }
});

test('so are the outcomes and what was tried', async () => {
  const rows = await query(`
    SELECT operation, count(*)::INTEGER AS ended, (count(*) FILTER (outcome = 'succeeded'))::INTEGER AS succeeded,
      (count(*) FILTER (outcome = 'timedOut'))::INTEGER AS timedOut,
      (count(*) FILTER (outcome = 'serverError'))::INTEGER AS serverErrors,
      sum(retries)::INTEGER AS retries
    FROM FILE WHERE measured GROUP BY ALL`);
  expect(rows.length).toBe(result.outcomes.length);
  for (const row of rows) {
    const reported = result.outcomes.find(({ operation }) => operation === row.operation)!;
    const { issued, unfinished, succeeded, timedOut, serverErrors, retries } = reported;
    // Those still open at the end are first attempts, long after the fault.
    expect(row).toMatchObject({ ended: issued - unfinished, succeeded, timedOut, serverErrors, retries });
  }
  expect(rows.some(({ retries }) => Number(retries) > 0)).toBe(true);
});

test('times are whole nanoseconds, and what there was not is null', async () => {
  const types = await query('SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM FILE)');
  const times = types.filter(({ column_name }) => String(column_name).endsWith('Ns'));
  expect(times.map(({ column_type }) => column_type)).toEqual(times.map(() => 'BIGINT'));
  expect(times.length).toBeGreaterThan(4);
  const wrong = `SELECT * FROM FILE WHERE latencyNs <> endedNs - startedNs OR (router IS NULL) <> (outcome <> 'succeeded')`;
  expect(await query(wrong)).toEqual([]);
});

test('the file says of which run it is', async () => {
  const rows = await query('SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(FILE)');
  const [{ ended }] = await query('SELECT count(*)::VARCHAR AS ended FROM FILE');
  expect(Object.fromEntries(rows.map(({ key, value }) => [key, value]))).toEqual({
    'dynamosim.version': version,
    'dynamosim.seed': String(result.seed),
    'dynamosim.digest': result.run.digest,
    'dynamosim.scenarioDigest': result.scenario.digest,
    'dynamosim.endedRequests': ended,
    'dynamosim.oneRowIn': '1',
  });
});

test('docs/exports.md tells each column', async () => {
  const types = await query('SELECT column_name FROM (DESCRIBE SELECT * FROM FILE)');
  const [, section] = readFileSync('docs/exports.md', 'utf8').split('## `requests`');
  const told = [...section.split('\n## ')[0].matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(told).toEqual(types.map(({ column_name }) => column_name));
});
