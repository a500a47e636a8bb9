/**
 * What a scenario multiplies has a bound: just within it a file is accepted, and just beyond it is refused, with the product
 * and its factors, at the place where it can be changed. The right values are the products, worked out here.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { type Problem, ScenarioError } from '../../../sim/scenario/reading/problem.js';

type Plain = { readonly [key: string]: unknown };
const many = (count: number, one: unknown): Plain =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, one]));

const base = {
  title: 'large',
  duration: '10s',
  regions: { r: {} },
  tables: { t: {} },
  tenants: { a: { arrivals: { poisson: '1/s' } } },
};

function problemsOf(file: Plain): readonly Problem[] {
  try {
    readScenario(JSON.stringify({ ...base, ...file }, null, 1), 'large.yaml');
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
}

const poisson = { arrivals: { poisson: '1/s' } };
const tenants = (count: number, one: object = {}) => ({ tenants: many(count, { ...poisson, ...one }) });
const closed = (count: number, workers: number, start = 'spread') =>
  tenants(count, { arrivals: { closed: { workers, think: '1s', start } } });
const region = (zones: number, routersPerZone: number, storageNodesPerZone: number) => ({
  regions: { r: { zones, routersPerZone, storageNodesPerZone } },
});
const loss = { kind: 'packet-loss', target: 'all storage nodes', share: '1%', at: '0s' };
const metered = { capacity: { read: 10, write: 10 } };
const globalTables = (count: number) => ({ tables: many(count, metered), tenants: { a: { table: 'n0', ...poisson } } });
const everything = { getItem: '20%', query: '20%', putItem: '20%', updateItem: '20%', deleteItem: '20%' };
/** Both consistencies of two reads, and three writes. */
const sevenKinds = { mix: everything, reads: { strong: '50%' } };

const rot = (items: number) => ({
  ...region(4, 1, 2),
  faults: [{ kind: 'bit-rot', target: 'all storage nodes', items, at: '0s' }],
});
const scrub = (period: string) => ({
  parameters: { scrub: { enabled: true, period } },
  tables: { t: { partitions: 1, items: { count: '1M', size: '1KB' } } },
});

