/**
 * The tenant that a sentence, a sparkline or the first panel speaks of: the one with the finding. That is who misses an
 * objective or an expectation; or else whom the run changed most, by its p99 over time, by what it lost, or by what its
 * neighbours cost it; or, where nobody has a finding, who sent most requests.
 */
import type { ExpectationRow, Result } from '../sim/result.js';
import type { TenantSeries } from '../sim/series.js';
import { busiestTenants } from './busiest.js';
import { isMaximum, isOfFew } from './doubts.js';

/** Of a p99, over what it usually is or what it is alone: less is no finding. */
export const riseMin = 1.5;
/** A tenant that succeeds more often than this has lost nothing to speak of. */
export const successEnough = 0.99;

/** Null where no tenant is. */
export function subjectOf(result: Result): TenantSeries | null {
  const { series, objectives, expectations } = result;
  const named = (tenant: string | undefined) => series.tenants.find((each) => each.tenant === tenant);
  const missed = named(
    objectives
      .filter(({ met }) => !met)
      .sort((a, b) => excessOf(b) - excessOf(a))
      .at(0)?.tenant,
  );
  if (missed !== undefined) return missed;
  const unexpected = expectations.filter(({ met }) => !met);
  const blamed = series.tenants.find(({ tenant }) => unexpected.some((row) => isAbout(row, tenant)));
  if (blamed !== undefined) return blamed;
  const [changed] = series.tenants
    .map((tenant) => ({ tenant, change: changeOf(result, tenant) }))
    .filter(({ change }) => change >= riseMin || change > 1 / successEnough)
    .sort((a, b) => b.change - a.change);
  return changed?.tenant ?? busiestTenants(series, 1).at(0) ?? null;
}

/** Ended well / ended, of one tenant over the run; null where nothing ended. */
export function successOfTenant({ outcomes }: Result, tenant: string): number | null {
  const rows = outcomes.filter((row) => row.tenant === tenant);
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const ended = sum((row) => row.succeeded + row.throttled + row.serverErrors + row.timedOut);
  return ended === 0 ? null : sum(({ succeeded }) => succeeded) / ended;
}

/** The highest of its isolation; null where none was asked for. */
export function isolationOf({ isolation }: Result, tenant: string): Result['isolation'][number] | null {
  const rows = isolation.filter((row) => row.tenant === tenant && row.ratio !== null);
  return rows.sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0)).at(0) ?? null;
}

/** What its windows tell of slow requests: those of fewer than a hundred have no p99 but their slowest one. */
export function highestFigure({ succeeded }: TenantSeries): 'p99' | 'max' {
  const sorted = succeeded.filter((each) => each > 0).sort((a, b) => a - b);
  return isMaximum('p99', sorted[(sorted.length - 1) >> 1] ?? 0) ? 'max' : 'p99';
}

/** How far from its target, as a factor. */
function excessOf({ actual, target, bound }: Result['objectives'][number]): number {
  if (actual === null) return Number.POSITIVE_INFINITY;
  return bound === 'atMost' ? actual / target : target / actual;
}

/** Names may hold dots, and words of other metrics may be alike: between two dots is near enough. */
function isAbout({ metric }: ExpectationRow, tenant: string): boolean {
  return `.${metric}.`.includes(`.${tenant}.`);
}

/** Factors, of which the greatest counts; a tenant that loses nearly all loses its p99 with it. */
function changeOf(result: Result, tenant: TenantSeries): number {
  const success = successOfTenant(result, tenant.tenant);
  const isolation = isolationOf(result, tenant.tenant)?.ratio ?? 1;
  const loss = success === null || success >= successEnough ? 1 : 1 / success;
  const rise = riseOf(result, tenant);
  return Math.max(loss, isolation >= riseMin ? isolation : 1, rise >= riseMin ? rise : 1);
}

/** Its worst p99 over its usual one, of stretches of windows that hold enough requests to know it. */
function riseOf({ run, series }: Result, tenant: TenantSeries): number {
  const stretches: number[] = [];
  let open: { readonly p99Ms: number; readonly succeeded: number }[] = [];
  series.timeS.forEach((fromS, window) => {
    const p99Ms = tenant.p99Ms[window];
    if (fromS < run.warmupSeconds || p99Ms === null) return;
    open.push({ p99Ms, succeeded: tenant.succeeded[window] });
    const requests = open.reduce((sum, { succeeded }) => sum + succeeded, 0);
    if (isOfFew('p99', requests)) return;
    stretches.push(usual(open));
    open = [];
  });
  const sorted = stretches.sort((a, b) => a - b);
  return sorted.length < 2
    ? 1
    : sorted[sorted.length - 1] / Math.max(sorted[(sorted.length - 1) >> 1], Number.MIN_VALUE);
}

/** The p99 of windows such that half of their requests lie in windows with none higher. */
function usual(windows: readonly { readonly p99Ms: number; readonly succeeded: number }[]): number {
  const sorted = [...windows].sort((a, b) => a.p99Ms - b.p99Ms);
  let left = sorted.reduce((sum, { succeeded }) => sum + succeeded, 0) / 2;
  const middle = sorted.find(({ succeeded }) => {
    left -= succeeded;
    return left <= 0;
  });
  return middle?.p99Ms ?? sorted[sorted.length - 1].p99Ms;
}
