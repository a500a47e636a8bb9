/** Which rows to show when there is no room for all, such as those with the most requests, in the order of the result. */
import type { Series, TenantSeries } from '../sim/series.js';

/** The `max` heaviest items, kept in their order; equal weights prefer the earlier one. */
export function busiest<T>(items: readonly T[], max: number, weight: (item: T) => number): readonly T[] {
  return items
    .map((item, index) => ({ item, index, weight: weight(item) }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .slice(0, max)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}

/** As many rows as there are, or `max` and a line that counts the others: it never stands for a single one. */
export function roomFor(count: number, max: number): number {
  return count === max + 1 ? count : max;
}

/** By requests issued over the whole run. */
export function busiestTenants(series: Series, max: number): readonly TenantSeries[] {
  return busiest(series.tenants, max, (each) => each.issued.reduce((sum, issued) => sum + issued, 0));
}
