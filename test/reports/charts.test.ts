/** Every result can be drawn, with text, on a machine without fonts, and the same result gives the same bytes. */
import { GlobalFonts } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { registeredFamily } from '../../reports/charts/chart-frame.js';
import { renderCharts } from '../../reports/charts/charts.js';
import { resultFixture } from './fixture.js';
import { withUsage } from './usage-fixture.js';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const widthOf = (png: Buffer) => png.readUInt32BE(16);
const longName = 'a-tenant-with-a-name-so-long-that-nobody-would-ever-say-it-aloud';

describe('charts', () => {
  test.each([
    ['an ordinary run', resultFixture({ tenants: ['storefront', 'batch', 'analytics', 'archive'] })],
    ['one window', resultFixture({ durationS: 1, faults: [] })],
    ['no success', resultFixture({ allFailed: true })],
    ['no tenants', resultFixture({ tenants: [] })],
    ['a long run', resultFixture({ durationS: 86_400, seriesWindowS: 60, tenants: [longName] })],
    [
      'many faults',
      resultFixture({
        faults: Array.from({ length: 20 }, (_, index) => ({
          kind: 'host-crash',
          target: `${longName}-${index}`,
          hosts: [],
          hostsHit: 0,
          fromS: index * 5,
          toS: null,
          condition: 'was down',
        })),
      }),
    ],
  ])('%s gives its images', (_, result) => {
    const images = renderCharts(result);
    expect(images.map(({ name }) => name)).toEqual([
      'latency-over-time.png',
      'latency-distribution.png',
      'outcomes.png',
      'availability.png',
      'heat-map.png',
      'percentiles-by-tenant.png',
    ]);
    for (const { png } of images) {
      expect(png.subarray(0, 8)).toEqual(pngSignature);
      expect(widthOf(png)).toBe(900);
    }
  });

  test.each([
    ['one table that splits', withUsage(resultFixture())],
    ['one that does not', withUsage(resultFixture({ durationS: 1 }))],
    ['three tables', ['orders', longName, 'carts'].reduce((sum, table) => withUsage(sum, { table }), resultFixture())],
  ])('%s with a capacity give one more', (_, result) => {
    const { name, png } = renderCharts(result).at(-1)!;
    expect([name, widthOf(png)]).toEqual(['units-over-time.png', 900]);
  });

  test('the same result gives the same bytes', () => {
    const [once, twice] = [renderCharts(resultFixture()), renderCharts(resultFixture())];
    expect(once.map(({ png }, index) => png.equals(twice[index].png))).toEqual(once.map(() => true));
  });

  test('the font is our own, regular and bold: a bare machine has none', () => {
    renderCharts(resultFixture());
    const ours = GlobalFonts.families.find(({ family }) => family === registeredFamily)!;
    expect(ours.styles.map(({ weight }) => weight).sort()).toEqual([400, 700]);
  });

  test('text is drawn: another title is another image', () => {
    const [mine, other] = ['Mine', 'Other'].map((title) => renderCharts(resultFixture({ title })));
    expect(mine.map(({ png }, index) => png.equals(other[index].png))).toEqual(mine.map(() => false));
  });
});

test('a table that counts no units has no picture of them', () => {
  const result = withUsage(resultFixture());
  const [series] = result.series.tables;
  const none = series.readUnits.map(() => 0);
  const uncounted = { ...series, readUnits: none, writeUnits: none, throttledUnits: none };
  const images = renderCharts({ ...result, series: { ...result.series, tables: [uncounted] } });
  expect(images.map(({ name }) => name)).not.toContain('units-over-time.png');
  expect(renderCharts(result).map(({ name }) => name)).toContain('units-over-time.png');
});
