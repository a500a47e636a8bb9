/**
 * The share and the age of stale eventual reads are what heartbeats make of rare writes: a follower hears of a commit with
 * the next heartbeat, so a read there is stale where a write was committed since the last one that had arrived left. The
 * fraction of a millisecond between the beginning of a read and its replica is nothing beside half a second.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { metricOf } from '../../sim/verdicts/metrics.js';

const heartbeatS = 0.5;
const delayS = 0.001;
const writesPerSecond = 1;

function runOf(reads: string, mix: Record<string, string> = { getItem: '100%' }) {
  const tenant = { table: 't', keys: 'uniform', client: { instances: 30, retries: 'none', timeout: '1s' } };
  const text = {
    title: 'Rare writes of one item, read often',
    duration: '600s',
    warmup: '0s',
    regions: { r: { storageNodesPerZone: 1 } },
    tables: { t: { partitions: 1, items: { count: 1, size: '900B' } } },
    tenants: {
      reader: { ...tenant, arrivals: { poisson: '60/s' }, mix, reads },
      writer: { ...tenant, arrivals: { poisson: `${writesPerSecond}/s` }, mix: { putItem: '100%' }, reads: 'strong' },
    },
    parameters: {
      replication: { heartbeat: `${heartbeatS * 1000}ms` },
      network: { crossZoneDelay: { constant: `${delayS * 1000}ms` } },
    },
  };
  return run(readScenario(JSON.stringify(text), 'staleness.yaml'));
}

test('share and age are those of the heartbeats', () => {
  const result = runOf('eventual');
  const [row] = result.staleness;
  expect(result.staleness).toHaveLength(1);
  expect(row.reads).toBe(result.latency.find(({ consistency }) => consistency === 'eventual')!.requests);
  // At a follower the news is between the delay and the delay and a heartbeat old: A, uniform. Stale is who comes when
  // something was committed within A: the mean of 1 - exp(-rate A). A third of the clients is in the leader's zone.
  const meanOfExp =
    (Math.exp(-writesPerSecond * delayS) * (1 - Math.exp(-writesPerSecond * heartbeatS))) /
    (writesPerSecond * heartbeatS);
  const share = (2 / 3) * (1 - meanOfExp);
  // 600 writes, each of which is stale for a time of its own: the standard error is 1 in 20 of the share.
  expect(Math.abs(row.share / share - 1)).toBeLessThan(0.15);
  expect(row.stale).toBe(Math.round(row.share * row.reads));
  // At a moment of a stale spell, which the longer ones have more of, the age is at most the whole of a heartbeat.
  expect(row.maxMs!).toBeLessThan((heartbeatS + delayS) * 1001);
  expect(row.maxMs!).toBeGreaterThan(heartbeatS * 900);
  // The density of the age falls linearly to 0 at a heartbeat: its median is 1 - 1 / sqrt(2) of one.
  expect(Math.abs(row.p50Ms! / (heartbeatS * 1000 * (1 - Math.SQRT1_2)) - 1)).toBeLessThan(0.15);
  expect(metricOf(result, 'staleness.reader.getItem.share', null)).toEqual({ kind: 'value', value: row.share });
  expect(metricOf(result, 'staleness.reader.max', null)).toEqual({ kind: 'value', value: row.maxMs });
});

test('strong reads have no staleness', () => {
  const result = runOf('strong');
  expect(result.staleness).toEqual([]);
  expect(metricOf(result, 'staleness.reader.getItem.share', null)).toEqual({ kind: 'noData' });
});
