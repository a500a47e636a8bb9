/**
 * The warm-up is one thing: clients' view, service's view, availability and stations leave out the same work. Of a request that
 * straddles its end nothing counts, and of one that is issued after it everything.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { metricOf, metricsOf } from '../../sim/verdicts/metrics.js';

const scenario = (changes: object) =>
  readScenario(
    JSON.stringify({
      title: 'Warm-up',
      duration: '20s',
      warmup: '5s',
      regions: { r: { routersPerZone: 1, storageNodesPerZone: 1 } },
      tables: { t: { partitions: 9 } },
      ...changes,
    }),
    'warm-up.yaml',
  );

const result = (changes: object) => run(scenario(changes));

test('of the run itself, requests are counted without it and events with it, and the list of metrics says so', () => {
  const changes = { tenants: { app: { arrivals: { constant: '100/s' }, mix: { getItem: '100%' } } } };
  const ended = result(changes);
  // 100/s in the 15 s after the warm-up, where the whole run has 2000; each of these 2000 takes an event at least.
  expect(Math.abs(ended.run.requests - 1500)).toBeLessThanOrEqual(1);
  expect(metricOf(ended, 'run.requests', null)).toMatchObject({ value: ended.run.requests });
  expect(ended.run.events).toBeGreaterThan(2000);
  const about = new Map([...metricsOf(scenario(changes))].map((metric) => [metric.path, metric.about]));
  expect(about.get('run.requests')).toBe('issued after the warm-up');
  expect(about.get('run.events')).toContain('warm-up included');
});

test('requests that straddle its end are left out by clients and service alike', () => {
  const pause = (at: string, length: string) => ({
    kind: 'host-pause',
    target: 'all storage nodes in r',
    at,
    for: length,
  });
  const { outcomes, latency, serviceLatency, availability } = result({
    tenants: {
      app: {
        arrivals: { constant: '100/s' },
        mix: { getItem: '100%' },
        client: { retries: 'none', timeout: '30s' },
      },
    },
    parameters: { router: { callTimeout: '30s' } },
    // Those issued in [4 s, 7 s) wait until 7 s, and those of [18 s, 20 s) for longer than the run.
    faults: [pause('4s', '3s'), pause('18s', '2s')],
  });
  const [{ issued, unfinished, succeeded }] = outcomes;
  // 100/s from 5 s to 20 s, of which the last 2 s are not over.
  expect(Math.abs(issued - 1500)).toBeLessThanOrEqual(1);
  expect(Math.abs(unfinished - 200)).toBeLessThanOrEqual(2);
  const clients = latency.reduce((sum, { requests }) => sum + requests, 0);
  const service = serviceLatency.reduce((sum, { requests }) => sum + requests, 0);
  expect(clients).toBe(succeeded);
  expect(service).toBe(succeeded);
  const attempts = availability[0].windows.reduce((sum, { requests }) => sum + requests, 0);
  expect(attempts).toBe(succeeded);
  // The first that counts is issued at 5 s, and waits until 7 s.
  const longestMs = Math.max(...latency.map(({ maxMs }) => maxMs!));
  expect(longestMs).toBeGreaterThan(1980);
  expect(longestMs).toBeLessThan(2020);
  expect(Math.max(...serviceLatency.map(({ maxMs }) => maxMs!))).toBeLessThanOrEqual(longestMs);
});

test('stations tell of what they did after it', () => {
  const early = { stop: '10s', arrivals: { poisson: '2k/s' }, mix: { getItem: '100%' }, client: { retries: 'none' } };
  const late = { start: '10s', arrivals: { constant: '2/s' }, mix: { getItem: '100%' }, client: { retries: 'none' } };
  const { stations, expectations } = result({
    warmup: '10s',
    tenants: { early, late },
    // A tenant that is gone by then has issued none, which is a number; of none no share succeeded.
    expect: [
      { metric: 'outcomes.early.issued', is: 0 },
      { metric: 'outcomes.early.getItem.successShare', atLeast: 0 },
    ],
    parameters: { router: { cores: 1, cpu: '1ms' } },
  });
  expect(expectations.map(({ actual, met }) => [actual, met])).toEqual([
    [0, true],
    [null, false],
  ]);
  const routers = stations.filter(({ station }) => station.endsWith('router-processors'));
  const jobs = routers.reduce((sum, row) => sum + row.jobs, 0);
  // 2/s for 10 s, and what was under way at its end; 1 ms each of 10 s.
  expect(jobs).toBeGreaterThanOrEqual(19);
  expect(jobs).toBeLessThan(30);
  for (const { utilisation, meanServiceMs } of routers) {
    expect(utilisation).toBeLessThan(0.005);
    expect(meanServiceMs).toBeCloseTo(1, 6);
  }
});
