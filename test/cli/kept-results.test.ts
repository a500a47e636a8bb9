import { expect, test } from 'vitest';
import { judgeKept } from '../../sim/cli/compared/kept-results.js';
import { readScenario } from '../../sim/scenario/read.js';

/** With a series of a hundred windows a second. */
const scenarioOf = (duration: string) =>
  readScenario(
    JSON.stringify({
      ...{ title: 'kept', duration, seriesWindow: '10ms' },
      ...{ regions: { r: {} }, tables: { t: {} }, tenants: { a: { arrivals: { poisson: '1/s' } } } },
    }),
    'kept.yaml',
  );
const runs = (duration: string) => Array.from({ length: 100 }, () => scenarioOf(duration));

test('the results of all runs are kept at once, and are within a bound together', () => {
  judgeKept(runs('50s'), 'fewer values');
  expect(() => judgeKept(runs('51s'), 'fewer values')).toThrow(
    'found 100 runs x 5,100 windows in the series of tenants = 510,000; expected at most 500,000: fewer values, ' +
      'a wider seriesWindow or a shorter duration',
  );
});
