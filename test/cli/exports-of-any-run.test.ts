/** Exports hold of runs that are cut short, and of those that run twice to ask about isolation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportFiles, exportNames } from '../../sim/cli/exports/export-names.js';
import { fixture, interrupted, scratch } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';
import { readTrace } from './trace-reader.js';

const everything = ['--export', exportNames.join(',')];
const allFiles: readonly string[] = Object.values(exportFiles).flat();
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

async function proved(out: string): Promise<void> {
  const { code, stdout } = await dynamosimInProcess(['replay', out]);
  expect(code).toBe(0);
  const [, again] = /made again, the same to the byte: (.*)\n/.exec(stdout) ?? [];
  expect(again.split(', ')).toEqual(expect.arrayContaining([...allFiles]));
}

test('an interrupted run leaves exports of the part that ran, and replay proves them', async () => {
  const out = join(scratch(), 'run');
  const words = ['run', fixture('steady'), '--duration', '7d', '--out', out, ...everything];
  expect((await interrupted(words, 'SIGINT', 'run')).code).toBe(130);
  const { run, series } = json(out, 'result.json');
  expect(run.interrupted).toBe(true);
  const [about] = readTrace(readFileSync(join(out, 'trace.pftrace'))).slices.filter(({ name }) => name === 'run');
  expect(about.args).toMatchObject({ interrupted: true, digest: run.digest });
  expect(about.toNs).toBe(Math.round(run.simulatedSeconds * 1e9));
  const rows = readFileSync(join(out, 'series.csv'), 'utf8').trimEnd().split('\r\n').length - 1;
  expect(rows).toBe(series.timeS.length * (series.tenants.length + series.tables.length + 1));
  expect(readFileSync(join(out, 'history.edn'), 'utf8').includes(`; digest ${run.digest}\n`)).toBe(true);
  await proved(out);
});

const tenants =
  '{ storefront: { arrivals: { poisson: 200/s }, reads: { strong: 50% } }, neighbour: { arrivals: { poisson: 100/s } } }';

test('of a run that asks about isolation they speak of the run with all tenants, as without the question', async () => {
  const [asked, plain] = [scratch(), scratch()];
  const run = (out: string, ...words: readonly string[]) =>
    dynamosimInProcess(['run', fixture('crash'), '--set', `tenants=${tenants}`, '--out', out, ...words, ...everything]);
  const isolation = '{ victim: storefront, neighbour: neighbour }';
  expect((await run(asked, '--set', `isolation=${isolation}`)).code).toBe(0);
  expect((await run(plain)).code).toBe(0);
  expect(json(asked, 'result.json').isolation.length).toBeGreaterThan(0);
  expect(json(asked, 'result.json').run.digest).toBe(json(plain, 'result.json').run.digest);
  for (const name of ['series.csv', 'history.json', 'history.porcupine.json', 'history.edn']) {
    expect(readFileSync(join(asked, name), 'utf8'), name).toBe(readFileSync(join(plain, name), 'utf8'));
  }
  await proved(asked);
});

test('of a table whose regions agree, an item is one register, and requests name the table', async () => {
  const out = join(scratch(), 'run');
  const words = ['run', 'global/region-lost-strong', '--duration', '12s', '--set', 'faults=[]', '--set', 'expect=[]'];
  expect((await dynamosimInProcess([...words, '--out', out, ...everything])).code).toBe(0);
  const keys = new Set(
    [...readFileSync(join(out, 'history.edn'), 'utf8').matchAll(/"([a-z]+)\/\d+"/g)].map(([, table]) => table),
  );
  expect([...keys]).toEqual(['orders']);
});
