/**
 * Messages between replicas are lost for good: records, acknowledgements, heartbeats. Whatever is missing is found out by
 * heartbeats, and in the end every replica has every record.
 */
import { expect, test } from 'vitest';
import { runUntil, smallRegion, sum, tenantText, violations } from '../small-region.js';
import { logProblems } from './log-problems.js';

/** Sixteen partitions on three nodes; nothing is sent twice; requests end five seconds before the run. */
function afterFaults(seed: number, faults: object[], perSecond = 200, parameters: object = {}) {
  const scenario = smallRegion({
    seed,
    tables: { t: { partitions: 16, items: { count: 1000, size: '1KB' } } },
    tenants: { a: tenantText({ arrivals: { poisson: `${perSecond}/s` }, stop: '15s' }) },
    faults,
    parameters: { network: { retransmitsMax: 0 }, ...parameters },
  });
  const run = runUntil(scenario, 20);
  return { problems: logProblems(run.service), result: run.finish() };
}

const seeds = [1, 2, 3, 4];

test.each(seeds)(
  'acknowledgements: the leader hears with the next heartbeat how far its followers are, seed %i',
  (seed) => {
    const { problems, result } = afterFaults(seed, [
      { kind: 'network-partition', target: 'r/az-1/storage-1', direction: 'inbound', at: '5s', for: '600ms' },
    ]);
    expect(problems).toEqual([]);
    expect(violations(result)).toEqual([]);
    expect(sum(result, 'serverErrors', 8, 20)).toBe(0);
  },
);

test.each(seeds)('records, up to the moment when the links are healthy again, seed %i', (seed) => {
  const faults = [{ kind: 'packet-loss', target: 'r/az-1/storage-1', share: '3%', at: '5s', for: '1s' }];
  const { problems, result } = afterFaults(seed, faults, 1000);
  expect(problems).toEqual([]);
  expect(violations(result)).toEqual([]);
  expect(sum(result, 'serverErrors', 11, 20)).toBe(0);
});

test.each(seeds)('records to a replica that is away for less than a heartbeat, seed %i', (seed) => {
  const { problems } = afterFaults(seed, [
    {
      kind: 'network-delay',
      target: 'r/az-1',
      direction: 'inbound',
      delay: { exponential: '50ms' },
      at: '5s',
      for: '1s',
    },
    { kind: 'zone-outage', target: 'r/az-1', at: '6.05s', for: '50ms' },
    { kind: 'zone-outage', target: 'r/az-1', at: '6.15s', for: '20ms' },
  ]);
  expect(problems).toEqual([]);
});

test.each(seeds)('records that nobody keeps any more when a frozen replica wakes up, seed %i', (seed) => {
  const faults = [{ kind: 'host-pause', target: 'r/az-1', at: '5s', for: '4.3s' }];
  expect(afterFaults(seed, faults, 1500, { log: { retainedMax: 16 } }).problems).toEqual([]);
});

test.each(seeds)(
  'records of a leader that then crashes: its successor copies what only its voter has, seed %i',
  (seed) => {
    const { problems, result } = afterFaults(
      seed,
      [
        { kind: 'packet-loss', target: 'r/az-1/storage-1', direction: 'outbound', share: '50%', at: '5s', for: '1s' },
        { kind: 'host-crash', target: 'r/az-1/storage-1', at: '5.2s', for: '4s' },
      ],
      2000,
    );
    expect(problems).toEqual([]);
    expect(violations(result)).toEqual([]);
    expect(sum(result, 'serverErrors', 12, 20)).toBe(0);
  },
);

test.each(seeds)('heartbeats: followers without a leader do not reassure each other for ever, seed %i', (seed) => {
  // A leader that is deaf for a little less than its followers' patience may learn of a newer term, and steps down.
  const { problems, result } = afterFaults(seed, [
    { kind: 'network-partition', target: 'r/az-1', direction: 'inbound', at: `${5 + seed * 0.06}s`, for: '710ms' },
  ]);
  expect(problems).toEqual([]);
  expect(sum(result, 'serverErrors', 11, 20)).toBe(0);
});
