/** Well-formed files that are wrong as scenarios: what is said, and exactly where. */
import { describe, expect, test } from 'vitest';
import { problemsMax } from '../../sim/scenario/reading/problem.js';
import { processorMs } from '../processor-time.js';
import { everything, linesOf, problemsOf, smallest, zoneOutage } from './examples.js';

describe('one mistake gives one problem at its place', () => {
  test.each<[string, string, RegExp]>([
    // Shapes and units.
    [
      'seed: 42',
      'sede: 42',
      /^a.yaml:3:1: found the unknown key "sede"; expected one of format, title, .*did you mean "seed"/,
    ],
    ['duration: 2m', 'duration: 2', /^a.yaml:4:11: found 2; expected a duration with a unit .*"2ms"/],
    ['duration: 2m', 'duration: 2 parsecs', /^a.yaml:4:11: found "2 parsecs"; expected a duration with a unit/],
    ['duration: 2m', 'duration: 105d', /^a.yaml:4:11: found "105d"; expected a duration of at most/],
    ['duration: 2m', 'duration:', /^a.yaml:4:10: found nothing; expected a duration/],
    ['seed: 42', 'seed: 1.5', /^a.yaml:3:7: found 1.5; expected a whole number/],
    ['seed: 42', 'seed: -1', /^a.yaml:3:7: found -1; expected a whole number that is not negative/],
    ['8k/s', '8k', /^a.yaml:13:26: found "8k"; expected a rate with a unit .*"8k\/s"/],
    ['size: 900B', 'size: 900', /^a.yaml:9:75: found 900; expected a size such as "900B"/],
    ['size: 900B', 'size: 900ms', /^a.yaml:9:75: found "900ms"; expected a size with a unit/],
    ['size: 900B', 'size: { exponental: 1KB }', /^a.yaml:9:77: found the unknown key "exponental"; .*"exponential"/],
    ['size: 900B', 'size: { exponential: 1 }', /^a.yaml:9:90: found 1; expected a size with a unit/],
    ['getItem: 80%', 'getItem: 81%', /^a.yaml:14:10: found shares that sum to 101%; expected shares that sum to 100%/],
    ['getItem: 80%', 'getItm: 80%', /^a.yaml:14:12: found the unknown key "getItm"; .*did you mean "getItem"/],
    ['poisson: 8k/s', '', /^a.yaml:13:15: found none of them; expected a mapping with exactly one of poisson/],
    [
      'poisson: 8k/s',
      'poisson: 8k/s, constant: 1/s',
      /^a.yaml:13:15: found poisson and constant; expected .*exactly one/,
    ],
    ['    arrivals: { poisson: 8k/s }\n', '', /^a.yaml:11:3: found no "arrivals"; expected a mapping with exactly one/],
    ['{ zipfian: 0.99 }', 'zipfain', /^a.yaml:15:11: found "zipfain"; expected uniform, .*did you mean "zipfian"/],
    ['standard', 'standart', /^a.yaml:16:24: found "standart"; expected one of none, .*did you mean "standard"/],
    [
      'arrivals: { poisson: 8k/s }',
      'arrivals: { closed: { workers: 1, think: 1ms } }\n    profile: [{ step: 2x, at: 1s }]',
      /^a.yaml:\d+:\d+: found a profile; expected none, because closed arrivals have no rate to change/,
    ],
    ['standard', 'none, attempts: 3', /^a.yaml:16:40: found 3 attempts; expected one attempt/],
    ['timeout: 1s', 'timeout: 1s, hedgeAfter: 2s', /^a.yaml:16:59: found 2s; expected less than the timeout of 1s/],
    ['getItem.p99:', 'getItem.p98:', /^a.yaml:20:39: found the unknown key "getItem.p98"; .*"getItem.p90"/],
    ['99.99%', '99.99', /^a.yaml:20:31: found 99.99; expected a share of at most 100%/],
    ['is: 0', 'is: 0, atMost: 2', /^a.yaml:22:5: found is beside atLeast or atMost/],
    ['durability.lostWrites', '"lost writes"', /^a.yaml:22:15: found "lost writes"; expected words separated by dots/],
    // Names.
    [
      'region: us-east-1',
      'region: us-west-1',
      /^a.yaml:9:21: found the region "us-west-1"; .*did you mean "us-east-1"/,
    ],
    ['table: orders', 'table: oders', /^a.yaml:12:12: found the table "oders"; .*did you mean "orders"/],
    ['  storefront: { avail', '  storefrnt: { avail', /^a.yaml:20:3: found the tenant "storefrnt"; .*"storefront"/],
    [
      'getItem.p99:',
      'query.p99:',
      /^a.yaml:20:\d+: found query, which storefront never sends; expected an operation of its mix/,
    ],
    // Faults.
    ['zone-outage', 'zone-outag', /^a.yaml:18:13: found "zone-outag"; expected one of .*did you mean "zone-outage"/],
    ['zone-outage', 'slow-disk', /^a.yaml:18:5: found no "factor"; expected a factor/],
    [
      'for: 30s',
      'for: 30s, factor: 2x',
      /^a.yaml:18:\d+: found the unknown key "factor"; expected one of kind, target/,
    ],
    ['us-east-1/az-2', 'us-east-1/az-4', /^a.yaml:18:34: found the zone "az-4"; expected az-1 to az-3 in us-east-1/],
    ['us-east-1/az-2', 'us-east-1', /^a.yaml:18:34: found "us-east-1"; expected a zone, such as/],
    ['at: 40s', 'at: 140s', /^a.yaml:18:54: found 140s; expected a time before the run's end at 2m/],
    ['for: 30s', 'for: 90s', /^a.yaml:18:64: found a fault that ends at 130s; expected the run's end at 2m or before/],
    // Topology and relations.
    ['zones: 3', 'zones: 12', /^a.yaml:7:23: found 12; expected a whole number of at most 9/],
    ['zones: 3', 'zones: 0', /^a.yaml:7:23: found 0; expected a whole number of at least 1/],
    ['partitions: 24', 'partitions: 2M', /^a.yaml:9:44: found "2M"; expected a whole number of at most 1M/],
    ['warmup: 10s', 'warmup: 2m', /^a.yaml:5:9: found a warm-up of 2m; expected less than the duration of 2m/],
    ['warmup: 10s', 'seriesWindow: 1us', /^a.yaml:5:15: found 1us; expected at most 100000 windows/],
    ['{ zipfian: 0.99 }', '{ single: 10M }', /^a.yaml:15:21: found item 10000000; expected an item from 0 to 9999999/],
  ])('%j -> %j', (from, to, line) => {
    expect(zoneOutage).toContain(from);
    expect(linesOf(zoneOutage.replace(from, to))).toEqual([expect.stringMatching(line)]);
  });

  test.each<[string, string, RegExp]>([
    [
      'region: us-west-2, ',
      '',
      /^a.yaml:8:3: found no "region"; expected one of us-east-1, us-west-2, or "regions" with several/,
    ],
    [
      'region: us-west-2, ',
      'regions: [us-west-2, us-west-2], ',
      /^a.yaml:8:\d+: found us-west-2 twice; expected each region once/,
    ],
    [
      'region: us-west-2, ',
      'regions: [us-west-2, mars], ',
      /^a.yaml:8:\d+: found the region "mars"; expected a region of this scenario/,
    ],
    [
      'region: us-west-2, ',
      'region: us-west-2, regions: [us-east-1], ',
      /^a.yaml:8:\d+: found "region" and "regions"; expected one of the two/,
    ],
    ['region: us-west-2, ', 'regions: [], ', /^a.yaml:8:\d+: found .*; expected a list of 1 to 16 regions/],
    ['table: carts', '', /^a.yaml:2\d:\d+: found no "table"; expected one of orders, carts/],
    ['ramp: 3x, at: 30s', 'ramp: 3x', /: found no "at"; expected a ramp with at and over/],
    ['step: 2x, at: 30s', 'step: 2x, at: 30s, for: 1s', /: found for for a step; expected a step with at/],
    ['during: [2m, 3m]', 'during: [3m, 2m]', /: found 3m to 2m; expected the earlier time first/],
    ['during: [2m, 3m]', 'during: [2m, 30m]', /: found 2m to 30m; expected times not after the run's end at 10m/],
    ['stop: 9m', 'stop: 11m', /: found 11m; expected a time not after the run's end at 10m/],
    ['stop: 9m', 'stop: 30s', /: found 30s; expected a time after start, 1m/],
    ['[reports, bots]', '[reports, bot]', /^a.yaml:42:50: found the tenant "bot"; .*did you mean "bots"/],
    ['victim: shop', 'victim: bots', /: found bots as victim and neighbour; expected each tenant on one side/],
    ['share: 99%', 'share: 98%', /^a.yaml:11:38: found shares that sum to 99%; expected shares that sum to 100%/],
    ['p100: 5ms', 'p100: 5us', /: found a mapping; expected values that rise with their percentiles/],
    [
      'lease: 1.5s',
      'lease: 200ms',
      /: found a replication.lease of 200ms; expected longer than replication.heartbeat \(250ms\), or no leader/,
    ],
    ['bandwidth: 25Gb/s', 'backgroundShare: 200%', /: found "200%"; expected a share of at most 100%/],
    ['askPeers: false', 'quorum: 4', /: found a replication.quorum of 4; expected at most replication.replicas \(3\)/],
    ['leader of carts/0', 'leader of carts/1', /: found partition 1; expected a partition from 0 to 0 of carts/],
    ['all routers in', 'all storage nodes in', /: found "all storage nodes .*"; expected routers, a zone or a region/],
  ])('%j -> %j', (from, to, line) => {
    expect(everything).toContain(from);
    expect(linesOf(everything.replace(from, to))).toEqual([expect.stringMatching(line)]);
  });

  test.each([
    ['archive: { enabled: true, segmentAge: 10ms }', 'segmentAge: ', 'an archive.stagger of 1s'],
    ['healing: { enabled: true, reportEvery: 10ms }', 'reportEvery: ', 'a healing.reportTimeout of 1s'],
    ['archive: { enabled: true, segmentAge: 2s, stagger: 3s }', 'stagger: ', 'an archive.stagger of 3s'],
  ])('of %s the key that was written is shown', (section, key, found) => {
    const parameters = `parameters: { ${section} }`;
    const line = zoneOutage.trimEnd().split('\n').length + 1;
    const column = parameters.indexOf(key) + key.length + 1;
    const [first] = linesOf(`${zoneOutage.trimEnd()}\n${parameters}\n`);
    expect(first).toContain(`a.yaml:${line}:${column}: found ${found}; expected at most `);
  });

  test('a name starts with a letter', () => {
    const expected = /^a.yaml:2:12: found the name "1r"; expected a name of at most 64 letters/;
    expect(linesOf(smallest.replace('r: {}', '1r: {}'))).toEqual([expect.stringMatching(expected)]);
  });

  test.each(['title', 'regions', 'tables', 'tenants'])('%s may not be missing', (key) => {
    const lines = linesOf(smallest.replace(new RegExp(`^${key}:.*\n`, 'm'), ''));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^a.yaml:1:1: found no "${key}"; expected a`))]);
  });

  test.each(['regions', 'tables', 'tenants'])('%s may not be empty', (key) => {
    const lines = linesOf(smallest.replace(new RegExp(`^${key}:.*`, 'm'), `${key}: {}`));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`: found no ${key}; expected at least one`))]);
  });
});

test('all problems are told at once, in the order of the file', () => {
  const text = zoneOutage
    .replace('seed: 42', 'seed: x')
    .replace('zones: 3', 'zones: 0')
    .replace('table: orders', 'table: oders')
    .replace('poisson', 'poison')
    .replace('zone-outage', 'slow-disk')
    .replace('at: 40s', 'at: 400s')
    .replace('  storefront: { a', '  shop: { a')
    .replace('is: 0', 'is: none');
  const lines = linesOf(`${text}parameters: { replication: { lease: 200ms }, disk: { cores: 2 } }`);
  const places = lines.map((line) => line.split(':').slice(1, 3).join(':'));
  expect(places).toEqual(['3:7', '7:23', '12:12', '13:17', '18:5', '18:52', '20:3', '22:42', '23:37', '23:54']);
});

test('a broken part does not make others look wrong', () => {
  // With the broken values taken as defaults, the fault would lie outside the run and its target would not exist.
  expect(problemsOf(zoneOutage.replace('2m', '2 m').replace('40s', '90s')).map((p) => p.line)).toEqual([4]);
  expect(problemsOf(zoneOutage.replace('zones: 3', 'zones: 12').replace('az-2', 'az-7')).map((p) => p.line)).toEqual([
    7,
  ]);
});

test('the entries after a broken one keep their places', () => {
  const faults = `faults:
  - { kind: explode, target: r, at: 1s }
  - { kind: host-crash, target: q, at: 1s }
  - { kind: host-crash, target: r, at: 1h }
`;
  const lines = linesOf(smallest + faults);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['a.yaml:6:13:', 'a.yaml:7:33:', 'a.yaml:8:40:']);
});

test('a mistake behind aliases is told once, where it is written', () => {
  const lines = linesOf(smallest.replace('r: {}', 'r: &r { zones: 12 }, s: *r').replace('t: {}', 't: { region: r }'));
  expect(lines).toEqual([expect.stringMatching(/^a.yaml:2:27: found 12; expected a whole number of at most 9/)]);
});

test('a problem is also data', () => {
  expect(problemsOf(zoneOutage.replace('table: orders', 'table: oders'))).toEqual([
    {
      file: 'a.yaml',
      line: 12,
      column: 12,
      found: 'the table "oders"',
      expected: 'a table of this scenario: orders',
      message: 'found the table "oders"; expected a table of this scenario: orders (did you mean "orders"?)',
      nearest: 'orders',
    },
  ]);
});

test('beyond a bound, problems are counted', () => {
  const unknown = Array.from({ length: problemsMax + 7 }, (_, i) => `unknown${i}: 1\n`).join('');
  const lines = linesOf(smallest + unknown);
  expect(lines).toHaveLength(problemsMax + 1);
  expect(lines[problemsMax]).toBe('and 7 more');
});

test('as many wrong names as right ones are told in a time that does not grow with their product', () => {
  const names = Array.from({ length: 1000 }, (_, index) => index);
  const text = `title: Many
regions: { r: {} }
tables:
${names.map((each) => `  table-number-${each}: {}`).join('\n')}
tenants:
${names.map((each) => `  tenant-number-${each}: { table: tabel-numbre-${each}, arrivals: { poisson: 1/s } }`).join('\n')}
`;
  const beganAtMs = processorMs();
  const lines = linesOf(text);
  expect(lines[0]).toMatch(/found the table "tabel-numbre-0"; .* \(did you mean "table-number-0"\?\)$/);
  expect(lines.at(-1)).toBe('and 950 more');
  // The nearest names of all would take 20 times as long as those of the 50 that are shown.
  expect(processorMs() - beganAtMs).toBeLessThan(5000);
});
