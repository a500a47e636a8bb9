/** `vary` tells every mistake before it runs, and then prints and writes one row for each setting. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture, interrupted, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const scenario = fixture('vary');
const rates = 'tenants.storefront.arrivals.poisson=100/s,300/s';
/** Of a run that nothing but a signal ends. */
const endless = 'duration=100ms,7d';

describe('vary', () => {
  test('prints a row for each value, each the row of a run of its own', async () => {
    const ending = await dynamosimInProcess(['vary', scenario, rates, '--metric', 'run.requests', '--format', 'json']);
    expect(ending).toMatchObject({ code: 0, stderr: '' });
    const { rows, seed } = JSON.parse(ending.stdout);
    expect(seed).toBe(5);
    for (const [index, rate] of ['100/s', '300/s'].entries()) {
      const set = ['--set', `tenants.storefront.arrivals.poisson=${rate}`];
      const { run } = JSON.parse((await dynamosimInProcess(['run', scenario, ...set, '--format', 'json'])).stdout);
      expect(rows[index]).toMatchObject({ values: [rate], digest: run.digest, metrics: [run.requests] });
    }
  });

  test('prints a table that says what its short titles stand for', async () => {
    const { code, stdout } = await dynamosimInProcess([
      'vary',
      scenario,
      rates,
      '--metric',
      'outcomes.storefront.retries',
    ]);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'A table with a provision',
      expect.stringMatching(/^2 runs, seed 5; p50 and p99 of storefront \w+ \w+$/),
      '',
      expect.stringMatching(/^poisson +success +throttled +p50 ms +p99 ms +wasted +expected +retries$/),
      expect.stringMatching(/^100\/s .* met +\d+$/),
      expect.stringMatching(/^300\/s .* met +\d+$/),
      '',
      expect.stringMatching(/^Each setting meets all that was expected\. Beside poisson=100\/s, p99 changes most: /),
      '',
      'Change from the first row, shares in points',
      expect.stringMatching(/^poisson +success +p50 ms +p99 ms +retries$/),
      expect.stringMatching(/^300\/s +0 +[+-][\d.]+ ±[\d.]+ \([+-][\d.]+ %\) .* \d+$/),
      '',
      'poisson is tenants.storefront.arrivals.poisson',
      'retries is outcomes.storefront.retries',
      'success is of requests, throttled of attempts, wasted of the units provisioned',
      expect.stringMatching(/^Of a change ± says .* from 20 batches /),
      '~ fewer than 10 requests were slower',
      '',
    ]);
  });

  test('on several seeds a row is their mean, with an interval, and its change is paired', async () => {
    const words = ['vary', scenario, rates, '--metric', 'run.requests'];
    const together = await dynamosimInProcess([...words, '--seeds', '1..3', '--format', 'json']);
    const { seed, seeds, intervalsFrom, rows } = JSON.parse(together.stdout);
    expect({ code: together.code, seed, seeds, intervalsFrom }).toEqual({
      ...{ code: 0, seed: null, seeds: [1, 2, 3], intervalsFrom: 'seeds' },
    });
    const alone = [];
    for (const each of ['1', '2', '3']) {
      const { stdout } = await dynamosimInProcess([...words, '--seed', each, '--format', 'json']);
      alone.push(JSON.parse(stdout));
    }
    for (const [at, row] of rows.entries()) {
      const requests: number[] = alone.map((table) => table.rows[at].metrics[0]);
      const mean = (requests[0] + requests[1] + requests[2]) / 3;
      expect(row.metrics[0]).toBeCloseTo(mean, 9);
      const { low, high } = row.intervals.metrics[0];
      expect((low + high) / 2).toBeCloseTo(mean, 6);
      expect(high).toBeGreaterThan(mean);
    }
    const changes: number[] = alone.map((table) => table.rows[1].metrics[0] - table.rows[0].metrics[0]);
    expect(rows[0].change).toBeNull();
    expect(rows[1].change.metrics[0].change).toBeCloseTo((changes[0] + changes[1] + changes[2]) / 3, 9);
  });

  test('what varies the seed has no changes', async () => {
    const { stdout } = await dynamosimInProcess(['vary', scenario, 'seed=1,2']);
    expect(stdout).not.toContain('Change');
    expect((await dynamosimInProcess(['vary', scenario, 'seed=1,2', '--seeds', '1..3'])).stderr).toMatch(
      /--seeds beside seed=/,
    );
  });

  test('several settings vary together, and a mapping with commas is one value', async () => {
    const capacities = 'tables.orders.capacity={ read: 50, write: 50 },{ read: 600, write: 600 }';
    const { stdout } = await dynamosimInProcess(['vary', scenario, rates, capacities, '--format', 'json']);
    expect(JSON.parse(stdout).rows.map(({ values }: { values: string[] }) => values)).toEqual([
      ['100/s', '{ read: 50, write: 50 }'],
      ['300/s', '{ read: 600, write: 600 }'],
    ]);
  });

  test('a missed expectation is shown and fails nothing', async () => {
    const missed = ['--set', 'expect.0={ metric: durability.lostWrites, is: 1 }'];
    const { code, stdout } = await dynamosimInProcess(['vary', scenario, rates, ...missed]);
    expect(stdout.match(/ missed$/gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test('leaves its files, again in the same folder, and never among others', async () => {
    const out = join(scratch(), 'vary');
    for (const seed of ['1', '2']) {
      const { code, stderr } = await dynamosimInProcess(['vary', scenario, rates, '--seed', seed, '--out', out]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: `Wrote to ${out}: vary.csv, vary.json, vary.png\n` });
    }
    expect(readdirSync(out).sort()).toEqual(['vary.csv', 'vary.json', 'vary.png']);
    expect(JSON.parse(readFileSync(join(out, 'vary.json'), 'utf8')).seed).toBe(2);
    expect(readFileSync(join(out, 'vary.csv'), 'utf8').split('\r\n')).toHaveLength(4);
    writeFileSync(join(out, 'vary.json'), '{}');
    expect(await dynamosimInProcess(['vary', scenario, rates, '--out', out])).toMatchObject({ code: 2, stdout: '' });
  });

  test('Ctrl-C ends it with the runs that came to their end', async () => {
    const out = join(scratch(), 'vary');
    const words = ['vary', scenario, endless, '--set', 'warmup=0s', '--out', out];
    const { code, stdout, stderr } = await interrupted(words, 'SIGINT', 'run');
    expect(code).toBe(130);
    expect(stderr).toContain('dynamosim: interrupted; 1 of 2 runs came to their end');
    expect(stdout).toMatch(/^100ms /m);
    expect(stdout).not.toMatch(/^7d /m);
  });

  test('--help says how expectations are taken', async () => {
    const { code, stdout } = await dynamosimInProcess(['vary', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Example:\s+dynamosim vary/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Objectives and expectations are judged and fail nothing');
  });
});

describe('a mistake is told before anything runs:', () => {
  test.each([
    ['no value', ['duration'], /^dynamosim: found "duration"; expected path=value,value$/],
    ['an empty value', ['seed=1,,2'], /^dynamosim: found an empty value in "seed=1,,2"/],
    [
      'lists of two lengths',
      ['seed=1,2', 'duration=1s'],
      /found 2 values of seed and 1 value of duration; expected as/,
    ],
    ['a setting twice', ['seed=1', 'seed=2'], /^dynamosim: found seed twice/],
    [
      'a setting that is fixed too',
      ['seed=1,2', '--seed', '5'],
      /^dynamosim: found --seed beside seed=…, which varies it/,
    ],
    [
      'one that is set too',
      ['duration=1s,2s', '--set', 'duration=3s'],
      /^dynamosim: found --set duration beside duration=…/,
    ],
    ['too many values', [`seed=${'1,'.repeat(100)}1`], /^dynamosim: found 101 values of seed; expected at most 100$/],
    [
      'an unknown path',
      ['tables.order.partitions=1,2'],
      /^tables\.order\.partitions:1:1: found "order"; .*"orders"\?\)$/,
    ],
    ['a wrong value', ['duration=1s,1'], /^duration:1:1: found 1; expected a duration with a unit/],
    [
      'an unknown metric',
      [rates, '--metric', 'run.events', '--metric', 'run.request'],
      /^--metric:2:1: found "run.request"; expected a metric such as .* \(did you mean "run.requests"\?\)$/m,
    ],
  ])('%s', async (_, words, message) => {
    const { code, stdout, stderr } = await dynamosimInProcess(['vary', scenario, ...words]);
    expect(stderr).toMatch(/^[^\n]*\n( {4}[^\n]*\n)*$/);
    expect(stderr.trimEnd()).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a value that is wrong only beside the rest of the file is named', async () => {
    const { code, stderr } = await dynamosimInProcess(['vary', fixture('crash'), 'duration=8s,1s']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/crash\.yaml:\d+:\d+: found .*, with duration=1s\n +.*at: 2s.*\n +\^\n$/);
  });

  test('what is wrong under every setting is told once', async () => {
    const path = join(scratch(), 'a.yaml');
    writeFileSync(path, readFileSync(scenario, 'utf8').replace('warmup: 500ms', 'warmup: 5'));
    const { stderr } = await dynamosimInProcess(['vary', path, rates]);
    expect(stderr).toMatch(/^[^\n]*a\.yaml:4:9: found 5; expected a duration[^\n]*\n +warmup: 5\n +\^\n$/);
    expect(stderr).not.toContain(', with ');
  });
});
