/** What partitions got in each stage of admission control: without the stage's mechanism its scenario fails. */

import { afterEach, describe, expect, test, vi } from 'vitest';
import { AdaptiveCapacity } from '../../sim/admission/adaptive-capacity.js';
import { GlobalAdmission } from '../../sim/admission/global-admission.js';
import { NodeBuckets } from '../../sim/admission/node-buckets.js';
import { PartitionBuckets } from '../../sim/admission/partition-buckets.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

afterEach(() => vi.restoreAllMocks());

describe('a hot partition under static shares', () => {
  test('is throttled because shares are enforced', () => {
    vi.spyOn(PartitionBuckets.prototype, 'takeAllocated').mockReturnValue(true);
    expect(missedMetrics(runPaperScenario('static-hot-partition'))).toContain('usage.launch.throttledShare');
  });

  test('is throttled for its skew alone: the same load fits when it is spread', () => {
    const { usage } = runPaperScenario('static-hot-partition', 'tenants.launch.keys=uniform');
    expect(usage.map(({ throttledUnits }) => throttledUnits)).toEqual([0, 0]);
  });
});

describe('dilution', () => {
  const throttles = 'series.tables.events.throttledUnitsPerSecond';

  test('comes from the split', () => {
    const missed = missedMetrics(runPaperScenario('static-dilution', 'tables.events.splitting=false'));
    expect(missed).toContain('controlPlane.splitsForSize');
    expect(missed).toContain(throttles);
  });

  test('comes from halving what the parent had', () => {
    vi.spyOn(PartitionBuckets.prototype, 'split').mockImplementation(function (
      this: PartitionBuckets,
      parent,
      child,
      nowNs,
      halfUnitsPerSecond,
    ) {
      const cap = this.capOf(parent);
      for (const bucket of [parent, child]) this.open(bucket, nowNs, 2 * halfUnitsPerSecond, cap);
    });
    const missed = missedMetrics(runPaperScenario('static-dilution'));
    expect(missed).toContain(throttles);
    expect(missed).not.toContain('controlPlane.splitsForSize');
  });

  test('is over where a new partition has full limits', () => {
    const { usage } = runPaperScenario('static-dilution', 'tables.events.capacity.mode=global');
    expect(usage.map(({ throttledShare }) => throttledShare < 0.001)).toEqual([true, true]);
  });
});

describe('bursting', () => {
  const throttles = 'series.tables.reports.throttledUnitsPerSecond';
  const burst = 'usage.analysts.burstReadUnits';

  test('needs what was saved, no longer than the window', () => {
    const missed = missedMetrics(runPaperScenario('bursting', 'parameters.admission.burstWindow=150s'));
    expect(missed).toContain(throttles);
    expect(missed).toContain(burst);
  });

  test('uses up what was saved', () => {
    vi.spyOn(PartitionBuckets.prototype, 'hasBurst').mockReturnValue(true);
    expect(missedMetrics(runPaperScenario('bursting'))).toContain(burst);
  });

  test('needs a node with something to spare', () => {
    vi.spyOn(NodeBuckets.prototype, 'hasSpare').mockReturnValue(false);
    expect(missedMetrics(runPaperScenario('bursting'))).toContain(throttles);
  });
});

describe('adaptive capacity', () => {
  test('is what ends the throttling', () => {
    vi.spyOn(AdaptiveCapacity.prototype, 'tick').mockReturnValue();
    const missed = missedMetrics(runPaperScenario('adaptive'));
    expect(missed).toContain('series.tables.orders.writeUnitsPerSecond');
  });

  test('moves no faster than its gain', () => {
    const missed = missedMetrics(runPaperScenario('adaptive', 'parameters.admission.adaptiveGain=0.02'));
    expect(missed).toContain('series.tables.orders.throttledUnitsPerSecond');
  });
});

describe('global admission control', () => {
  test('is what lets the skew pass', () => {
    const missed = missedMetrics(runPaperScenario('global', 'tables.orders.capacity.mode=adaptive'));
    expect(missed).toContain('series.tables.orders.throttledUnitsPerSecond');
  });

  test('is what keeps the table to its provision', () => {
    vi.spyOn(GlobalAdmission.prototype, 'admit').mockReturnValue(throttle.none);
    expect(missedMetrics(runPaperScenario('global'))).toContain('series.tables.orders.writeUnitsPerSecond');
  });

  test('spends what it has saved, no longer than the window', () => {
    const missed = missedMetrics(runPaperScenario('global', 'parameters.admission.burstWindow=10s'));
    expect(missed).toContain('series.tables.orders.throttledUnitsPerSecond');
    expect(missed).toContain('series.tables.orders.writeUnitsPerSecond');
  });
});
