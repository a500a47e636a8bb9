/**
 * The latency sweep of the paper's section 7 at its two ends, shortened: p50 and p99 of reads and writes at a million
 * operations a second are within 10 % of those at a hundred thousand, on the same machines.
 */
import { describe, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { expectKept } from '../bundled-scenarios.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

const million = { a: ['1M/s', '800'], b: ['1M/s', '226'] };

const classOf = ({ latency }: Result, operation: string) => latency.find((row) => row.operation === operation)!;

function millionPerSecond(workload: 'a' | 'b', ...settings: string[]): Result {
  const [rate, partitions] = million[workload];
  return runPaperScenario(
    `flat-latency-${workload}`,
    `tenants.ycsb.arrivals.poisson=${rate}`,
    `tables.usertable.partitions=${partitions}`,
    'duration=500ms',
    'warmup=250ms',
    ...settings,
  );
}

describe.each(['a', 'b'] as const)('workload %s', (workload) => {
  test('keeps its promises, and is as fast at ten times the load', () => {
    const low = runPaperScenario(`flat-latency-${workload}`);
    expectKept(low);
    const high = millionPerSecond(workload);
    expect(missedMetrics(high)).toEqual([]);
    for (const operation of ['getItem', 'updateItem']) {
      for (const percentile of ['p50Ms', 'p99Ms'] as const) {
        const ratio = classOf(high, operation)[percentile]! / classOf(low, operation)[percentile]!;
        expect(ratio, `${operation} ${percentile}`).toBeGreaterThan(0.9);
        expect(ratio, `${operation} ${percentile}`).toBeLessThan(1.1);
      }
    }
  });
});

test('writes to machines that are too few are not: they wait for larger flushes', () => {
  // Reads do not: no drive is busy for more than a twentieth of the time.
  const missed = missedMetrics(millionPerSecond('a', 'regions.us-east-1.storageNodesPerZone=30'));
  expect(missed).toEqual(['latency.ycsb.updateItem.p99']);
});

test('partitions that are too few refuse what is beyond their caps', () => {
  const missed = missedMetrics(millionPerSecond('a', 'tables.usertable.partitions=80'));
  expect(missed).toContain('usage.ycsb.throttledShare');
});
