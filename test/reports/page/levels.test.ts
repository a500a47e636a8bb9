/** Each window whose figure is known is drawn at it, from the window's beginning to its end, whatever its neighbours are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const windows = 20;
/** Of 1100 requests eleven are slower than the p99, of 900 nine, which is few. In one window nothing succeeded. */
const many = [true, false, true, true, false, false, true, false, true, false, true, true, true, false, true, true];
const silent = 9;
const known = Array.from({ length: windows }, (_, at) => at !== silent);
const where = <T>(of: (at: number) => T) => known.map((is, at) => (is ? of(at) : null));

function made(): Result {
  const fixture = resultFixture({ durationS: windows, faults: [] });
  const [tenant] = fixture.series.tenants;
  const counts = known.map((is, at) => (!is ? 0 : (many[at] ?? true) ? 1100 : 900));
  const series = {
    ...{ ...tenant, issued: counts.map((each) => Math.max(each, 1)), succeeded: counts },
    ...{ p50Ms: where(() => 2), p99Ms: where(() => 20), p99_9Ms: where(() => 200), maxMs: where(() => 300) },
  };
  const run = { ...fixture.run, warmupSeconds: 0 };
  return { ...fixture, run, series: { ...fixture.series, tenants: [series] } };
}

test('every known p99 is drawn, of many requests or of few, alone or beside others', async () => {
  const { page } = await reader.open(reportPage(made(), null));
  const blue = await page.evaluate((count) => {
    const figure = document.querySelector('figure[data-chart="latency"]')!;
    const canvas = figure.querySelector('canvas')!;
    const plot = figure.querySelector<HTMLElement>('.u-over')!;
    const [left, top, width, height] = [plot.offsetLeft, plot.offsetTop, plot.offsetWidth, plot.offsetHeight].map(
      (px) => Math.round(px * devicePixelRatio),
    );
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = 'var(--p99)';
    const wanted = getComputedStyle(probe)
      .color.match(/[\d.]+/g)!
      .map(Number);
    /** Whether the later half of a window, within its edges, holds the colour of the p99. */
    const isDrawn = (at: number) => {
      const from = left + Math.round((width * (at + 0.6)) / count);
      const { data } = canvas.getContext('2d')!.getImageData(from, top, Math.floor((width * 0.3) / count), height);
      for (let pixel = 0; pixel < data.length; pixel += 4)
        if ([0, 1, 2].every((part) => Math.abs(data[pixel + part] - wanted[part]) < 12)) return true;
      return false;
    };
    return Array.from({ length: count }, (_, at) => isDrawn(at));
  }, windows);
  expect(blue).toEqual(known);
});
