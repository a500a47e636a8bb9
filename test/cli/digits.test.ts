/** What people read has at most four digits that tell something, wherever it is said; JSON and CSV keep all. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fixture } from './dynamosim.js';
import { dynamosimInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'dynamosim-digits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [plain, broken] = ['plain', 'broken'].map((name) => join(folder, name));
const settings = [
  ...['faults=[{kind: zone-outage, target: us-east-1/az-2, at: 733.33ms, for: 577.77ms}]'],
  ...['objectives.storefront={getItem.p99: 0.123ms, putItem.p99: 1.3ms, availability: 99.999%, success: 99%}'],
  ...['expect=[{metric: latency.storefront.putItem.max, atMost: 1ms}, {metric: elections.elections, is: 7777}]'],
].flatMap((setting) => ['--set', setting]);

/** More than four digits from the first that is not zero, but for the nines of a percentage, and zeros at the end. */
function longNumbers(text: string): string[] {
  const numbers = text.match(/(?<![\w.#/])\d+(\.\d+)?(?![\w.])( %)?/g) ?? [];
  return numbers.filter((each) => {
    if (/^(99\.|0\.000)/.test(each) && each.endsWith('%')) return false;
    const digits = each.replace(/ %$/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
    return digits.length > 4;
  });
}

/** Names of things, which are no amounts: items by their number, and what a page says to a machine. */
const withoutNames = (text: string) =>
  text
    .replace(/item \d+/g, 'item')
    .replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/\u00a0/g, ' ');

test('no text for people has a number with more', async () => {
  const told = async (...words: string[]) => withoutNames((await dynamosimInProcess(words)).stdout);
  const texts = {
    run: await told('run', fixture('steady'), '--out', plain),
    verbose: await told('run', fixture('steady'), ...settings, '--verbose', '--out', broken),
    explain: await told('explain', broken),
    compare: await told('compare', plain, broken),
    markdown: await told('compare', plain, broken, '--format', 'markdown'),
    vary: await told('vary', fixture('steady'), 'parameters.network.crossZoneDelay=0.7ms,3.33333ms'),
    metrics: await told(
      ...['vary', fixture('steady'), 'seed=1,2', ...settings, '--metric', 'elections.longestLeaderlessMs'],
      ...['--metric', 'latency.storefront.putItem.max', '--metric', 'run.events'],
    ),
    junit: readFileSync(join(broken, 'junit.xml'), 'utf8').replace(/<[^>]*>/g, (tag) =>
      tag.replace(/time="[^"]*"/, ''),
    ),
    // What identifies the run, at the end of the page, is no figure.
    page: withoutNames(readFileSync(join(broken, 'report.html'), 'utf8').replace(/<section id="source"[\s\S]*/, '')),
  };
  for (const [name, text] of Object.entries(texts)) {
    expect(text.length, name).toBeGreaterThan(300);
    expect([...longNumbers(text), ...(text.match(/\w+Ms ms/g) ?? [])], name).toEqual([]);
  }
});
