/**
 * The bundled scenarios: each keeps what it promises and tells it on one screen, and the promises are worth something,
 * because the run that lacks the mechanism breaks them (of those in scenarios/paper the tests in test/paper say so).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../sim/experiments/run-experiment.js';
import { unknownMetrics } from '../sim/verdicts/expectations.js';
import { broken, expectKept, bundledNames as names, scenarioOf, textOf } from './bundled-scenarios.js';

/** Long ones are run beside the rest, or where their result is held against others. */
const inOtherFiles = {
  'paper/growth': 'paper/whole-growth',
  'paper/flat-latency-a': 'paper/flat-latency',
  'paper/flat-latency-b': 'paper/flat-latency',
  'healing/month': 'healing/month',
};

describe('every bundled scenario', () => {
  test('is there for each question', () => {
    expect(names.length).toBeGreaterThanOrEqual(12);
  });

  test.each(names)('%s is short, says what it shows, and expects something', (name) => {
    const scenario = scenarioOf(name);
    const lines = textOf(name).trimEnd().split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(15);
    expect(lines).toBeLessThanOrEqual(50);
    expect(scenario.shows).not.toBe('');
    expect(scenario.expectations).not.toEqual([]);
    expect(unknownMetrics(scenario)).toEqual([]);
  });

  // Those in scenarios/negative must break theirs: test/negative.test.ts.
  test.each(names.filter((name) => !name.startsWith('negative/') && !(name in inOtherFiles)))(
    '%s keeps its promises',
    (name) => expectKept(runScenario(scenarioOf(name))),
  );

  test.each(Object.entries(inOtherFiles))('%s keeps them in test/%s.test.ts', (name, file) => {
    expect(names).toContain(name);
    expect(readFileSync(`test/${file}.test.ts`, 'utf8')).toContain('expectKept(');
  });
});

