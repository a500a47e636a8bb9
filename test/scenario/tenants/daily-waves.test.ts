/** The rate of users is highest at their evening, wherever they are, and a day has as many requests as without the wave. */
import { expect, test } from 'vitest';
import { publishedRegions } from '../../../sim/infrastructure/links/region-round-trips.js';
import { areaOf, RateProfile } from '../../../sim/workload/rate-profile.js';
import { smallRegion, type Text, tenantText } from '../../small-region.js';
import { linesOf } from '../examples.js';

const dayS = 48;
const [hourNs, dayNs] = [(dayS / 24) * 1e9, dayS * 1e9];

function profileIn(region: string, changes: Text = {}) {
  const profile = [{ daily: '60%', peak: '20h', day: `${dayS}s`, ...changes }];
  const zones = { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 };
  return smallRegion({ regions: { [region]: zones }, tenants: { a: tenantText({ profile }) } }).tenants[0].profile;
}

function factorAt(profile: ReturnType<typeof profileIn>, ns: number): number {
  const course = new RateProfile(profile, 0);
  while (course.toNs <= ns) course.nextPiece();
  return course.factorAt(ns);
}

test.each([
  ['eu-west-1', 20],
  ['us-east-1', 1],
  ['us-west-2', 4],
  ['ap-northeast-1', 11],
  ['ap-south-1', 14.5],
  ['ap-southeast-2', 10],
])('in %s it is evening at %d hours of universal time', (region, hour) => {
  const profile = profileIn(region);
  const at = (hours: number) => factorAt(profile, ((hours + 24) % 24) * hourNs);
  expect(at(hour)).toBeCloseTo(1.6, 6);
  expect(at(hour + 24 / 2)).toBeCloseTo(0.4, 6);
  expect(at(hour - 6)).toBeCloseTo(1, 6);
  expect(factorAt(profile, hour * hourNs + 3 * dayNs)).toBeCloseTo(1.6, 6);
  expect(areaOf(profile, 0, dayNs) / dayNs).toBeCloseTo(1, 9);
});

test('clocks that are given stand in for those of the region, and a day is 24 hours unless it is said', () => {
  expect(profileIn('eu-west-1', { utcOffset: '-5h' })).toEqual(profileIn('us-east-1'));
  const [wave] = profileIn('r', { utcOffset: '0h', day: undefined });
  expect(wave).toMatchObject({ kind: 'wave', periodNs: 24 * 3600e9, atNs: -10 * 3600e9 });
});

test('each region of a known name has its clocks', () => {
  for (const region of publishedRegions) expect(profileIn(region)).toHaveLength(1);
});

const text = (change: string, region = 'r') => `title: A day
regions:
  ${region}: { zones: 3 }
tables:
  t: { items: { count: 10 } }
tenants:
  w: { arrivals: { poisson: 10/s }, profile: [{ ${change} }] }
`;

test.each([
  [
    'daily: 60%, peak: 20h',
    'found no "utcOffset"; expected one, such as 9h, as r is not a region whose clocks are known',
  ],
  ['daily: 60%', 'found no "peak"; expected a daily wave with peak'],
  ['daily: 60%, peak: 25h', 'expected a duration of at most 1d'],
  ['daily: 60%, peak: 20h, utcOffset: 0h, at: 5s', 'found at for a daily wave; expected a daily wave with peak'],
  ['wave: 60%, period: 5s, peak: 20h', 'found peak for a wave; expected a wave with period'],
])('%s is one error with its line', (change, problem) => {
  expect(linesOf(text(change))).toEqual([expect.stringMatching(/^a.yaml:7:/)]);
  expect(linesOf(text(change))[0]).toContain(problem);
});
