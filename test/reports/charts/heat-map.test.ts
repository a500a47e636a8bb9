/** The sentence above a latency heat map: how much was fast, and whether the rest came together. The picture has its cells. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { renderPlan } from '../../../reports/charts/charts.js';
import { heatFinding } from '../../../reports/charts/heat/heat-finding.js';
import { heatMapChart } from '../../../reports/charts/heat/heat-map.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const edgesMs = [1, 10, 100, 1000];
const columns = 60;

/** A run of two minutes, in columns of 2 s with as many requests a band as told. */
function withColumns(countsOf: (column: number) => readonly [number, number, number], faults = [] as Result['faults']) {
  const result = resultFixture({ faults });
  const rows = Array.from({ length: columns }, (_, column) => [0, ...countsOf(column)]);
  const heat = { columnSeconds: 2, edgesMs, tenants: [{ tenant: 'storefront', columns: rows }] };
  return { ...result, series: { ...result.series, heat } };
}

test.each<[string, (column: number) => readonly [number, number, number], string]>([
  // 55 columns after the warm-up of 10 s, 55 x 1000 fast; 20 slow ones of 55,020 are fewer than one in a thousand.
  [
    'slow requests that came together',
    (column) => [1000, 0, column === 30 ? 20 : 0],
    '99.9 % of successful requests took at most 10 ms; most of the slower ones ended from 60 to 62 s',
  ],
  // In two neighbours: the shorter stretch with more than half of them is both.
  [
    'slow requests in two neighbouring columns',
    (column) => [1000, 0, column === 30 || column === 31 ? 10 : 0],
    '99.9 % of successful requests took at most 10 ms; most of the slower ones ended from 60 to 64 s',
  ],
  [
    'slow requests at all times',
    (column) => [1000, 0, column % 3 === 0 ? 1 : 0],
    '99.9 % of successful requests took at most 10 ms; slower ones came throughout',
  ],
  // As while clients are in another region: neither within a tenth of the run nor in all of it.
  [
    'slow requests of a long stretch',
    (column) => [1000, 0, column >= 20 && column < 40 ? 2 : 0],
    '99.9 % of successful requests took at most 10 ms; all the slower ones ended from 40 to 80 s',
  ],
  // 1 % take up to 100 ms, and those above are fewer than ten.
  [
    'a limit that only a few exceed',
    (column) => [995, 5, column === 5 ? 9 : 0],
    '99 % of successful requests took at most 10 ms; slower ones came throughout',
  ],
  ['nothing slow', () => [1000, 0, 0], 'All 55.0k requests that succeeded took 1 to 10 ms'],
  ['nothing', () => [0, 0, 0], 'No request succeeded, so there is no latency to show'],
])('tells %s', (_, countsOf, expected) => {
  expect(heatFinding(withColumns(countsOf))).toBe(expected);
});

test('the warm-up is no part of it, and a column that is so in part is said to be left out', () => {
  // Slow in the warm-up of 10 s alone, which are 5 columns of 2 s.
  const result = withColumns((column) => [1000, 0, column < 5 ? 900 : 0]);
  expect(heatFinding(result)).toBe('All 55.0k requests that succeeded took 1 to 10 ms');
  const warm = (warmupSeconds: number) => heatFinding({ ...result, run: { ...result.run, warmupSeconds } });
  expect(warm(9)).toBe('All 55.0k requests from 10 s on that succeeded took 1 to 10 ms');
  expect(warm(0)).toMatch(/; most of the slower ones ended from 0 to 6 s$/);
  const slow = withColumns((column) => [1000, 0, column === 5 ? 100 : 0]);
  expect(heatFinding(slow)).toMatch(/^99 % .*; most of the slower ones ended from 10 to 12 s$/);
});

test('a fault that lasted meanwhile is named', () => {
  const outage = resultFixture().faults;
  const result = withColumns((column) => [1000, 0, column === 30 ? 20 : 0], outage);
  expect(heatFinding(result)).toMatch(/ended from 60 to 62 s, while us-east-1\/az-2 was dark$/);
});

test('cells that hold requests are blue, and others are not', async () => {
  const { png } = renderPlan(heatMapChart(withColumns((column) => [1000, 0, column >= 30 ? 20 : 0])));
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  /** Share of a row's pixels that are clearly blue, of the right half of the plot. */
  const blueAt = (share: number) => {
    const y = Math.round(image.height * share);
    const { data } = context.getImageData(500, y, 250, 1);
    let blue = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 2] > data[at] + 40) blue++;
    return blue / 250;
  };
  const rows = Array.from({ length: 60 }, (_, row) => blueAt(0.15 + (0.65 * row) / 60));
  // From above: the slow band, the empty one, the fast one.
  const runs = rows.map((share) => share > 0.5).filter((isBlue, at, all) => at === 0 || isBlue !== all[at - 1]);
  const inner = runs[0] ? runs : runs.slice(1);
  expect(inner.slice(0, 3)).toEqual([true, false, true]);
});
