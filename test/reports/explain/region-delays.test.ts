/** When one region was behind another is told in stretches, each with the faults on either of the two. */
import { expect, test } from 'vitest';
import { regionDelayLines, regionDelaysOf } from '../../../reports/explain/region-delays.js';
import { line } from '../../../reports/text-line.js';
import type { FaultRow, Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const fault = (region: string, fromS: number, toS: number | null): FaultRow => ({
  ...{ kind: 'network-partition', target: region, hosts: [`${region}/az-1/storage-1`], hostsHit: 1, fromS, toS },
  condition: 'was cut off',
});
const base = resultFixture();
const { windowSeconds: w } = base.series;
const windows = base.series.timeS.length;
/** Behind by 2 s in the windows 3 to 5, and by 9 s in 8. */
const behindMs = Array.from({ length: windows }, (_, at) => (at >= 3 && at <= 5 ? 2000 : at === 8 ? 9000 : 40));
const waiting = behindMs.map((ms) => ms / 10);
const empty = behindMs.map(() => null);
const result: Result = {
  ...base,
  faults: [fault('b', 3 * w, 5 * w), fault('elsewhere', 0, null)],
  series: {
    ...base.series,
    links: [{ from: 'a', to: 'b', lagP50Ms: empty, lagP99Ms: empty, waiting, behindMs }],
  },
};

test('each stretch with what was furthest in it, and the faults on its regions', () => {
  expect(regionDelaysOf(result)).toEqual([
    { ...{ from: 'a', to: 'b', fromS: 3 * w, toS: 6 * w, mostMs: 2000, waiting: 200 }, faults: [result.faults[0]] },
    { ...{ from: 'a', to: 'b', fromS: 8 * w, toS: 9 * w, mostMs: 9000, waiting: 900 }, faults: [] },
  ]);
});

test('in words, and nothing of a run whose regions keep up', () => {
  const paragraph = (_indent: number, text: string) => [line(text)];
  const words = regionDelayLines(regionDelaysOf(result), paragraph).map(({ text }) => text);
  expect(words[2]).toMatch(/^b behind a from .*: 2 s at most, with 200 changes that waited$/);
  expect(words[3]).toMatch(/^meanwhile network-partition of b from /);
  expect(regionDelayLines(regionDelaysOf(base), paragraph)).toEqual([]);
});
