/**
 * Round trips between regions of known names, as they were measured: what a pair of them is apart unless a scenario says
 * otherwise. A public sample of TCP round trips between instances of each pair of regions, means of both directions; when it
 * was taken is not known, and it tells no spread. A few years move these figures by some per cent; left out are regions that
 * opened since, ways that differ from one direction to the other, and routes that change.
 *
 * One way is half of the round trip in the mean: at least what the way takes, which never changes here, and beyond that
 * an exponential time in the switches, as within a region, whose mean is a parameter because the sample has none.
 */
import { atLeastThenExponential, type DistributionSpec } from '../../engine/distribution-spec.js';

/** In the order of the alphabet, as the rows and columns below. */
export const publishedRegions: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** Milliseconds, of each region to those after it. */
const roundTripsMs: readonly (readonly number[])[] = [
  [
    240.5, 355.5, 383, 362, 158.5, 203, 411.5, 224.5, 160.5, 177.5, 169.5, 158, 147, 150.5, 145, 342.5, 231.5, 241.5,
    291, 273.5,
  ],
  [46, 37.5, 39, 89, 37.5, 127, 186, 189, 210.5, 179.5, 211.5, 203, 197, 121.5, 299, 188, 175.5, 145.5, 136],
  [33.5, 10, 124.5, 68.5, 106.5, 143.5, 223, 243, 213.5, 201, 210.5, 215.5, 161.5, 256.5, 146, 134, 108, 97.5],
  [24, 125, 69.5, 141.5, 172, 223, 241.5, 213, 229.5, 238, 245, 157.5, 285, 174, 161.5, 128, 119],
  [131, 75, 118.5, 149.5, 230.5, 248.5, 220, 207, 216.5, 221, 167, 262.5, 150.5, 138, 110, 99],
  [56, 145.5, 186.5, 110, 130.5, 101.5, 120, 111, 104, 35, 297.5, 185.5, 195.5, 227.5, 217.5],
  [93, 209.5, 157.5, 177.5, 149, 181.5, 171, 166.5, 86, 322, 212, 200, 171.5, 161.5],
  [197.5, 249, 294.5, 238, 256, 264.5, 279, 177.5, 311.5, 198.5, 187, 138.5, 140],
  [92, 107.5, 100, 70, 78, 83.5, 162.5, 125, 14.5, 24.5, 79, 60],
  [22, 11.5, 26.5, 17, 12, 86, 204, 91.5, 102, 151, 140.5],
  [31, 41.5, 32.5, 30, 105, 215, 111.5, 121, 174, 157.5],
  [34.5, 25, 20, 77.5, 213, 101.5, 110.5, 160, 150.5],
  [13, 18, 95.5, 176.5, 69.5, 79, 128, 119],
  [9.5, 87, 186, 76, 86, 147, 128],
  [79.5, 194.5, 82.5, 92.5, 142.5, 134],
  [272, 160, 170, 220, 211.5],
  [113.5, 124, 172, 174],
  [12.5, 62, 63.5],
  [51.5, 51.5],
  [22],
  [],
];

/** There and back, either of them first; null where nobody published it. */
export function publishedRoundTripMs(region: string, other: string): number | null {
  const [first, second] = [publishedRegions.indexOf(region), publishedRegions.indexOf(other)].sort((a, b) => a - b);
  return first < 0 || first === second ? null : roundTripsMs[first][second - first - 1];
}

/** One way, of which `jitterNs` are random in the mean; null where nobody published it. */
export function publishedDelay(region: string, other: string, jitterNs: number): DistributionSpec | null {
  const roundTripMs = publishedRoundTripMs(region, other);
  return roundTripMs === null ? null : atLeastThenExponential((roundTripMs / 2) * 1e6 - jitterNs, jitterNs);
}
