/** `--set path=value`: what it changes, and what it says about a path or value that makes no sense. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { processorMs } from '../../processor-time.js';
import { everything, linesOf, smallest, zoneOutage } from '../examples.js';

const withSet = (text: string, path: string, value: string) => readScenario(text, 'a.yaml', [{ path, value }]);

describe('an override', () => {
  test('replaces a value, and the last one wins', () => {
    expect(withSet(zoneOutage, 'tenants.storefront.arrivals.poisson', '9k/s').tenants[0].arrivals).toEqual({
      kind: 'poisson',
      perSecond: 9000,
    });
    const twice = [
      { path: 'seed', value: '7' },
      { path: 'seed', value: '8' },
    ];
    expect(readScenario(zoneOutage, 'a.yaml', twice).seed).toBe(8);
  });

  test('makes the mappings that the file leaves out', () => {
    expect(withSet(smallest, 'parameters.replication.askPeers', 'false').parameters.replication.askPeers).toBe(false);
    expect(withSet(smallest, 'tenants.a.client', '{retries: none}').tenants[0].client.attemptsMax).toBe(1);
  });

  test('counts entries of lists from 0', () => {
    expect(withSet(zoneOutage, 'faults.0.for', '10s').faults[0].forNs).toBe(10e9);
  });

  test('keeps dots in metrics and percentiles', () => {
    expect(withSet(zoneOutage, 'objectives.storefront.getItem.p99.9', '50ms').objectives).toContainEqual({
      tenant: 'storefront',
      metric: 'getItem.p99.9',
      target: 50e6,
    });
    const { read } = withSet(everything, 'parameters.disk.read.empirical.p99.9', '2ms').parameters.disk;
    expect(read).toMatchObject({ quantiles: { length: 5, 3: { value: 2e6 } } });
    expect(withSet(smallest, 'parameters.disk.read.empirical', '{p0: 1us, p100: 2us}').parameters.disk.read.kind).toBe(
      'empirical',
    );
  });
});

describe('a wrong override', () => {
  test.each([
    ['tenants.storefrnt.arrivals.poisson', '9k/s', /^--set:1:9: found "storefrnt"; .*did you mean "storefront"/],
    ['tenants.storefront.arrivals.poison', '9k/s', /^--set:1:29: found the unknown key "poison"; .*"poisson"/],
    ['tenants.storefront.arrivals.poisson', '9k', /^--set:1:37: found "9k"; expected a rate/],
    ['faults.1.for', '10s', /^--set:1:8: found "1"; expected a number from 0 to 0 in "faults"/],
    ['faults.first.for', '10s', /^--set:1:8: found "first"; expected a number/],
    ['seed.low', '1', /^--set:1:6: found "low"; expected no more words, because "seed" is 42/],
    ['tenants..table', 'orders', /^--set:1:9: found ""; expected a name/],
    ['', '1', /^--set:1:1: found ""/],
    ['__proto__.x', '1', /^--set:1:1: found "__proto__"/],
    ['duration', '[1', /^--set:1:10: found "\[", which is never closed/],
    ['duration', '', /^--set:1:10: found nothing; expected a duration/],
    ['faults.0.at', '3m', /^--set:1:13: found "?3m"?; expected a time before the run's end at 2m/],
  ])('%s=%s is told with its place in the setting', (path, value, line) => {
    const lines = linesOf(zoneOutage, [{ path, value }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });

  test('is told by its number among the settings, with all others and those of the file', () => {
    const lines = linesOf(zoneOutage.replace('seed: 42', 'seed: x'), [
      { path: 'warmup', value: '5' },
      { path: 'duration', value: '1m' },
      { path: 'titel', value: 'x' },
    ]);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      '--set:1:8:',
      '--set:3:1:',
      'a.yaml:3:7:',
      'a.yaml:18:64:',
    ]);
  });

  test.each([
    ['50,000 dots', '.'.repeat(50_000)],
    ['50,000 words', `parameters${'.a'.repeat(50_000)}`],
  ])('with a path of %s is told at once', (_, path) => {
    const beganAtMs = processorMs();
    expect(linesOf(smallest, [{ path, value: '1' }])).toEqual([
      '--set:1:1: found a path of more than 64 words; expected a path such as tables.orders.partitions',
    ]);
    // It took time that grew with the cube of the words: 43 s for 2,000 of them.
    expect(processorMs() - beganAtMs).toBeLessThan(2000);
  });

  test('is told when all are longer together than a scenario', () => {
    const long = { path: 'shows', value: `[${'1,'.repeat(10_000)}1]` };
    expect(linesOf(smallest, Array(100).fill(long))).toEqual([
      '--set:1:1: found settings of 2000800 characters; expected at most 1000000 in all',
    ]);
  });
});
