/** What is no shard of the sweep is refused in one line that names the file and what is wrong, whatever it holds. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { checkedLine } from '../../../sim/experiments/sweep/checked-line.js';
import { digestOfPlan, type SweepPlan } from '../../../sim/experiments/sweep/plan.js';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const plan = [fixture('vary'), '--seeds', '1..2', '--duration', '600ms'];
let lines: readonly string[] = [];

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  await dynamosimInProcess(['sweep', ...plan, '--shard', '1/1', '--threads', '1', '--out', out]);
  lines = readFileSync(join(out, 'shard-1-of-1.ndjson'), 'utf8').trimEnd().split('\n');
});

const shardOf = (text: string): string => {
  const path = join(scratch(), 'shard-1-of-1.ndjson');
  writeFileSync(path, text);
  return path;
};
const written = (of: readonly string[]) => of.map((line) => `${line}\n`).join('');
const withoutCheck = (line: string) => {
  const { check: _, ...record } = JSON.parse(line);
  return record;
};
/** With its check made anew, as whoever wants to deceive would do. */
const changed = (at: number, change: (record: Record<string, unknown>) => object) =>
  lines.map((line, index) => (index === at ? checkedLine(change(withoutCheck(line))) : line));

const hundred = { path: 'duration', values: Array.from({ length: 100 }, (_, at) => `${at + 1}s`) };
/** Of a plan with its digest made anew. */
const ofPlan = (change: object) =>
  changed(0, (head) => {
    const changedPlan = { ...(head.plan as SweepPlan), ...change };
    return { ...head, dynamosim: changedPlan.dynamosim, digest: digestOfPlan(changedPlan), plan: changedPlan };
  });

const changedPlans: readonly (readonly [string, object, RegExp])[] = [
  ['seeds that end before they begin', { seeds: [{ first: 2, last: 1 }] }, /plan: seeds that end before they begin/],
  ['more seeds than anyone runs', { seeds: [{ first: 0, last: Number.MAX_SAFE_INTEGER }] }, /plan: more jobs than/],
  ['more settings than anyone runs', { varied: Array(8).fill(hundred) }, /plan: more jobs than a sweep has/],
  [
    'lists of two lengths',
    { isZipped: true, varied: [hundred, { path: 'seed', values: ['1'] }] },
    /not as many values/,
  ],
  ['a metric that is none', { metrics: ['__proto__'] }, /damaged plan: __proto__ is no metric of vary\n/],
  ['another version', { dynamosim: '9.9.9' }, /found a shard of version 9\.9\.9; expected \d/],
];

test.each<readonly [string, () => string, RegExp]>([
  ['an empty file', () => '', /damaged shard: it has no whole line; expected a shard that `dynamosim sweep` wrote/],
  [
    'another file',
    () => 'hello\nworld\n',
    /damaged shard: its first line: it has no check at its end; expected a shard that `dynamosim sweep` wrote/,
  ],
  ['another JSON', () => `${checkedLine({ format: 'dynamosim run 1' })}\n`, /its first line: format: /],
  [
    'a plan that was changed',
    () => written(changed(0, (head) => ({ ...head, plan: { ...(head.plan as object), metrics: ['run.events'] } }))),
    /its plan is not the one of its digest/,
  ],
  ...changedPlans.map(([name, change, message]) => [name, () => written(ofPlan(change)), message] as const),
  ['a record that is none', () => written([...lines, '{"hello":1}']), /its line 4 is no record of a job/],
  ['a number beyond the plan', () => written([...lines, '{"number":3,']), /found job 3; expected at most 2/],
  [
    'a job of another shard',
    () => written(changed(0, (head) => ({ ...head, of: 2 }))),
    /its line 3 is of job 2, which shard 1 of 2 does not have/,
  ],
  [
    'a record without its figures',
    () => written(changed(1, ({ number, job, run }) => ({ number, job, run }))),
    /damaged record of job 1: metrics: /,
  ],
  [
    'a record of another job',
    () => written(changed(1, (record) => ({ ...record, job: '0'.repeat(64) }))),
    /damaged record of job 1: it is of another job/,
  ],
  [
    'a record of another scenario',
    () => written(changed(1, (record) => ({ ...record, metrics: [] }))),
    /damaged record of job 1: it is of another scenario/,
  ],
  [
    'a histogram with a wrong bit',
    () => written(changed(1, spoilHistogram)),
    /damaged record of job 1: latency of storefront \w+: /,
  ],
])('%s', async (_, text, message) => {
  const path = shardOf(text());
  const { code, stdout, stderr } = await dynamosimInProcess(['merge', path]);
  expect(stderr).toMatch(message);
  expect(stderr).toContain(path);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
});

