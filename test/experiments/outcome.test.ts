import { expect, test } from 'vitest';
import { Histogram } from '../../sim/engine/histogram.js';
import { digestOfJob } from '../../sim/experiments/job.js';
import { runJob } from '../../sim/experiments/job-run.js';
import {
  type Outcome,
  outcomeOf,
  type PlainOutcome,
  parseOutcome,
  plainOutcome,
} from '../../sim/experiments/outcome.js';
import { crashText, neighboursText, prepared } from './scenarios.js';

const { job } = prepared(neighboursText);
const outcome = runJob(job);

function read(plain: unknown): Outcome {
  const parsed = parseOutcome(JSON.parse(JSON.stringify(plain)));
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

test('an outcome survives its plain form', () => {
  expect(read(plainOutcome(outcome))).toEqual(outcome);
  const withoutIsolation = runJob(prepared(crashText()).job);
  expect(read(plainOutcome(withoutIsolation))).toEqual(withoutIsolation);
});

test('its rows of latency are those of the result, exactly', () => {
  const rowOf = (row: Outcome['latency'][number], bytes: Uint8Array) => {
    const histogram = Histogram.fromBytes(bytes);
    return {
      ...{ tenant: row.tenant, operation: row.operation, consistency: row.consistency },
      ...{ requests: histogram.count, p99Ms: histogram.quantile(0.99) / 1e6, meanMs: histogram.mean() / 1e6 },
    };
  };
  const { latency, serviceLatency } = outcome.result;
  expect(outcome.latency.length).toBe(latency.length);
  for (const [index, row] of outcome.latency.entries()) {
    expect(latency[index]).toMatchObject(rowOf(row, row.client));
    expect(serviceLatency[index]).toMatchObject(rowOf(row, row.service));
  }
});

test('the batches of a victim add up to all of its latencies; nobody else has any', () => {
  for (const { tenant, client, batches } of outcome.latency) {
    expect(batches.length).toBe(tenant === 'storefront' ? 20 : 0);
    if (batches.length === 0) continue;
    const sum = new Histogram();
    for (const batch of batches) sum.merge(Histogram.fromBytes(batch));
    expect(sum.toBytes()).toEqual(client);
  }
});

test('it names its job and run, and says what was missed and broken', () => {
  expect(outcome).toMatchObject({ jobDigest: digestOfJob(job), runDigest: outcome.result.run.digest });
  const { result } = outcome;
  const [met] = result.objectives;
  const [expected] = result.expectations;
  const [check] = result.checks;
  const verdictOf = (changes: Partial<Outcome['result']>) => {
    const { isMet, violated } = outcomeOf(job, { ...outcome, result: { ...result, ...changes } });
    return { isMet, violated };
  };
  expect(verdictOf({})).toEqual({ isMet: true, violated: [] });
  expect(verdictOf({ objectives: [{ ...met, met: false }] }).isMet).toBe(false);
  expect(verdictOf({ expectations: [{ ...expected, met: false }] }).isMet).toBe(false);
  expect(verdictOf({ checks: [{ ...check, verdict: 'violated' }] }).violated).toEqual([check.property]);
  expect(verdictOf({ checks: [{ ...check, verdict: 'unknown' }] }).violated).toEqual([]);
});

const plain = plainOutcome(outcome);
const [firstRow] = plain.latency;
const damages: readonly [string, unknown, RegExp][] = [
  ['is nothing', null, /^the outcome: /],
  ['is of another format', { ...plain, format: 'dynamosim outcome 2' }, /^format: /],
  ['has no verdict', { ...plain, isMet: undefined }, /^isMet: /],
  ['has no result', { ...plain, result: null }, /^result: expected a result of version 1/],
  ['has a result of another version', { ...plain, result: { ...plain.result, version: 2 } }, /^result: expected/],
  ['has the result of another run', { ...plain, runDigest: '0' }, /^the outcome: its result is of another run/],
  ['has a text where bytes should be', latencyWith('no base64!'), /^latency\.0\.client: /],
  [
    'has damaged bytes',
    latencyWith(`B${firstRow.client.slice(1)}`),
    /^latency\.0\.client: these bytes are no histogram/,
  ],
];

function latencyWith(client: string): PlainOutcome {
  return { ...plain, latency: [{ ...firstRow, client }] };
}

test.each(damages)('one clear problem where it %s', (_, value, problem) => {
  expect(parseOutcome(value)).toEqual({ problem: expect.stringMatching(problem) });
});
