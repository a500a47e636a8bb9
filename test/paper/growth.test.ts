/**
 * Growth from one partition to 10,000, of which these tests run the first hundred: what the scenario says of latency at
 * its end holds at its beginning too, and without splits, or with careless ones, its promises break.
 */
import { expect, test } from 'vitest';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

const latencies = ['latency.storefront.getItem.strong.p99', 'latency.storefront.putItem.p99'];

test('one partition, asked 7,000 times, answers as fast as the scenario expects of 10,000 partitions', () => {
  const result = runPaperScenario('growth', 'tenants.storefront.profile=[]', 'duration=1000s', 'warmup=0s');
  expect(result.tables[0].partitionsAtEnd).toBe(1);
  const ofLatency = result.expectations.filter(({ metric }) => latencies.includes(metric));
  expect(ofLatency.map(({ met }) => met)).toEqual([true, true]);
  // Either is within 10 % of the other.
  for (const { condition } of ofLatency) {
    const [low, high] = condition.match(/[\d.]+/g)!.map(Number);
    expect(high / low).toBeLessThan(1.1);
  }
});

/** The first seven of fourteen doublings, which end with 900 requests a second. */
const ramps = Array.from({ length: 7 }, (_, doubling) => ({ ramp: 2, at: `${80 + 10 * doubling}s`, over: '10s' }));
const early = `tenants.storefront.profile=${JSON.stringify(ramps)}`;

test('a hundred partitions keep all that is promised but their number', () => {
  const result = runPaperScenario('growth', early);
  expect(missedMetrics(result)).toEqual(['tables.orders.partitionsAtEnd']);
  // By the second at which the run ends a few of the last splits may be under way.
  expect(result.tables[0].partitionsAtEnd).toBeGreaterThan(95);
});

test.each([
  ['no splits', 'tables.orders.splitting=false'],
  ['one split at a time', 'parameters.autoadmin.splitsMax=1'],
  ['slow copies', 'parameters.autoadmin.copyBandwidth=1MB/s'],
])('with %s the load outgrows its partitions', (_, setting) => {
  const missed = missedMetrics(runPaperScenario('growth', early, setting));
  expect(missed).toContain('series.storefront.highest.p99');
});
