/** A latency heat map for made-up series: most requests about the median, the others falling off towards the maximum. */
import { heatColumnsMax, windowsAColumn } from '../../sim/measurement/windows/latency-heat.js';
import type { HeatMap, TenantSeries } from '../../sim/series.js';

/** Each a quarter above the one before it. */
const edgesMs = Array.from({ length: 48 }, (_, at) => 0.5 * 1.25 ** at);
/** Of the requests that are left, how many are in the median's band and in each one above it. */
const shareABand = 0.6;

export function heatFixture(tenants: readonly TenantSeries[], windows: number, windowSeconds: number): HeatMap {
  const width = windowsAColumn(windows, 1);
  const columns = Math.ceil(windows / width);
  if (columns > heatColumnsMax) throw new Error(`${columns} columns`);
  return {
    columnSeconds: width * windowSeconds,
    edgesMs,
    tenants: tenants.map((series) => ({
      tenant: series.tenant,
      columns: Array.from({ length: columns }, (_, at) => {
        const sums = new Array<number>(edgesMs.length - 1).fill(0);
        for (let window = at * width; window < Math.min(windows, (at + 1) * width); window++)
          addTo(sums, series, window);
        const first = sums.findIndex((count) => count > 0);
        return first === -1 ? [] : [first, ...sums.slice(first, sums.findLastIndex((count) => count > 0) + 1)];
      }),
    })),
  };
}

function addTo(sums: number[], { succeeded, p50Ms, maxMs }: TenantSeries, window: number): void {
  const [middle, last] = [p50Ms[window], maxMs[window]].map((ms) => bandOf(ms ?? 0));
  let left = succeeded[window];
  for (let band = middle; band <= last && left > 0; band++) {
    const count = band === last ? left : Math.round(left * shareABand);
    sums[band] += count;
    left -= count;
  }
}

const bandOf = (ms: number) =>
  Math.max(
    0,
    Math.min(
      edgesMs.length - 2,
      edgesMs.findLastIndex((edge) => edge < ms),
    ),
  );
