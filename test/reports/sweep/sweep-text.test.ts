/** The table of a sweep marks latencies of survivors, as vary's does, and names outages that a setting leaves. */
import { expect, test } from 'vitest';
import { sweepText } from '../../../reports/sweep/sweep-text.js';
import { sweepVerdict } from '../../../reports/sweep/sweep-verdict.js';
import type { CellSummary, Sweep } from '../../../sim/sweep-result.js';

const metric = (path: string, unit: string, mean: number) => ({
  ...{ path, unit, runs: 3, mean, interval: null, least: mean, most: mean, change: null },
});
const p99 = 'latency.shop.getItem.p99';
const pooled = { meanMs: 1, p50Ms: 1, p90Ms: 1, p99Ms: 1, p99_9Ms: 1, maxMs: 1 };

function cell(index: number, success: number, p99Ms: number, notRecovered: number, scenario = 'storm'): CellSummary {
  return {
    ...{ index, scenario, title: 'A storm', values: [`policy-${index}`], jobs: { first: 0, last: 2 }, runs: 3 },
    ...{ refused: [], objectives: [], expectations: [], violated: [], warmup: { seconds: 1, tooShortFor: [] } },
    metrics: [
      metric('outcomes.all.successShare', 'share', success),
      metric('outcomes.shop.successShare', 'share', success),
      metric(p99, 'ms', p99Ms),
      metric(`${p99}.ofAll`, 'ms', p99Ms),
      metric('recovery.notRecovered', 'count', notRecovered),
    ],
    latency: [{ tenant: 'shop', operation: 'getItem', consistency: 'strong', requests: 1000, ...pooled }],
  };
}

function textOf(cells: readonly CellSummary[], metrics: readonly string[] = []): string {
  const sweep: Sweep = {
    ...{ format: 'dynamosim sweep 1', dynamosim: '0.1.0', plan: 'ab', jobs: 6, missing: { count: 0, numbers: [] } },
    varied: [{ path: 'tenants.shop.client.retries', values: cells.map(({ values }) => values[0]) }],
    ...{ isZipped: false, fixed: [], seeds: [], until: null, isAsWritten: false, cells },
  };
  const verdict = sweepVerdict(sweep, 1);
  return sweepText(sweep, verdict, metrics, { columns: 120, colour: false });
}

test('a p99 of fewer requests than elsewhere is marked, and the mark is explained', () => {
  // A p99 is moved by a tenth of what lies beyond it: by one request in a thousand.
  const text = textOf([cell(0, 0.99, 80, 0), cell(1, 0.9885, 35, 0), cell(2, 0.9895, 36, 0)], [`${p99}.ofAll`]);
  expect(text).toMatch(/policy-0 .* 80\s+80/);
  expect(text).toMatch(/policy-1 .* \*35\s+35/);
  expect(text).toMatch(/policy-2 .* 36\s+36/);
  expect(text).toContain('* fewer requests succeeded than elsewhere');
});

test('another scenario is no elsewhere', () => {
  expect(textOf([cell(0, 1, 80, 0), cell(1, 0.3, 35, 0, 'calm')])).not.toContain('*');
});

test('outages that last have a column where a setting leaves one', () => {
  expect(textOf([cell(0, 1, 80, 0), cell(1, 1, 35, 1)])).toMatch(/notRecovered/);
  expect(textOf([cell(0, 1, 80, 0), cell(1, 1, 35, 0)])).not.toMatch(/notRecovered/);
});

test('what was missed most has a column, so that its verdict can be seen in the table', () => {
  const missed = { tenant: 'shop', metric: 'putItem.p99', condition: 'at most 6 ms', met: 0, share: 0 };
  const cells = [cell(0, 1, 80, 0), cell(1, 1, 35, 0)].map((each) => ({
    ...each,
    objectives: [{ ...missed, interval: null, missedBy: [0, 1, 2] }],
    metrics: [...each.metrics, metric('latency.shop.putItem.p99', 'ms', 61.5)],
  }));
  expect(textOf(cells)).toMatch(/putItem\.p99 ms.*\n.*61\.5/);
});

test('what a file expects of its own setting is told to judge nothing', () => {
  expect(textOf([cell(0, 1, 80, 0)])).toMatch(/^NOT JUDGED: no objective is set\n/);
  const expected = {
    tenant: null,
    metric: p99,
    condition: 'at most 6 ms',
    met: 0,
    share: 0,
    interval: null,
    missedBy: [],
  };
  const text = textOf([{ ...cell(0, 1, 80, 0), expectations: [expected] }]);
  expect(text).toMatch(/^NOT JUDGED: no objective is set, and what the file expects is of its own setting\n/);
});
