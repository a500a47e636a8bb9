/** A sweep that stops when its means are narrow enough stops after the same seeds, with the same bytes, however it was run. */
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Sweep } from '../../../sim/sweep-result.js';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const rates = 'tenants.storefront.arrivals.poisson=200/s,400/s';
const words = ['sweep', fixture('vary'), '--duration', '700ms', '--vary', rates, '--seeds', '1..24'];
const until = ['--until', 'p50:2%'];
const shard = 'shard-1-of-1.ndjson';
const files = ['sweep.json', 'sweep.csv', 'sweep.parquet', 'junit.xml', 'sweep.html'];
const filesIn = (out: string) => files.map((name) => readFileSync(join(out, name), 'latin1')).join('');

let out = '';
let sweep: Sweep;
let told = '';
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  const { code, stdout } = await dynamosimInProcess([...words, ...until, '--threads', '1', '--out', out]);
  expect(code).toBe(0);
  told = stdout;
  sweep = JSON.parse(readFileSync(join(out, 'sweep.json'), 'utf8'));
});

const usedIn = ({ until: stop }: Sweep) => stop!.scenarios[0].seeds;
const widthOf = ({ cells }: Sweep) =>
  Math.max(
    ...cells.map(({ metrics }) => {
      const { mean, interval } = metrics.find(({ path }) => path === 'latency.storefront.getItem.p50')!;
      return (interval!.high - interval!.low) / 2 / mean!;
    }),
  );

test('it runs some of the seeds on every setting, and says how narrow the widest mean is', () => {
  const used = usedIn(sweep);
  expect(used).toBeGreaterThan(10);
  expect(used).toBeLessThan(24);
  expect(sweep.cells.map(({ runs, jobs }) => [runs, jobs.last - jobs.first + 1])).toEqual([
    [used, used],
    [used, used],
  ]);
  expect([sweep.jobs, sweep.missing.count]).toEqual([2 * used, 0]);
  expect(widthOf(sweep)).toBeLessThanOrEqual(0.02);
  const [{ isNarrow, widest }] = sweep.until!.scenarios;
  expect(isNarrow).toBe(true);
  expect(widest!.share).toBeCloseTo(widthOf(sweep), 12);
  expect(told).toContain(`Narrow enough after ${used} of 24 seeds: latency.storefront.getItem.p50 is known to ±`);
});

test('the figures are those of a sweep over these seeds alone', async () => {
  const alone = words.map((word) => (word === '1..24' ? `1..${usedIn(sweep)}` : word));
  const { stdout } = await dynamosimInProcess([...alone, '--format', 'json']);
  const whole: Sweep = JSON.parse(stdout);
  const figures = ({ cells }: Sweep) => cells.map(({ jobs: _, ...rest }) => rest);
  expect(figures(sweep)).toEqual(figures(whole));
});

describe('the same bytes', () => {
  test('on two threads', async () => {
    const other = scratch();
    const { code } = await dynamosimInProcess([...words, ...until, '--threads', '2', '--out', other]);
    expect({ code, files: filesIn(other) }).toEqual({ code: 0, files: filesIn(out) });
  });

  test.each([0.6, 0.97])('resumed where %d of its records are there', async (share) => {
    const other = scratch();
    const records = readFileSync(join(out, shard));
    writeFileSync(join(other, shard), records);
    truncateSync(join(other, shard), Math.floor(share * records.length));
    const { code, stderr } = await dynamosimInProcess([...words, ...until, '--out', other]);
    expect(stderr).toMatch(/^dynamosim: \d+ of 48 jobs had ended before\n/);
    expect({ code, files: filesIn(other) }).toEqual({ code: 0, files: filesIn(out) });
  });

  test('merged, without what was run beyond the stop', async () => {
    const [all, other] = [scratch(), scratch()];
    // Its header is of the plan that stops; the records are of all seeds.
    await dynamosimInProcess([...words, '--out', all]);
    const [header] = readFileSync(join(out, shard), 'utf8').split('\n');
    const [, ...lines] = readFileSync(join(all, shard), 'utf8').split('\n');
    writeFileSync(join(all, shard), [header, ...lines].join('\n'));
    const { code } = await dynamosimInProcess(['merge', all, '--out', other]);
    expect({ code, files: filesIn(other) }).toEqual({ code: 0, files: filesIn(out) });
  });
});

test('what lacks of the seeds that it takes is missing, and no more', async () => {
  const other = scratch();
  const [header, ...lines] = readFileSync(join(out, shard), 'utf8').split('\n');
  const kept = lines.filter((line) => !line.startsWith('{"number":3,'));
  writeFileSync(join(other, shard), [header, ...kept].join('\n'));
  const { code, stdout, stderr } = await dynamosimInProcess(['merge', other, '--format', 'json']);
  const merged: Sweep = JSON.parse(stdout);
  expect(code).toBe(2);
  expect(stderr).toBe(`dynamosim: 1 of ${merged.jobs} jobs missing: 3\n`);
  expect([merged.missing.numbers, usedIn(merged)]).toEqual([['3'], 10]);
});

test('where the last seed leaves it too wide it says so, and that fails nothing', async () => {
  const few = words.map((word) => (word === '1..24' ? '1..12' : word));
  const { code, stdout } = await dynamosimInProcess([...few, '--until', 'latency.storefront.getItem.p90:0.01%']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Not narrow enough after 12 of 12 seeds: latency\.storefront\.getItem\.p90 is known to ±[\d.]+ %, with /m,
  );
});

test.each([
  ['no share', ['--until', 'p99'], /found --until p99; expected a metric and a share of its mean, such as p99:2%$/],
  ['no seeds', ['--until', 'p99:2%'], /found --until and no --seeds; expected the seeds that may run/],
  ['an unknown metric', ['--until', 'p98:2%', '--seeds', '1..20'], /^--until:1:1: found "p98"; /],
  [
    'a shard',
    ['--until', 'p99:2%', '--seeds', '1..20', '--shard', '1/2'],
    /found --until for shard 1 of 2, which does not see the others' records; expected all of the sweep in one place$/,
  ],
])('%s is refused', async (_, more, message) => {
  const { code, stderr } = await dynamosimInProcess(['sweep', fixture('vary'), ...more]);
  expect(stderr.split('\n')[0]).toMatch(message);
  expect(code).toBe(2);
});
