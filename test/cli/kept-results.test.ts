import { expect, test } from 'vitest';
import { readVariants } from '../../sim/cli/settings/varied-settings.js';

const text = JSON.stringify({
  title: 'kept',
  duration: '50s',
  seriesWindow: '10ms',
  regions: { r: {} },
  tables: { t: {} },
  tenants: { a: { arrivals: { poisson: '1/s' } } },
});
const source = { text, fileName: 'kept.yaml' };
const seeds = (count: number) => [{ path: 'seed', values: Array.from({ length: count }, (_, i) => String(i)) }];

test('the results of all runs are kept at once, and are within a bound together', () => {
  expect(readVariants(source, [], seeds(100))).toHaveLength(100);
  const longer = [{ option: '--duration', path: 'duration', value: '51s' }];
  expect(() => readVariants(source, longer, seeds(100))).toThrow(
    'found 100 runs x 5,100 windows in the series of tenants = 510,000; expected at most 500,000: fewer values, ' +
      'a wider seriesWindow or a shorter duration',
  );
});
