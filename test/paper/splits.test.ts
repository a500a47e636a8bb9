/**
 * Splits for consumption, and the loads that they cannot help: without the mechanism, or on another load, each scenario
 * fails.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Repartitioning } from '../../sim/partitions/repartitioning.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

afterEach(() => vi.restoreAllMocks());

describe('a hot range of keys', () => {
  const throttles = 'series.tables.orders.throttledUnitsPerSecond';

  test('stays throttled when partitions are not split', () => {
    expect(missedMetrics(runPaperScenario('split-for-consumption', 'tables.orders.splitting=false'))).toContain(
      throttles,
    );
  });

  test('stays throttled when partitions are split at the middle of their keys', () => {
    const { beginSplit } = Repartitioning.prototype;
    vi.spyOn(Repartitioning.prototype, 'beginSplit').mockImplementation(function (
      this: Repartitioning,
      group,
      _,
      hosts,
    ) {
      // The first of the four partitions, which divide four fifths of the line of keys.
      return beginSplit.call(this, group, Math.floor((0.8 * 2 ** 32) / 8), hosts);
    });
    const missed = missedMetrics(runPaperScenario('split-for-consumption'));
    expect(missed).toContain(throttles);
    expect(missed).not.toContain('controlPlane.splitsForConsumption');
  });

  test('is relieved when its bytes are copied, not before', () => {
    const missed = missedMetrics(
      runPaperScenario('split-for-consumption', 'parameters.autoadmin.copyBandwidth=500MB/s'),
    );
    expect(missed).toContain('series.tables.orders.highest.partitions');
    expect(
      missedMetrics(runPaperScenario('split-for-consumption', 'parameters.autoadmin.copyBandwidth=15MB/s')),
    ).toContain(throttles);
  });
});

describe('one hot item', () => {
  test('takes its neighbours along when it is not isolated', () => {
    const missed = missedMetrics(runPaperScenario('single-hot-item', 'tables.posts.splitting=false'));
    expect(missed).toEqual(expect.arrayContaining(['controlPlane.itemsIsolated', 'series.everyone-else.successShare']));
  });

  test('is isolated because it is told from many warm ones', () => {
    const missed = missedMetrics(runPaperScenario('single-hot-item', 'parameters.autoadmin.oneItemShare=1'));
    expect(missed).toContain('controlPlane.itemsIsolated');
  });

  test('is helped by its cap alone', () => {
    const missed = missedMetrics(runPaperScenario('single-hot-item', 'parameters.admission.partitionReadUnits=600'));
    expect(missed).toContain('series.celebrity.succeededPerSecond');
  });
});

describe('sequential keys', () => {
  const throttles = 'series.tables.measurements.throttledUnitsPerSecond';

  test('are not helped by splits either', () => {
    const missed = missedMetrics(runPaperScenario('sequential-keys', 'parameters.autoadmin.sequentialShare=100%'));
    expect(missed).toEqual(expect.arrayContaining(['controlPlane.splitsSkipped', 'controlPlane.splitsForConsumption']));
    expect(missed).not.toContain(throttles);
  });

  test('make the difference: the same load on keys in no order is served once its partition has split', () => {
    const { series, controlPlane, ...result } = runPaperScenario('sequential-keys', 'tenants.import.keys=uniform');
    expect(missedMetrics({ series, controlPlane, ...result })).toContain(throttles);
    expect(controlPlane.splitsForConsumption).toBe(1);
    expect(series.tables[0].throttledUnits.slice(-10)).toEqual(new Array(10).fill(0));
  });
});
