/** An on-demand table takes twice its peak at once, for that is its limit; and more in time, for its limit rises. */
import { afterEach, expect, test, vi } from 'vitest';
import { OnDemandLimit } from '../../sim/admission/on-demand-limit.js';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

afterEach(() => vi.restoreAllMocks());

const throttled = 'series.tables.orders.throttledUnitsPerSecond';
const reads = 'series.tables.orders.readUnitsPerSecond';
const limit = 'series.tables.orders.provisionedReadUnitsPerSecond';

test('in a minute of the real half hour the limit hardly rises', () => {
  const missed = missedMetrics(runPaperScenario('on-demand-doubling', 'parameters.admission.onDemandScaleTime=30m'));
  expect(missed).toEqual(expect.arrayContaining([limit, throttled]));
});

test('a provision does not rise at all', () => {
  const missed = missedMetrics(runPaperScenario('on-demand-doubling', 'tables.orders.capacity.mode=global'));
  expect(missed).toEqual(expect.arrayContaining([limit, throttled, reads]));
});

test('a table that takes at once no more than its peak is throttled when its load doubles', () => {
  const result = runPaperScenario('on-demand-doubling', 'tables.orders.capacity.read=500');
  expect(result.expectations[0]).toMatchObject({ metric: throttled, met: false });
});

test('without the limit four times the peak passes at once', () => {
  vi.spyOn(OnDemandLimit.prototype, 'consumed').mockReturnValue(1e6);
  expect(missedMetrics(runPaperScenario('on-demand-doubling'))).toEqual(
    expect.arrayContaining([reads, 'usage.storefront.throttled.TableReadMaxOnDemandThroughputExceeded']),
  );
});