describe('a broken mechanism breaks its scenario', () => {
  test.each([
    ['zone-outage', 'parameters.replication.quorum=3', 'series.storefront.writesPerSecond'],
    ['leader-crash', 'parameters.replication.lease=20s', 'elections.longestLeaderlessMs'],
    ['leader-crash', 'parameters.replication.missedHeartbeatsMax=20', 'elections.longestLeaderlessMs'],
    ['planned-handover', 'faults.0.kind=host-crash', 'series.storefront.secondsWithout.successes'],
    ['gray-failure', 'parameters.replication.askPeers=false', 'elections.elections'],
    ['gray-failure-without-asking', 'parameters.replication.askPeers=true', 'elections.elections'],
    ['slow-disk', 'faults.0.target=leader of orders/0', 'series.storefront.highest.p50'],
    ['slow-disk', 'parameters.replication.quorum=3', 'storefront putItem.p99'],
    ['clock-skew', 'faults.0.offset=-500ms', 'one-leader'],
    ['clock-skew', 'parameters.replication.quorum=1', 'durability.lostWrites'],
    ['retry-storm', 'tenants.storefront.client.retries=standard', 'series.storefront.succeededPerSecond'],
    ['retry-storm-with-quota', 'tenants.storefront.client.quota=none', 'series.storefront.successShare'],
    ['flash-crowd', 'parameters.router.queueMax=5000', 'series.fans.succeededPerSecond'],
    ['hot-key', 'tenants.launch.reads=eventual', 'series.launch.succeededPerSecond'],
    [
      'global/region-lost-eventual',
      'tenants.east.client={ timeout: 500ms, attempts: 2 }',
      'series.east.secondsWithout',
    ],
    ['global/region-lost-eventual', 'tenants.east.client.failover.back=5m', 'failover.failbacks'],
    ['global/region-lost-single', 'faults.0.for=20s', 'series.east.secondsWithout'],
    ['global/region-lost-strong', 'tables.orders.consistency=eventual', 'globalTables.writesOverruled'],
    ['global/region-lost-strong', 'tenants.east.client={ timeout: 500ms, attempts: 2 }', 'series.east.secondsWithout'],
    ['noisy-neighbour', 'parameters.storageNode.cores=64', 'isolation.storefront.getItem.ratio'],
    ['healing/archive-down', 'parameters.archive.keptLogBytesMax=5MB', 'archive.writesRefusedForLog'],
    ['healing/archive-down', 'parameters.archive.backoffMax=2h', 'archive.furthestBehindMs'],
    ['healing/restore', 'restore.to=18m', 'restores.tablesRestored'],
    ['healing/restore', 'parameters.archive.bandwidth=1MB/s', 'restores.longestRestoreMs'],
    ['healing/all-copies-lost', 'parameters.archive.segmentAge=10s', 'losses.writesLost'],
    ['healing/all-copies-lost', 'parameters.archive.enabled=false', 'losses.partitionsRebuilt'],
    ['healing/backup', 'parameters.archive.bandwidth=1KB/s', 'backups.backupsAvailable'],
    ['cold-caches', 'parameters.router.warmCache=true', 'tail.storefront.getItem.eventual.p90-p99.metadata'],
    ['healing/log-replica', 'parameters.healing.enabled=false', 'series.storefront.successShare'],
    ['healing/log-replica', 'parameters.healing.logReplicas=false', 'elections.longestLeaderlessMs'],
    ['healing/storage-replica-only', 'parameters.healing.logReplicas=true', 'healing.longestToQuorumMs'],
    ['healing/storage-replica-only', 'parameters.healing.enabled=false', 'healing.longestToFullMs'],
    ['healing/node-lost', 'parameters.healing.enabled=false', 'healing.storageReplicasAdded'],
    ['healing/node-lost', 'parameters.replication.catchUpBandwidth=1MB/s', 'healing.longestToFullMs'],
    ['healing/disk-lost', 'parameters.healing.enabled=false', 'healing.storageReplicasAdded'],
    ['healing/zone-lost-for-good', 'parameters.healing.deadShareMax=20%', 'healing.longestToFullMs'],
    ['healing/flapping-node', 'parameters.healing.trustAfter=0s', 'healing.underReplicated'],
    [
      'healing/healing-storm',
      'parameters={ healing: { enabled: true, rebuildsMax: 1000, rebuildsPerNodeMax: 1000 }, replication: { catchUpBandwidth: 2GB/s }, disk: { backgroundShare: 100% } }',
      'series.storefront.highest.p99',
    ],
    ['healing/healing-storm-unthrottled', 'parameters.healing.rebuildsPerNodeMax=2', 'series.storefront.highest.p99'],
    ['healing/gray-disk', 'parameters.healing.checkUps=false', 'series.storefront.highest.p99'],
    ['healing/rack-lost', 'parameters.healing.enabled=false', 'healing.storageReplicasAdded'],
    ['healing/bit-rot', 'parameters.scrub.enabled=false', 'integrity.foundByScrub'],
    ['healing/bit-rot-without-scrub', 'parameters.scrub={enabled: true, period: 1m}', 'integrity.damagedAtEnd'],
    ['healing/lost-flush', 'parameters.scrub.enabled=false', 'integrity.damagedAtEnd'],
    ['healing/lost-flush-without-scrub', 'parameters.scrub={enabled: true, period: 20s}', 'integrity.damagedAtEnd'],
    ['healing/silent-wrong-replica', 'parameters.scrub.enabled=false', 'integrity.wrongReads'],
    [
      'healing/silent-wrong-replica-without-scrub',
      'parameters.scrub={enabled: true, period: 30s}',
      'integrity.wrongReads',
    ],
    ['global/conflicts', 'tables.baskets.regions=[us-east-1]', 'globalTables.writesOverruled'],
    ['global/clock-skew', 'faults.0.offset=-300ms', 'links.us-east-1.eu-west-1.overruled'],
    ['global/three-continents', 'tables.profiles.regions=[us-east-1]', 'latency.asia.getItem.p50'],
    ['global/adding-a-replica', 'parameters.globalTables.fillItemsPerSecond=20', 'globalTables.itemsFilled'],
    ['global/adding-a-replica', 'parameters.globalTables.fillItemsPerSecond=20', 'series.asia.p50'],
    [
      'global/daily-waves',
      'tenants.asia.profile=[{ daily: 80%, peak: 20h, day: 32s, utcOffset: 0h }]',
      'series.asia.issuedPerSecond',
    ],
    [
      'global/daily-waves',
      'tenants.asia.profile=[{ daily: 80%, peak: 20h, day: 32s, utcOffset: 0h }]',
      'series.all.highest.issuedPerSecond',
    ],
    ['global/narrow-link', 'faults.0.bandwidth=100MB/s', 'links.us-east-1.eu-west-1.max'],
  ])('%s with %s', (name, setting, promise) => {
    const [path, value] = setting.split('=');
    const problems = broken(runScenario(scenarioOf(name, [{ path, value }])));
    expect(problems.filter((problem) => problem.startsWith(promise))).not.toEqual([]);
  });
});