/** What it is, within the bound, beyond it, what is then said, and the line of the file as it is written above. */
const products: readonly (readonly [name: string, within: Plain, beyond: Plain, said: RegExp, at: RegExp])[] = [
  // 4 x 2^18 is 2^20.
  [
    'workers',
    closed(4, 2 ** 18),
    closed(4, 2 ** 18 + 1),
    /found 1,048,580 workers of 4 tenants; .* 1,048,576/,
    /worker/,
  ],
  [
    'workers that start together',
    closed(2, 2 ** 18, 'together'),
    closed(2, 2 ** 18 + 1, 'together'),
    /found 524,290 workers of 2 tenants that start together; expected at most 524,288/,
    /workers/,
  ],
  [
    'client instances',
    tenants(100, { client: { instances: 10_000 } }),
    tenants(100, { client: { instances: 10_001 } }),
    /found 1,000,100 client instances of 100 tenants; expected at most 1,000,000/,
    /instances/,
  ],
  [
    'windows of tenants',
    { seriesWindow: '100ms', duration: '50s', ...tenants(1000) },
    { seriesWindow: '100ms', duration: '51s', ...tenants(1000) },
    /found 1,000 tenants x 510 windows = 510,000 windows .*; expected at most 500,000: a wider seriesWindow/,
    /seriesWindow/,
  ],
  [
    'windows of tenants in the two runs of a question of isolation',
    { seriesWindow: '100ms', duration: '25s', isolation: { victim: 'n1', neighbour: 'n2' }, ...tenants(1000) },
    { seriesWindow: '100ms', duration: '26s', isolation: { victim: 'n1', neighbour: 'n2' }, ...tenants(1000) },
    /found 1,000 tenants x 260 windows x 2 runs = 520,000/,
    /seriesWindow/,
  ],
  [
    'windows of tables',
    { seriesWindow: '100ms', duration: '60s', ...globalTables(1000) },
    { seriesWindow: '100ms', duration: '61s', ...globalTables(1000) },
    /found 1,000 tables x 610 windows = 610,000 windows in the series of tables/,
    /seriesWindow/,
  ],
  [
    // 86,400 s have 288 windows of 5 minutes; 50 tenants, a table and a region are 52 rows: 66 days are 988,416 of them.
    'windows of availability',
    { duration: '66d', ...tenants(50, { arrivals: { poisson: '0.01/s' } }) },
    { duration: '67d', ...tenants(50, { arrivals: { poisson: '0.01/s' } }) },
    /found 52 regions, tables and tenants x 19,296 windows of 5 minutes = 1,003,392/,
    /duration/,
  ],
  [
    // 9 x (1000 x 16 + 5000 x (16 + 32)) servers: 1,864 windows of them are a little less than 2^32.
    'looks at stations',
    { ...region(9, 1000, 5000), duration: '1864ms', seriesWindow: '1ms' },
    { ...region(9, 1000, 5000), duration: '1865ms', seriesWindow: '1ms' },
    /found 2,304,000 cores and channels of drives x 1,865 windows = 4,296,960,000 looks .*at most 4,294,967,296/,
    /seriesWindow/,
  ],
  [
    // 585 x 7 is 4,095.
    'kinds of requests',
    tenants(585, sevenKinds),
    tenants(586, sevenKinds),
    /found 586 tenants, such as n0 with 7 operations and consistencies, = 4,102 kinds of requests .*at most 4,096/,
    /mix/,
  ],
  [
    // 146 x 7 is 1,022.
    'kinds of requests of victims',
    { ...tenants(147, sevenKinds), isolation: { victims: Object.keys(many(146, 0)), neighbour: 'n146' } },
    { ...tenants(148, sevenKinds), isolation: { victims: Object.keys(many(147, 0)), neighbour: 'n147' } },
    /found 147 victims .* = 1,029 kinds of requests to compare; expected at most 1,024/,
    /isolation/,
  ],
  [
    // A wave has eight pieces a turn, and one to begin with.
    'pieces of a profile',
    tenants(1, { profile: [{ wave: '10%', period: '81us' }] }),
    tenants(1, { profile: [{ wave: '10%', period: '79us' }] }),
    /found 1 rate change over 10s = 1,012,660 pieces .*at most 1,000,000/,
    /\{/,
  ],
  [
    'the height of a profile',
    tenants(1, {
      profile: [
        { spike: '1000000x', at: '1s', for: '1us' },
        { step: '1000x', at: '0s' },
      ],
    }),
    tenants(1, {
      profile: [
        { spike: '1000000x', at: '1s', for: '1us' },
        { step: '1001x', at: '0s' },
      ],
    }),
    /found 1\/s x 1,001,000,000 at the height of its profile = 1,001,000,000 requests per second; .* 1,000,000,000/,
    /profile/,
  ],
  [
    // Of 2^32 - 1 requests: 42 tenants of 10M/s over 10 s are 4.2e9.
    'requests',
    tenants(42, { arrivals: { constant: '10M/s' } }),
    tenants(43, { arrivals: { constant: '10M/s' } }),
    /found 43 tenants, such as n0 with 10M\/s over 10s, = 4,300,000,000 requests; expected at most 4,294,967,295/,
    /arrivals/,
  ],
  [
    'changes of state',
    tenants(1, {
      arrivals: {
        bursty: [
          { rate: '1/s', stay: '2ns' },
          { rate: '2/s', stay: '3ns' },
        ],
      },
    }),
    tenants(1, {
      arrivals: {
        bursty: [
          { rate: '1/s', stay: '1ns' },
          { rate: '2/s', stay: '3ns' },
        ],
      },
    }),
    /found stays of 2ns over 10s = 5,000,000,000 changes of state/,
    /bursty/,
  ],
  [
    // 9 zones x 3 hosts beside routers and nodes (metadata, clients, load balancer).
    'hosts',
    {
      regions: many(2, { zones: 9, routersPerZone: 1000, storageNodesPerZone: 5000 }),
      tables: { t: { region: 'n0' } },
    },
    {
      regions: many(3, { zones: 9, routersPerZone: 1000, storageNodesPerZone: 5000 }),
      tables: { t: { region: 'n0' } },
    },
    /found 3 regions, such as n0 with 9 zones x 6,003 hosts, = 162,081 hosts; expected at most 131,072/,
    /storageNodesPerZone/,
  ],
  [
    // 9 x 900 drives x 4,096 are 33,177,600, and with all cores more than 2^25 is only the second.
    'cores and channels',
    { ...region(9, 1, 900), parameters: { disk: { parallelism: 4096 } } },
    { ...region(9, 1, 910), parameters: { disk: { parallelism: 4096 } } },
    /found the stations, such as 8,190 drives x 4,096, = 33,677,\d+ cores and channels of drives/,
    /parallelism/,
  ],
  [
    // 2^21 / 1000 is 2,097.
    'tokens at routers',
    { ...region(9, 233, 1), ...globalTables(1000) },
    { ...region(9, 234, 1), ...globalTables(1000) },
    /found 1,000 tables under global admission x 2,106 routers in r = 2,106,000 buckets .*at most 2,097,152/,
    /routersPerZone/,
  ],
  [
    // 3 zones x 5 servers x 4,096 are 61,440.
    'points of the ring',
    { ...globalTables(1), parameters: { admission: { ringPoints: 4096, serversPerZone: 5 } } },
    { ...globalTables(1), parameters: { admission: { ringPoints: 4096, serversPerZone: 6 } } },
    /found 18 admission servers x 4,096 points = 73,728 points of the admission ring; expected at most 65,536/,
    /ringPoints/,
  ],
  [
    // 10 partitions are observed for each split under way: 2^24 / 65,536 are 256.
    'samples of keys',
    { ...globalTables(1), parameters: { autoadmin: { samplesMax: 65_536, splitsMax: 25 } } },
    { ...globalTables(1), parameters: { autoadmin: { samplesMax: 65_536, splitsMax: 26 } } },
    /found 260 partitions observed at once x 65,536 samples = 17,039,360 samples of keys/,
    /samplesMax/,
  ],
  [
    // 2^22 / 1,000 are 4,194 nodes, in nine zones 466 each.
    'hosts of faults',
    { ...region(9, 1, 466), faults: Array(1000).fill(loss) },
    { ...region(9, 1, 467), faults: Array(1000).fill(loss) },
    /found 1,000 faults, such as this one on 4,203 hosts, = 4,203,000 hosts hit in all; expected at most 4,194,304/,
    /target/,
  ],
  [
    'turns of a fault that flaps',
    { faults: [{ kind: 'load-balancer-flap', target: 'all routers', at: '0s', period: '10us' }] },
    { faults: [{ kind: 'load-balancer-flap', target: 'all routers', at: '0s', period: '9us' }] },
    /found 10s of turns every 9us = 1,111,111 turns of a fault; expected at most 1,000,000/,
    /period/,
  ],
  [
    // 9 nodes and 3 zones: 9 x 10 s / 20 ms + 3 x 10 s / 60 ms are 5,000, and 20 more each is the second.
    'failures that are drawn',
    { failures: { hosts: { mtbf: '20ms', repair: '1ms' }, zones: { mtbf: '60ms', repair: '1ms' } } },
    { failures: { hosts: { mtbf: '20ms', repair: '1ms' }, zones: { mtbf: '59ms', repair: '1ms' } } },
    /found 10s with failures, such as 9 nodes every 20ms, = 5,008 failures; expected at most 5,000: a longer mtbf/,
    /mtbf/,
  ],
  [
    // A zone has 5,000 nodes and 4 more hosts, which fails 800 times in all: 4,003,200 hosts, and for 900 mtbf 4,503,600.
    'hosts of failures that are drawn',
    {
      ...region(1, 1, 5000),
      failures: { zones: { mtbf: '12500us', repair: '1ms' } },
      parameters: { replication: { replicas: 1, quorum: 1 } },
    },
    {
      ...region(1, 1, 5000),
      failures: { zones: { mtbf: '11ms', repair: '1ms' } },
      parameters: { replication: { replicas: 1, quorum: 1 } },
    },
    /found 10s with failures, such as 1 zone every 11ms, = 4,549,091 hosts hit in all; expected at most 4,194,304/,
    /mtbf/,
  ],
  [
    'partitions',
    { tables: many(2, { partitions: 500_000 }), tenants: { a: { table: 'n0', ...poisson } } },
    { tables: many(3, { partitions: 500_000 }), tenants: { a: { table: 'n0', ...poisson } } },
    /found 1,500,000 partitions of 3 tables; expected at most 1,000,000/,
    /tables/,
  ],
  [
    'copies that faults damage',
    rot(2 ** 15),
    rot(2 ** 15 + 1),
    /found 1 fault, such as this one of 32,769 x 8 nodes, = 262,152 damaged copies; expected at most 262,144/,
    /bit-rot/,
  ],
  [
    'what scrub reads in a period',
    scrub('100s'),
    scrub('99s'),
    /found a scrub.period of 99s, in which a partition of t = 1,000,000,000 bytes .* at most 990,000,000: a longer period/,
    /period/,
  ],
];

test.each(products)('%s', (_name, within, beyond, said, at) => {
  expect(problemsOf(within).map(({ message }) => message)).toEqual([]);
  const problems = problemsOf(beyond);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(said)]);
  const written = JSON.stringify({ ...base, ...beyond }, null, 1).split('\n')[problems[0].line - 1];
  expect(`${written} ${problems[0].line === 1 ? 'the whole file' : ''}`).toMatch(at);
});

