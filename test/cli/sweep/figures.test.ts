/** What a sweep says of its runs is what those runs say alone, and what DuckDB finds in its table of jobs. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { Histogram } from '../../../sim/engine/histogram.js';
import { newJob } from '../../../sim/experiments/job.js';
import { runJob } from '../../../sim/experiments/job-run.js';
import type { Outcome } from '../../../sim/experiments/outcome.js';
import type { MetricSummary, Sweep } from '../../../sim/sweep-result.js';
import { metricOf } from '../../../sim/verdicts/metrics.js';
import { fixture } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
const rates = ['300/s', '3k/s'];
const seeds = [3, 4, 5, 9];
/** An objective that some runs miss and some meet. */
const objective = 'objectives={ storefront: { success: 99.9% } }';
const path = 'tenants.storefront.arrivals.poisson';
let sweep: Sweep;
/** The same runs, each alone: rate by rate, seed by seed. */
let alone: Outcome[][];

beforeAll(async () => {
  const words = ['--seeds', '3..5,9', '--vary', `${path}=${rates.join(',')}`, '--set', objective, '--out', folder];
  expect((await dynamosimInProcess(['sweep', fixture('vary'), ...words])).code).toBe(1);
  sweep = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8'));
  const text = readFileSync(fixture('vary'), 'utf8');
  const [key, value] = [objective.slice(0, 10), objective.slice(11)];
  alone = rates.map((rate) =>
    seeds.map((seed) => {
      const { job } = newJob(text, 'vary.yaml', [
        { path: key, value },
        { path, value: rate },
        { path: 'seed', value: `${seed}` },
      ]);
      return runJob(job);
    }),
  );
});

const figure = ({ result }: Outcome, metric: string): number | null => {
  const reading = metricOf(result, metric, null);
  return reading.kind === 'value' ? reading.value : null;
};

/** The two-sided 5 % point of Student's t with 3 degrees of freedom, from tables. */
const t3 = 3.182446;

function studentOf(values: readonly number[]) {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const half = t3 * Math.sqrt(squares / (values.length - 1) / values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** The interval but for the digits of Student's t that tables have. */
function expectNear(
  { mean, interval }: Pick<MetricSummary, 'mean' | 'interval'>,
  expected: ReturnType<typeof studentOf>,
  metric: string,
): void {
  expect(mean, metric).toBeCloseTo(expected.mean, 9);
  const tolerance = 1e-3 * (expected.high - expected.low) + 1e-12;
  expect(Math.abs(interval!.low - expected.low), metric).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(interval!.high - expected.high), metric).toBeLessThanOrEqual(tolerance);
}

test('means and intervals are those of the runs, and changes those of the differences seed by seed', () => {
  expect(sweep.cells).toHaveLength(2);
  for (const [at, { metrics, runs }] of sweep.cells.entries()) {
    expect([runs, metrics.length]).toEqual([4, sweep.cells[0].metrics.length]);
    for (const { path: metric, mean, interval, least, most, change } of metrics) {
      const values = alone[at].map((outcome) => figure(outcome, metric));
      const known = values.filter((value) => value !== null);
      if (known.length < 4) continue;
      const expected = studentOf(known);
      expectNear({ mean, interval }, expected, metric);
      expect([least, most]).toEqual([Math.min(...known), Math.max(...known)]);
      if (at === 0) expect(change).toBeNull();
      else {
        const differences = known.map((value, seed) => value - figure(alone[0][seed], metric)!);
        expectNear(change!, studentOf(differences), metric);
      }
    }
  }
});

test('an objective is met by as many runs as meet it alone', () => {
  const met = alone.map((outcomes) => outcomes.filter(({ result }) => result.objectives[0].met).length);
  expect(sweep.cells.map(({ objectives }) => objectives[0].met)).toEqual(met);
  expect(met[0]).toBe(4);
  expect(met[1]).toBeLessThan(4);
  const [, { objectives, jobs }] = sweep.cells;
  const missed = alone[1].flatMap(({ result }, seed) => (result.objectives[0].met ? [] : [jobs.first + seed]));
  expect(objectives[0].missedBy).toEqual(missed);
});

test('the percentiles of all runs together are those of all their latencies', () => {
  for (const [at, { latency }] of sweep.cells.entries()) {
    for (const { tenant, operation, consistency, requests, p99Ms, maxMs } of latency) {
      const all = new Histogram();
      for (const outcome of alone[at]) {
        const own = outcome.latency.filter(
          (row) => row.tenant === tenant && row.operation === operation && row.consistency === consistency,
        );
        for (const { client } of own) all.merge(Histogram.fromBytes(client));
      }
      expect({ requests, p99Ms, maxMs }).toEqual({
        requests: all.count,
        p99Ms: all.quantile(0.99) / 1e6,
        maxMs: all.quantile(1) / 1e6,
      });
    }
  }
});

test('DuckDB finds the same means in sweep.parquet, and each run by its digest', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const query = async (sql: string) =>
    (await connection.runAndReadAll(sql.replace('FILE', `'${join(folder, 'sweep.parquet')}'`))).getRowObjects();
  for (const [at, rate] of rates.entries()) {
    for (const metric of ['outcomes.all.successShare', 'latency.storefront.getItem.p99', 'run.requests']) {
      const [row] = await query(`select avg("${metric}") as mean from FILE where "${path}" = '${rate}'`);
      expect(row.mean).toBeCloseTo(sweep.cells[at].metrics.find((each) => each.path === metric)!.mean!, 9);
    }
  }
  const rows = await query('select run, seed from FILE order by job');
  expect(rows.map(({ run, seed }) => [run, Number(seed)])).toEqual(
    alone.flat().map(({ runDigest }, at) => [runDigest, seeds[at % seeds.length]]),
  );
});
