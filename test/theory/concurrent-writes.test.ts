/**
 * How many writes of a global table lose to a concurrent one, held against a closed form. Two regions write each item at
 * rates a and b, Poisson, and hear of each other's writes after L. A write of b overrules one of a's where
 *
 *   a's last write before it is less than L old, so that b did not know of it        after time x: a exp(-a x), x < L
 *   b has not written since, or that write would have overruled it first             exp(-b x)
 *   a writes nothing until it hears of it, or that would be the later one            exp(-a L)
 *
 * so a's writes are overruled at the rate b a / (a + b) (1 - exp(-(a + b) L)) exp(-a L) an item. Clocks are true and fine, so
 * there are no ties. L is the median lag that the run tells, which hardly varies with constant delays. Counts of a run are
 * taken for Poisson, within three standard deviations.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { regionsWith, writerText } from '../global-tables/two-regions.js';
import { violations } from '../small-region.js';

const items = 40;
const durationS = 30;

test.each([
  { perSecond: [200, 200], delayMs: 40 },
  { perSecond: [400, 100], delayMs: 40 },
  { perSecond: [100, 100], delayMs: 150 },
])('writes that lose, of regions that write $perSecond a second', ({ perSecond, delayMs }) => {
  const result = run(
    regionsWith(['a', 'b'], {
      duration: `${durationS + 2}s`,
      tables: { t: { regions: ['a', 'b'], partitions: 2, items: { count: items, size: '1KB' } } },
      tenants: Object.fromEntries(
        ['a', 'b'].map((name, index) => [
          `of-${name}`,
          writerText(name, { arrivals: { poisson: `${perSecond[index]}/s` }, stop: `${durationS}s` }),
        ]),
      ),
      parameters: { network: { crossRegionDelay: `${delayMs}ms` } },
    }),
  );
  expect(violations(result)).toEqual([]);
  const lagS = result.globalTables.links[0].lagP50Ms! / 1e3;
  const [a, b] = perSecond.map((each) => each / items);
  const rateOf = (own: number, other: number) =>
    ((own * other) / (own + other)) * (1 - Math.exp(-(own + other) * lagS)) * Math.exp(-own * lagS);
  const expected = items * durationS * (rateOf(a, b) + rateOf(b, a));
  const { writesOverruled } = result.globalTables;
  expect(Math.abs(writesOverruled - expected), `${writesOverruled} against ${expected}`).toBeLessThan(
    3 * Math.sqrt(expected),
  );
  expect(expected).toBeGreaterThan(100);
});
