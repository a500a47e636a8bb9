/** The provision follows the load because it is scaled: towards the target, after the delay, within its bounds. */
import { expect, test } from 'vitest';
import { missedMetrics, runPaperScenario } from './paper-scenario.js';

const provision = 'series.tables.orders.provisionedReadUnitsPerSecond';
const throttled = 'series.tables.orders.throttledUnitsPerSecond';

test.each([
  ['a bound that is too low', 'tables.orders.capacity.autoScaling.read={ min: 50, max: 200 }', throttled],
  ['a delay of ten minutes', 'parameters.admission.autoScalingDelay=10m', provision],
  ['another target', 'tables.orders.capacity.autoScaling.target=50%', provision],
])('%s breaks the scenario', (_, setting, metric) => {
  expect(missedMetrics(runPaperScenario('auto-scaling', setting))).toContain(metric);
});