test('whatever numbers are multiplied, the bound holds for the product and for nothing else', () => {
  const number = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 100_000 }), (count, instances) => {
      const isBeyond = count * instances > 1_000_000;
      expect(problemsOf(tenants(count, { client: { instances } }))).toHaveLength(isBeyond ? 1 : 0);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('windows that a scenario does not choose are within the bound', () => {
  expect(problemsOf({ duration: '10m', ...tenants(1000) })).toEqual([]);
  const isolation = { victim: 'n1', neighbour: 'n2' };
  expect(problemsOf({ duration: '10m', isolation, ...tenants(1000) })).toEqual([]);
});

test('a product of what is broken is not judged: the mistake is told once', () => {
  const problems = problemsOf({ ...tenants(900, { client: { instances: 100_000 } }), seriesWindow: '1 fortnight' });
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^found 90,000,000 client instances/),
    expect.stringMatching(/^found "1 fortnight"/),
  ]);
  const broken = problemsOf(tenants(900, { client: { instances: 100_000, retries: 'sometimes' } }));
  expect(broken.filter(({ message }) => /client instances/.test(message))).toEqual([]);
});

test('a rate beyond all numbers is refused, too', () => {
  const profile = [{ step: '1000000x', at: '0s', every: '10ms' }];
  expect(problemsOf(tenants(1, { profile })).map(({ message }) => message)).toEqual([
    expect.stringMatching(/more than can be counted at the height of its profile/),
  ]);
});
