/** Words of the real service: what is not modelled yet is said to be so, what has another name here is told it. */
import { expect, test } from 'vitest';
import { problemsOf, smallest } from '../examples.js';

const asOfTheService = `title: as the service calls things
regions: { r: {} }
streams: true
tables:
  t:
    billingMode: PAY_PER_REQUEST
    indexes: { byStatus: { projection: all } }
    capacity: { mode: PAY_PER_REQUEST, rcu: 5, wcu: 5 }
    TTL: 1h
    point_in_time_recovery: true
    dax: { nodes: 3 }
    globalTables: [eu-west-1]
tenants:
  app:
    arrivals: { poisson: 50/s }
    mix: { getItem: 50%, batchWriteItem: 20%, transactWriteItems: 20%, Scan: 10% }
    reads: consistent
    client: { maxRetries: 10, apiCallTimeout: 5s, jitter: none }
faults: [{ kind: az-failure, target: r/az-1, at: 1s }, { kind: bandwidth-limit, target: r, at: 1s },
  { kind: region-failure, target: r, at: 1s }]
`;

test('each word is answered with what it stands for', () => {
  const answers = problemsOf(asOfTheService).map(({ found, nearest }) => [found, nearest]);
  const notYet = (word: string, feature: string) => [`"${word}" (${feature}), which is not modelled yet`, undefined];
  expect(answers).toEqual([
    notYet('streams', 'streams'),
    ['the unknown key "billingMode"', 'capacity'],
    notYet('indexes', 'secondary indexes'),
    ['"PAY_PER_REQUEST"', 'on-demand'],
    ['the unknown key "rcu"', 'read'],
    ['the unknown key "wcu"', 'write'],
    notYet('TTL', 'expiry of items'),
    notYet('point_in_time_recovery', 'backups and their restore'),
    notYet('dax', 'DAX, the cache before it'),
    ['the unknown key "globalTables"', 'regions'],
    notYet('batchWriteItem', 'batch operations'),
    notYet('transactWriteItems', 'transactions'),
    notYet('Scan', 'scans'),
    ['"consistent"', 'strong'],
    ['the unknown key "maxRetries"', 'attempts'],
    ['the unknown key "apiCallTimeout"', 'timeout'],
    notYet('jitter', 'back-off without jitter'),
    ['"az-failure"', 'zone-outage'],
    ['"bandwidth-limit"', 'narrow-link'],
    ['"region-failure"', 'region-outage'],
  ]);
});

test('a word that is no word of the service is answered with the nearest name alone', () => {
  const [{ found, nearest }] = problemsOf(`${smallest}sede: 3\n`);
  expect({ found, nearest }).toEqual({ found: 'the unknown key "sede"', nearest: 'seed' });
});
