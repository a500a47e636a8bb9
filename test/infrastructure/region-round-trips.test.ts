/** Regions of known names are as far apart as others measured; the mean of what is drawn is what they published. */
import { expect, test } from 'vitest';
import { momentsOf } from '../../sim/engine/distribution-spec.js';
import {
  publishedDelay,
  publishedRegions,
  publishedRoundTripMs,
} from '../../sim/infrastructure/links/region-round-trips.js';

const pairs = publishedRegions.flatMap((region, i) => publishedRegions.slice(i + 1).map((other) => [region, other]));

test('each pair of 21 regions has a round trip, the same from either side, and no region one to itself', () => {
  expect(pairs).toHaveLength((21 * 20) / 2);
  expect(new Set(pairs.flat()).size).toBe(21);
  const trips = pairs.map(([region, other]) => publishedRoundTripMs(region, other)!);
  expect(Math.min(...trips)).toBeGreaterThan(9);
  expect(Math.max(...trips)).toBeLessThan(450);
  expect(pairs.map(([region, other]) => publishedRoundTripMs(other, region))).toEqual(trips);
  expect(publishedRegions.map((region) => publishedRoundTripMs(region, region)).filter((ms) => ms !== null)).toEqual(
    [],
  );
  expect([publishedRoundTripMs('us-east-1', 'mars-1'), publishedRoundTripMs('mars-1', 'us-east-1')]).toEqual([
    null,
    null,
  ]);
});

// Of other samples and write-ups than that of the table.
test.each([
  ['us-east-1', 'us-west-2', 68.2],
  ['eu-west-1', 'eu-west-2', 12.2],
  ['us-east-1', 'eu-west-1', 71],
  ['us-east-1', 'eu-central-1', 90],
  ['us-east-1', 'ap-northeast-1', 155],
  ['us-east-1', 'sa-east-1', 115],
  ['us-west-2', 'ap-northeast-1', 97.5],
])('%s to %s is within a tenth of %d ms', (region, other, elsewhereMs) => {
  expect(Math.abs(publishedRoundTripMs(region, other)! / elsewhereMs - 1)).toBeLessThan(0.1);
});

test('the way from a region to another and the way back take the published round trip, in the mean and whatever is random', () => {
  const wrong = [0, 200_000, 4e6].flatMap((jitterNs) =>
    pairs.filter(([region, other]) => {
      const thereAndBack = [publishedDelay(region, other, jitterNs)!, publishedDelay(other, region, jitterNs)!];
      const [there, back] = thereAndBack.map((spec) => momentsOf(spec));
      const offNs = there.mean + back.mean - publishedRoundTripMs(region, other)! * 1e6;
      return Math.abs(offNs) > 1 || there.variance !== jitterNs * jitterNs || thereAndBack[0].offset! <= 0;
    }),
  );
  expect(wrong).toEqual([]);
});
