/**
 * What the page's script draws: the series of a result, of the tenants shown, with names made printable. It is the contract
 * between the page as it is written and browser/, which reads it from a data block.
 *
 * Long runs are drawn in fewer, wider windows: counts are summed there, percentiles and utilisations are the highest.
 */
import type { Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { busiestTenants } from '../busiest.js';
import type { OverlayData } from '../compare/page/overlay-data.js';
import { type Lane, lanesOf } from '../lanes.js';
import { printable } from '../safe-text.js';
import { condense, highest } from '../sparkline.js';
import { subjectOf } from '../subject.js';

/** Tenants whose charts are on the page, and those of them that are switched on as it opens. */
export const tenantsMax = 12;
export const tenantsOn = 3;
/** Of all tenants together: some 100 bytes each. */
const pointsMax = 12_000;
const tablesMax = 6;

type Levels = readonly (number | null)[];
type Counts = readonly number[];

export interface TenantData {
  readonly name: string;
  readonly isOn: boolean;
  readonly p50Ms: Levels;
  readonly p99Ms: Levels;
  readonly p99_9Ms: Levels;
  readonly maxMs: Levels;
  readonly issued: Counts;
  readonly succeeded: Counts;
  readonly throttled: Counts;
  readonly serverErrors: Counts;
  readonly timedOut: Counts;
}

export interface FaultData {
  readonly name: string;
  readonly fromS: number;
  readonly toS: number;
}

export interface TableData {
  readonly name: string;
  readonly readUnits: Counts;
  readonly writeUnits: Counts;
  readonly throttledUnits: Counts;
  readonly provisionedReadUnits: Counts;
  readonly provisionedWriteUnits: Counts;
  readonly partitions: Counts;
}

/** Partitions with so many whole copies, fewer than they should have. */
export interface CopyData {
  readonly copies: number;
  readonly partitions: Levels;
}

/** At the end of each window: age of the oldest change from one region that another has not heard of, and how many there are. */
export interface LinkData {
  readonly name: string;
  readonly behindMs: Levels;
  readonly waiting: Levels;
}

/** At the end of each window: age of the oldest write that is not archived, and bytes of all logs that are not. */
export interface ArchiveData {
  readonly behindMs: Levels;
  readonly behindBytes: Levels;
}

/** Items of replicas that went bad in each window, or did not stay so, and reads answered wrongly; how many are bad at its end. */
export interface DamageData {
  readonly damaged: Counts;
  readonly found: Counts;
  readonly repaired: Counts;
  readonly displaced: Counts;
  readonly wrong: Counts;
  readonly bad: Levels;
}

/** Attempts refused by window, of one tenant for one reason. */
export interface RefusalData {
  readonly tenant: number;
  readonly reason: string;
  readonly attempts: Counts;
}

export interface AvailabilityData {
  readonly name: string;
  /** Null where the row is of a region or table. */
  readonly tenant: number | null;
  readonly target: number;
  readonly budgetMinutes: number;
  readonly windows: readonly { readonly fromS: number; readonly toS: number; readonly availability: number }[];
  /** Attempts answered 500 or 503 in equal stretches of the measured time: where in a window its failures were. */
  readonly errors: Counts;
}

export interface DistributionData {
  readonly name: string;
  readonly tenant: number;
  readonly upToMs: Counts;
  readonly counts: Counts;
}

/** Without bands where nothing succeeded, or in a result that has no heat map. */
export interface HeatData {
  readonly columnS: number;
  readonly edgesMs: Counts;
  /** Of each tenant its columns, sparse as in the result. */
  readonly tenants: readonly (readonly Counts[])[];
}

export interface PageData {
  readonly endS: number;
  readonly warmupS: number;
  /** Of a drawn window, and how many of the result's it stands for. */
  readonly windowS: number;
  readonly merged: number;
  readonly timeS: Counts;
  readonly tenants: readonly TenantData[];
  readonly faults: readonly FaultData[];
  readonly lanes: readonly Lane[];
  readonly tables: readonly TableData[];
  readonly leaderlessPartitions: Levels;
  /** Most copies first; empty where no partition lacked one. */
  readonly copies: readonly CopyData[];
  /** Where logs are archived. */
  readonly archive?: ArchiveData;
  /** Where a copy went bad. */
  readonly damage?: DamageData;
  /** Where a table is in several regions: the pairs that were latest. */
  readonly links?: readonly LinkData[];
  readonly maxStorageUtilisation: Levels;
  readonly maxRouterUtilisation: Levels;
  /** Of all tables with a capacity; empty where there is none. */
  readonly maxPartitionUtilisation: Levels;
  readonly refusals: readonly RefusalData[];
  readonly availability: readonly AvailabilityData[];
  readonly distributions: readonly DistributionData[];
  readonly heat: HeatData;
  /** Of the page of a comparison alone. */
  readonly overlays?: readonly OverlayData[];
}

/** In the order of the result: the one with the finding, and the busiest. */
export function shownTenants(result: Result, max = tenantsMax): readonly TenantSeries[] {
  const { series } = result;
  const subject = subjectOf(result);
  const others = { ...series, tenants: series.tenants.filter((each) => each !== subject) };
  const shown = subject === null ? [] : [subject, ...busiestTenants(others, max - 1)];
  return series.tenants.filter((each) => shown.includes(each));
}

export function pageData(result: Result): PageData {
  const { run, series } = result;
  const tenants = shownTenants(result);
  const windows = Math.max(1, Math.floor(pointsMax / Math.max(1, tenants.length)));
  const merge = <T, U>(values: readonly T[], into: (several: readonly T[]) => U) => condense(values, windows, into);
  const sums = (values: Counts) => merge(values, (several) => several.reduce((sum, each) => sum + each, 0));
  const tops = (values: Levels) => merge(values, highest);
  const on = shownTenants(result, tenantsOn);
  const merged = Math.max(1, Math.ceil(series.timeS.length / windows));
  return {
    endS: run.simulatedSeconds,
    warmupS: run.warmupSeconds,
    windowS: series.windowSeconds * merged,
    merged,
    timeS: merge(series.timeS, (several) => several[0]),
    tenants: tenants.map((tenant) => ({
      name: printable(tenant.tenant),
      isOn: on.includes(tenant),
      p50Ms: tops(tenant.p50Ms),
      p99Ms: tops(tenant.p99Ms),
      p99_9Ms: tops(tenant.p99_9Ms),
      maxMs: tops(tenant.maxMs),
      issued: sums(tenant.issued),
      succeeded: sums(tenant.succeeded),
      throttled: sums(tenant.throttled),
      serverErrors: sums(tenant.serverErrors),
      timedOut: sums(tenant.timedOut),
    })),
    faults: faultData(result),
    lanes: lanesOf(result),
    tables: series.tables.slice(0, tablesMax).map((table) => ({
      name: printable(table.table),
      readUnits: sums(table.readUnits),
      writeUnits: sums(table.writeUnits),
      throttledUnits: sums(table.throttledUnits),
      provisionedReadUnits: sums(table.provisionedReadUnits),
      provisionedWriteUnits: sums(table.provisionedWriteUnits),
      partitions: merge(table.partitions, (several) => several[several.length - 1]),
    })),
    leaderlessPartitions: tops(series.service.leaderlessPartitions),
    copies: lackingCopies(result).map(({ copies, partitions }) => ({ copies, partitions: tops(partitions) })),
    ...keptData(result, sums, tops),
    ...linkData(result, tops),
    maxStorageUtilisation: tops(series.service.maxStorageUtilisation),
    maxRouterUtilisation: tops(series.service.maxRouterUtilisation),
    maxPartitionUtilisation: tops(partitionUtilisation(result)),
    refusals: (series.throttles ?? []).flatMap(({ tenant, reason, attempts }) => {
      const index = tenants.findIndex((each) => each.tenant === tenant);
      return index === -1 ? [] : [{ tenant: index, reason, attempts: sums(attempts) }];
    }),
    availability: availabilityData(result, tenants),
    distributions: distributionData(result, tenants),
    heat: heatData(result, tenants),
  };
}

/** As many as there are colours for. */
const linksMax = 6;

/** Of the pairs of regions those that were furthest behind at some time, the furthest first. */
export function latestLinks({ series: { links = [] } }: Result) {
  const furthest = new Map(links.map((link) => [link, link.behindMs.reduce((most, each) => Math.max(most, each), 0)]));
  return [...links].sort((a, b) => furthest.get(b)! - furthest.get(a)!).slice(0, linksMax);
}

function linkData(result: Result, tops: (values: Levels) => Levels): Pick<PageData, 'links'> {
  const links = latestLinks(result).map(({ from, to, behindMs, waiting }) => ({
    name: `${from} to ${to}`,
    ...{ behindMs: tops(behindMs), waiting: tops(waiting) },
  }));
  return links.length === 0 ? {} : { links };
}

function keptData(
  { series: { archive, integrity } }: Result,
  sums: (values: Counts) => Counts,
  tops: (values: Levels) => Levels,
): Pick<PageData, 'archive' | 'damage'> {
  const behind = archive && { behindMs: tops(archive.behindMs), behindBytes: tops(archive.behindBytes) };
  const damage = integrity?.damaged.some((each) => each > 0) && {
    ...{ damaged: sums(integrity.damaged), found: sums(integrity.found), repaired: sums(integrity.repaired) },
    ...{ displaced: sums(integrity.displaced), wrong: sums(integrity.wrong), bad: tops(integrity.bad) },
  };
  return { ...(behind ? { archive: behind } : {}), ...(damage ? { damage } : {}) };
}

/** Of the first there are as many copies as there should be. */
export const lackingCopies = ({ series }: Result) =>
  (series.copies ?? []).slice(1).filter(({ partitions }) => partitions.some((each) => each > 0));

/** Of the busiest partition of any table. */
export function partitionUtilisation({ series, tables }: Result): Levels {
  const limited = tables.filter(({ mode }) => mode !== null).map(({ table }) => table);
  const levels = series.tables
    .filter(({ table }) => limited.includes(table))
    .flatMap(({ maxPartitionUtilisation }) => (maxPartitionUtilisation === undefined ? [] : [maxPartitionUtilisation]));
  return levels.length === 0 ? [] : series.timeS.map((_, window) => highest(levels.map((each) => each[window])));
}

function heatData({ series: { heat } }: Result, tenants: readonly TenantSeries[]): HeatData {
  if (heat === undefined) return { columnS: 1, edgesMs: [], tenants: [] };
  const rows = new Map(heat.tenants.map(({ tenant, columns }) => [tenant, columns]));
  const { columnSeconds: columnS, edgesMs } = heat;
  return { columnS, edgesMs, tenants: tenants.map(({ tenant }) => rows.get(tenant) ?? []) };
}

export function faultData({ faults, run }: Result): readonly FaultData[] {
  return faults.map(({ kind, target, fromS, toS }) => ({
    name: printable(`${kind} ${target}`),
    fromS,
    toS: Math.min(toS ?? run.simulatedSeconds, run.simulatedSeconds),
  }));
}

/** Only windows that were seen. */
function availabilityData(
  { availability, run }: Result,
  tenants: readonly TenantSeries[],
): readonly AvailabilityData[] {
  return availability.flatMap((row) => {
    const tenant = row.scope === 'tenant' ? tenants.findIndex((each) => each.tenant === row.name) : null;
    if (tenant === -1) return [];
    const windows = row.windows
      .filter(({ observedSeconds }) => observedSeconds > 0)
      .map(({ fromS, availability }) => ({
        fromS: Math.max(fromS, run.warmupSeconds),
        toS: Math.min(fromS + row.windowSeconds, run.simulatedSeconds),
        availability,
      }));
    const { target, budgetMinutes } = row;
    const { errors } = row.batches;
    return [{ name: printable(`${row.scope} ${row.name}`), tenant, target, budgetMinutes, windows, errors }];
  });
}

function distributionData({ distributions }: Result, tenants: readonly TenantSeries[]): readonly DistributionData[] {
  return distributions.flatMap(({ tenant, operation, consistency, view, buckets }) => {
    const index = tenants.findIndex((each) => each.tenant === tenant);
    if (view !== 'client' || index === -1 || buckets.length === 0) return [];
    const words = [tenant, operation, ...(consistency === 'write' ? [] : [consistency])];
    return [
      {
        name: printable(words.join(' ')),
        tenant: index,
        upToMs: buckets.map(({ upToMs }) => upToMs),
        counts: buckets.map(({ count }) => count),
      },
    ];
  });
}