function spoilHistogram(record: Record<string, unknown>) {
  const [first, ...others] = record.latency as { client: string }[];
  const bytes = Buffer.from(first.client, 'base64');
  bytes[bytes.length >> 1] ^= 1;
  return { ...record, latency: [{ ...first, client: bytes.toString('base64') }, ...others] };
}

test('two outcomes of one job are a bug, and told as one', async () => {
  const other = changed(1, (record) => ({ ...record, run: 'f'.repeat(16) }));
  const { code, stderr } = await dynamosimInProcess(['merge', shardOf(written(lines)), shardOf(written(other))]);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^dynamosim: job 1 has one outcome in .* and another in .*: the same job must end alike everywhere/,
  );
  const both = dirname(shardOf(written([...lines, other[1]])));
  const resumed = await dynamosimInProcess(['sweep', ...plan, '--out', both]);
  expect(resumed.code).toBe(3);
  expect(resumed.stderr).toMatch(/\ndynamosim: job 1 has one outcome in .* and another in /);
});

test('a sweep that goes on tells damage before it runs the rest', async () => {
  const [head, record] = lines;
  const folder = dirname(shardOf(written([head, record.replace('"metrics":[', '"metrics":[9')])));
  const { code, stderr } = await dynamosimInProcess(['sweep', ...plan, '--out', folder]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^dynamosim: .*found a damaged record of job 1: .*; expected the line as it was written, or none\n$/,
  );
});

test.each([
  ['the first', true],
  ['the second', false],
])('where a job is in two shards and %s was damaged on the disk, that is told, and no bug', async (_, isFirst) => {
  const [head, record] = lines;
  const whole = shardOf(written(lines));
  const damaged = shardOf(written([head, record.replace('"metrics":[', '"metrics":[9')]));
  const { code, stderr } = await dynamosimInProcess(['merge', ...(isFirst ? [damaged, whole] : [whole, damaged])]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `dynamosim: ${damaged}: found a damaged record of job 1: its check is of another text\n`,
  });
});

test('the same outcome twice counts once, and what is missing is named', async () => {
  const twice = shardOf(written([...lines.slice(0, 2), ...lines.slice(1, 2)]));
  const { code, stdout, stderr } = await dynamosimInProcess(['merge', twice]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'dynamosim: 1 of 2 jobs missing: 2\n' });
  expect(stdout).toMatch(/^INCOMPLETE: 1 of 2 jobs missing\n/);
});

test('shards of two sweeps are not merged', async () => {
  const out = scratch();
  await dynamosimInProcess(['sweep', ...plan, '--metric', 'run.events', '--shard', '1/1', '--out', out]);
  const { code, stderr } = await dynamosimInProcess(['merge', shardOf(written(lines)), out]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/found a shard of another plan than .*; expected shards of one sweep\n$/);
  // Nor does a sweep go on in the folder of another.
  const again = await dynamosimInProcess(['sweep', ...plan, '--shard', '1/1', '--out', out]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(
    /found a shard of another plan \(other metrics\); expected another place to write, or the same sweep\n$/,
  );
});

test('a metric that was not kept is no column of dashes', async () => {
  const words = ['merge', shardOf(written(lines)), '--metric', 'run.requests', '--metric', 'run.events'];
  const { code, stdout, stderr } = await dynamosimInProcess(words);
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 2, stdout: '' },
    stderr: 'dynamosim: found --metric run.events; expected one that the sweep kept or was asked for\n',
  });
});

test('whatever byte is changed, it is found', async () => {
  const path = shardOf(written(lines));
  const bytes = Buffer.from(written(lines));
  const anyChange = fc.record({
    at: fc.integer({ min: 0, max: bytes.length - 1 }),
    by: fc.integer({ min: 1, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(anyChange, async ({ at, by }) => {
      const copy = Buffer.from(bytes);
      copy[at] ^= by;
      writeFileSync(path, copy);
      const { code, stderr } = await dynamosimInProcess(['merge', path, '--format', 'json']);
      expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 2, lines: 2 });
    }),
    { seed: 1, numRuns: 200, examples: [[{ at: bytes.length - 1, by: 1 }], [{ at: 0, by: 1 }]] },
  );
});
