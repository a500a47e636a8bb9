/** Every figure on the page is the one of the result, to the last digit where it is kept and to three where it is read. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../../reports/page/report-page.js';
import { jsonText } from '../../../reports/safe-text.js';
import { type Result, readScenario, runScenario } from '../../../sim/index.js';
import { PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const scenarios: readonly (readonly [name: string, duration: string])[] = [
  ['steady-state', '12s'],
  ['leader-crash', '30s'],
  ['flash-crowd', '31s'],
  ['retry-storm', '31s'],
  ['healing/node-lost', '26s'],
  ['paper/noisy-neighbour-global', '50s'],
];

function resultOf(name: string, duration: string): Result {
  const path = fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url));
  const text = readFileSync(path, 'utf8').replace(/^expect:[\s\S]*?(?=^\S|$(?![\s\S]))/m, '');
  const result = runScenario(readScenario(text, path, [{ path: 'duration', value: duration }]));
  // As a reader has it: from the file.
  return JSON.parse(jsonText(result)) as Result;
}

const factors: Readonly<Record<string, number>> = { '%': 0.01, k: 1e3, M: 1e6, G: 1e9 };
/** Of times that the result has in milliseconds. */
const factorsOfMs: Readonly<Record<string, number>> = { ms: 1, s: 1e3 };

/** "12.3k", "~99.98 %", "4.5 ms" as a number, in the unit of the result. */
function numberIn(text: string, place: string): number {
  const [, digits, unit] = /^[~*]*(-?[\d.]+(?:e[+-]?\d+)?)[\s\u00a0]?(%|k|M|G|ms|s|min|x)?$/.exec(text) ?? [];
  return Number(digits) * ((place.endsWith('Ms') ? factorsOfMs : factors)[unit] ?? 1);
}

