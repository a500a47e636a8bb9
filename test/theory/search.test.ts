/** `search` finds what is known beforehand: the knee of a queue by Erlang's formula, and a provision by arithmetic. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { SearchResult } from '../../sim/search-result.js';
import { dynamosimInProcess } from '../cli/in-process.js';
import { mmc } from './closed-forms.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string) => fileURLToPath(new URL(`scenarios/${name}.yaml`, import.meta.url));

async function found(...words: readonly string[]): Promise<SearchResult> {
  const { code, stdout, stderr } = await dynamosimInProcess(['search', ...words, '--format', 'json'], { folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** The load, per second, at which the mean sojourn of M/M/4 with services of 2 ms is 4 ms. */
function knee(): number {
  let [low, high] = [0.5, 1.99];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (mmc(middle, 0.5, 4).meanMs > 4) high = middle;
    else low = middle;
  }
  return 1000 * low;
}

const perSecond = (rate: string | null) => Number(/^([\d.]+)\/s$/.exec(rate!)![1]);

/**
 * The mean of the 6,700 sojourns of a run at the knee is nearly normal about 4 ms, so half of all runs meet up to the knee: it
 * is the median of the limits of single runs. That lies in the interval told, at 95 %; which is narrow, so that it cannot hide
 * another knee.
 */
test('the load at which M/M/4 takes twice its service time', async () => {
  const { answer, bracket, limits, contrary } = await found(
    ...[scenario('mm4'), '--duration', '5s', '--set', 'warmup=1s', '--seeds', '1..12', '--min-share', '50%'],
    ...['--vary', 'tenants.reader.arrivals.poisson=500/s..1900/s', '--meets', 'tenants.reader.getItem.mean <= 4ms'],
  );
  expect([answer, contrary]).toEqual(['highest', []]);
  const [low, high] = [limits!.interval!.above, limits!.interval!.below].map(perSecond);
  expect(low).toBeLessThanOrEqual(knee());
  expect(high).toBeGreaterThanOrEqual(knee());
  expect(high / low).toBeLessThan(1.08);
  const [meets, fails] = [bracket!.meets, bracket!.fails].map(perSecond);
  expect(fails / meets).toBeLessThanOrEqual(1.02);
  // Half of the seeds were asked: the bracket is about their own median.
  expect(low).toBeLessThanOrEqual(meets);
  expect(high).toBeGreaterThanOrEqual(fails);
});

/**
 * 500 items of 1,500 B, two write units each, one every 20 ms: the last comes at 9.98 s. A bucket that was full, and holds
 * what its rate fills in a second, has given 10.98 times its rate until then, and 1,000 units are taken: 91.07 a second are
 * needed. One unit less refuses one of the last.
 */
test('the smallest provision that refuses nothing', async () => {
  const { answer, bracket } = await found(scenario('constant-writes'), '--vary', 'tables.t.capacity.write=1..400');
  expect([answer, bracket]).toEqual(['lowest', { meets: '92', fails: '91' }]);
});
