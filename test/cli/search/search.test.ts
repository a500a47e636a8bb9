/** What `search` tells is what its runs say alone, the same bytes on any number of threads, and ends in a code that says what was found. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SearchResult } from '../../../sim/search-result.js';
import type { Sweep } from '../../../sim/sweep-result.js';
import { fixture, scratch } from '../dynamosim.js';
import { dynamosimInProcess } from '../in-process.js';

const scenario = fixture('vary');
const path = 'tenants.storefront.arrivals.poisson';
/** Its table has 600 units of each kind, which a kilohertz of requests passes. */
const meets = 'tenants.storefront.success >= 90%';
const short = ['--duration', '1s', '--meets', meets];
const words = [scenario, ...short, '--vary', `${path}=300/s..6k/s`, '--within', '20%'];

const searched = async (...more: readonly string[]) => dynamosimInProcess(['search', ...words, ...more]);
const resultOf = async (...more: readonly string[]): Promise<SearchResult> =>
  JSON.parse((await searched(...more, '--format', 'json')).stdout);

let result: SearchResult;
beforeAll(async () => {
  result = await resultOf('--seeds', '1..2', '--threads', '1');
});

test('the same bytes on one thread and on two, in the file and on the terminal', async () => {
  const out = scratch();
  const { code, stdout, stderr } = await searched(
    '--seeds',
    '1..2',
    '--threads',
    '2',
    '--format',
    'json',
    '--out',
    out,
  );
  expect({ code, told: stderr }).toEqual({ code: 0, told: `Wrote to ${out}: search.csv, search.json\n` });
  expect(stdout).toBe(`${JSON.stringify(result, null, 2)}\n`);
  expect(readFileSync(join(out, 'search.json'), 'utf8')).toBe(stdout);
  expect(readdirSync(out).sort()).toEqual(['search.csv', 'search.json']);
  const [heads, ...lines] = readFileSync(join(out, 'search.csv'), 'utf8').trimEnd().split('\r\n');
  expect(heads).toBe(
    `${path},runs,met,meets,storefront success,storefront success low,storefront success high,storefront success met`,
  );
  expect(lines.map((line) => line.split(',')[0])).toEqual(result.tried.map(({ value }) => value));
});

test('two neighbouring values, one that meets on all seeds and one that does not', () => {
  const { answer, bracket, tried, promises, contrary } = result;
  expect([answer, contrary]).toEqual(['highest', []]);
  expect(promises).toEqual([{ tenant: 'storefront', metric: 'success', condition: 'at least 90 %', unit: 'share' }]);
  const row = (value: string) => tried.find((each) => each.value === value)!;
  expect([row(bracket!.meets).met, row(bracket!.fails).met < 2]).toEqual([2, true]);
});

test('the command of a value gives the runs that it stands for', async () => {
  for (const value of [result.bracket!.meets, result.bracket!.fails]) {
    const { command, met, promises } = result.tried.find((each) => each.value === value)!;
    expect(command).toBe(
      `npx dynamosim sweep ${scenario} --set duration=1s --set objectives.storefront.success=90% --vary ${path}=${value} --seeds 1..2`,
    );
    const [, , ...line] = command.split(' ');
    const { stdout } = await dynamosimInProcess([...line, '--format', 'json']);
    const sweep: Sweep = JSON.parse(stdout);
    expect(sweep.cells[0].objectives[0].met).toBe(met);
    const success = sweep.cells[0].metrics.find((each) => each.path === 'outcomes.storefront.successShare')!;
    expect(success.mean).toBeCloseTo(promises[0].mean!, 12);
  }
});

describe('ends that agree', () => {
  test.each([
    [
      'both meet',
      `${path}=100/s..200/s`,
      0,
      /^ALL MEET: poisson=100\/s and poisson=200\/s both meet; the limit is beyond them$/,
    ],
    ['both fail', `${path}=5k/s..6k/s`, 1, /^NONE MEETS: poisson=5k\/s and poisson=6k\/s both fail$/],
  ])('%s', async (_, vary, expected, line) => {
    const { code, stdout } = await dynamosimInProcess(['search', scenario, ...short, '--vary', vary]);
    expect(code).toBe(expected);
    expect(stdout.split('\n')[0]).toMatch(line);
  });
});