describe.each(scenarios)('%s', (name, duration) => {
  const result = resultOf(name, duration);
  const markup = reportPage(result, null);

  test('figures that stand in the page', () => {
    const figures = [...markup.matchAll(/<(data|span)[^>]*? data-of="([^"]+)">([^<]*)</g)].map(
      ([all, , place, text]) => ({
        place,
        text: text.trim(),
        kept: /value="([^"]+)"/.exec(all)?.[1] ?? null,
      }),
    );
    expect(figures.length).toBeGreaterThan(100);
    for (const { place, text, kept } of figures) {
      const value = place
        .split('/')
        .slice(1)
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], result);
      expect({ place, kept: kept === null ? null : Number(kept) }).toEqual({ place, kept: value });
      if (value === null) expect({ place, text }).toEqual({ place, text: '-' });
      else {
        const share = value as number;
        const off = Math.abs(numberIn(text, place) - share);
        // Three digits; of a large share, two of what it lacks.
        const isNear = off <= 0.006 * Math.abs(share) || (text.endsWith('%') && off <= 0.06 * (1 - share));
        expect({ place, text, value, isNear }).toEqual({ place, text, value, isNear: true });
      }
    }
  });

  test('figures of every chart, window by window', async () => {
    const { page } = await reader.open(markup);
    const tables = await page.evaluate(() => {
      const figures = [...document.querySelectorAll<HTMLElement>('figure.chart:not([hidden])')];
      for (const details of figures.map((figure) => figure.querySelector('details')!)) details.open = true;
      return new Promise<{ chart: string; of: number; columns: Record<string, (number | null)[]> }[]>((resolve) =>
        setTimeout(() =>
          resolve(
            figures.map((figure) => {
              const titles = [...figure.querySelectorAll('.as-table thead th')].map(
                ({ textContent }) => textContent ?? '',
              );
              const rows = [...figure.querySelectorAll('.as-table tbody tr')].map((row) => [...row.children]);
              const read = (cell: Element) => cell.querySelector('data')?.value;
              const columns = titles
                .slice(2)
                .map((title, at) => [
                  title,
                  rows.map((cells) => (read(cells[at + 2]) === undefined ? null : Number(read(cells[at + 2])))),
                ]);
              return {
                chart: figure.dataset.chart ?? '',
                of: Number(figure.dataset.of),
                columns: Object.fromEntries(columns),
              };
            }),
          ),
        ),
      );
    });
    const { series } = result;
    const latencies = tables.filter(({ chart }) => chart === 'latency');
    expect(latencies.length).toBe(Math.min(3, series.tenants.length));
    for (const { of, columns } of latencies) {
      const { p50Ms, p99Ms, p99_9Ms, maxMs } = series.tenants[of];
      expect(columns).toEqual({ p50: p50Ms, p99: p99Ms, 'p99.9': p99_9Ms, max: maxMs });
    }
    const sum = (key: 'succeeded' | 'throttled' | 'serverErrors' | 'timedOut') =>
      series.timeS.map((_, at) => latencies.reduce((total, { of }) => total + series.tenants[of][key][at], 0));
    expect(tables.find(({ chart }) => chart === 'outcomes')?.columns).toEqual({
      succeeded: sum('succeeded'),
      throttled: sum('throttled'),
      'server errors': sum('serverErrors'),
      'timed out': sum('timedOut'),
    });
    const heat = tables.find(({ chart }) => chart === 'heat')?.columns ?? {};
    const cells = latencies.map(({ of }) => series.heat.tenants[of].columns);
    expect(Object.values(heat)).toEqual(
      series.heat.edgesMs.slice(1).map((_, band) =>
        cells[0].map((__, column) =>
          cells.reduce((total, columns) => {
            const [first, ...counts] = columns[column];
            return total + (counts[band - first] ?? 0);
          }, 0),
        ),
      ),
    );
    expect(tables.find(({ chart }) => chart === 'utilisation')?.columns).toEqual({
      'busiest storage node': series.service.maxStorageUtilisation,
      'busiest router': series.service.maxRouterUtilisation,
      ...(series.tables.length === 0
        ? {}
        : {
            'busiest partition': series.timeS.map((_, at) =>
              Math.max(...series.tables.map(({ maxPartitionUtilisation }) => maxPartitionUtilisation[at])),
            ),
          }),
    });
    const shown = latencies.map(({ of }) => series.tenants[of].tenant);
    const refused = series.throttles.filter(({ tenant }) => shown.includes(tenant));
    const byReason = refused.map(({ reason }) => [
      reason,
      series.timeS.map((_, at) =>
        refused.reduce((total, row) => total + (row.reason === reason ? row.attempts[at] : 0), 0),
      ),
    ]);
    expect(tables.find(({ chart }) => chart === 'refusals')?.columns ?? {}).toEqual(Object.fromEntries(byReason));
    const lacking = series.copies.slice(1).filter(({ partitions }) => partitions.some((each) => each > 0));
    const words = ['no copy', '1 copy', '2 copies'];
    expect(tables.find(({ chart }) => chart === 'copies')?.columns ?? {}).toEqual(
      Object.fromEntries(lacking.map(({ copies, partitions }) => [words[copies], partitions])),
    );
    if (name === 'healing/node-lost') expect(lacking.map(({ copies }) => copies)).toEqual([2]);
    const availability = tables.find(({ chart }) => chart === 'availability')?.columns ?? {};
    for (const { scope, name: whose, windows } of result.availability) {
      const seen = windows.filter(({ observedSeconds }) => observedSeconds > 0).map(({ availability: share }) => share);
      expect(availability[`${scope} ${whose}`]).toEqual(seen);
    }
    const budget = tables.find(({ chart }) => chart === 'budget')?.columns ?? {};
    for (const { scope, name: whose, budgetUsedShare } of result.availability) {
      const left = budget[`left of ${scope} ${whose}`]?.at(-1);
      if (left !== undefined && left !== null) expect(left).toBeCloseTo(1 - (budgetUsedShare ?? 0), 9);
    }
  }, 120_000);
});
