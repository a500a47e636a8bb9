/** The latency heat map counts what its requests say, one by one: each column of time, each band of latency. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandsMax, bandUpTo, Histogram } from '../../sim/engine/histogram.js';
import { RequestRows, requestColumn } from '../../sim/measurement/request-rows.js';
import { TenantSeries } from '../../sim/measurement/tenant-series.js';
import { heatColumnsMax, windowsAColumn } from '../../sim/measurement/windows/latency-heat.js';
import { run } from '../../sim/run.js';
import type { HeatMap, HeatRow } from '../../sim/series.js';
import type { FinishedRequestView } from '../../sim/trace.js';
import { smallRegion } from '../small-region.js';

/** Full rows, a count for each band. */
const dense = ({ columns }: HeatRow, bands: number) =>
  columns.map(([first = 0, ...counts]) => {
    const row = new Array<number>(bands).fill(0);
    counts.forEach((count, at) => {
      row[first + at] = count;
    });
    return row;
  });

/** What a column and a band say that they hold. */
function bruteForce(
  requests: readonly { readonly endedAtNs: number; readonly tookNs: number }[],
  { columnSeconds, edgesMs }: HeatMap,
  columns: number,
): number[][] {
  return Array.from({ length: columns }, (_, column) =>
    edgesMs
      .slice(1)
      .map(
        (upToMs, band) =>
          requests.filter(
            ({ endedAtNs, tookNs }) =>
              Math.floor(endedAtNs / Math.round(columnSeconds * 1e9)) === column &&
              tookNs / 1e6 > edgesMs[band] &&
              tookNs / 1e6 <= upToMs,
          ).length,
      ),
  );
}

describe.each([
  { seriesWindow: '1s', columnSeconds: 1 },
  // 2,000 windows are more than columns: each is 9 of them, and the last shorter.
  { seriesWindow: '10ms', columnSeconds: 0.09 },
])('of a run in windows of $seriesWindow', ({ seriesWindow, columnSeconds }) => {
  const rows = new RequestRows();
  const faults = [{ kind: 'host-crash', target: 'leader of t/0', at: '3s', for: '3s' }];
  const { series } = run(smallRegion({ duration: '20s', seriesWindow, faults }), { observers: [rows] });
  const { heat } = series;
  const columns = Math.ceil(20 / columnSeconds);

  test('each cell holds the requests that it says', () => {
    const value = (row: number, column: keyof typeof requestColumn) => rows.value(row, requestColumn[column]);
    expect(heat.columnSeconds).toBe(columnSeconds);
    heat.tenants.forEach((row, tenant) => {
      const requests = Array.from({ length: rows.count }, (_, at) => at)
        .filter((at) => value(at, 'tenant') === tenant && value(at, 'outcome') === 0)
        .map((at) => ({
          endedAtNs: value(at, 'endedAtNs'),
          tookNs: value(at, 'endedAtNs') - value(at, 'startedAtNs'),
        }));
      expect(requests.length).toBeGreaterThan(1000);
      expect(dense(row, heat.edgesMs.length - 1)).toEqual(bruteForce(requests, heat, columns));
    });
  });

  test('each column holds the successes of its windows, and no more than so many are kept', () => {
    heat.tenants.forEach(({ tenant, columns: kept }, index) => {
      expect(tenant).toBe(series.tenants[index].tenant);
      expect(kept).toHaveLength(columns);
      expect(kept.length).toBeLessThanOrEqual(heatColumnsMax);
      // Of a tenant, in the result's file: bytes.
      expect(JSON.stringify(kept).length).toBeLessThan(40_000);
      const windows = Math.round(columnSeconds / series.windowSeconds);
      const counts = kept.map(([, ...each]) => each.reduce((sum, count) => sum + count, 0));
      const { succeeded } = series.tenants[index];
      const sums = kept.map((_, at) =>
        succeeded.slice(at * windows, (at + 1) * windows).reduce((sum, each) => sum + each, 0),
      );
      expect(counts).toEqual(sums);
    });
  });
});

test('a tenant without a success has empty columns', () => {
  const series = new TenantSeries(10, 2);
  series.finished(3, { outcome: 1, attempts: 1, retries: 0 } as FinishedRequestView, 3, false);
  series.close(50);
  expect(series.heat.bands()).toBeNull();
  expect(series.heat.rows(0)).toEqual([[], [], []]);
});

test.each([
  [1, 1, 1],
  [240, 1, 1],
  [241, 1, 2],
  [3600, 10, 2],
  [100_000, 1, 417],
])('of %i in windows of %i a column has %i', (untilNs, windowNs, expected) => {
  expect(windowsAColumn(untilNs, windowNs)).toBe(expected);
  expect(Math.ceil(Math.ceil(untilNs / windowNs) / expected)).toBeLessThanOrEqual(heatColumnsMax);
});

describe('bands', () => {
  test('hold every whole number once, whatever was recorded', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.maxSafeInteger().map(Math.abs));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 100 }), (values) => {
        const histogram = new Histogram();
        for (const each of values) histogram.record(each);
        const bands = new Float64Array(bandsMax);
        histogram.addToBands(bands);
        const expected = Array.from(bands, (_, band) => {
          const [above, upTo] = [bandUpTo(band - 1), bandUpTo(band)];
          return values.filter((each) => each > above && each <= upTo).length;
        });
        expect([...bands]).toEqual(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('are a third of an octave wide, to the next bucket', () => {
    for (let band = 30; band < bandsMax - 1; band++) {
      expect(bandUpTo(band) / bandUpTo(band - 1) / 2 ** (1 / 3)).toBeCloseTo(1, 2);
    }
  });
});
