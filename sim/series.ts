/** What a result tells window by window, for charts and for metrics over time: parallel arrays, one value a window. */
import type { CopySeries } from './measurement/healing/copies-over-time.js';
import type { DamageSeries } from './measurement/integrity/damage-over-time.js';
import type { RegionLinkSeries } from './measurement/regions/region-links.js';
import type { SeriesColumn } from './measurement/tenant-series.js';
import type { ArchiveSeries } from './measurement/windows/archive-windows.js';
import type { ThrottleSeries } from './measurement/windows/throttle-windows.js';

export interface Series {
  readonly windowSeconds: number;
  /** Start of each window. */
  readonly timeS: readonly number[];
  readonly tenants: readonly TenantSeries[];
  /** Tables with a capacity, or that split. */
  readonly tables: readonly TableSeries[];
  /** Latency objectives, of the first that there is room for, in the order of `objectives`. */
  readonly objectives: readonly ObjectiveSeries[];
  readonly service: {
    /** Groups without a leader that may serve, at the end of each window. */
    readonly leaderlessPartitions: readonly number[];
    readonly maxStorageUtilisation: readonly number[];
    readonly maxRouterUtilisation: readonly number[];
  };
  readonly heat: HeatMap;
  /** By tenant and reason, of those that occurred. */
  readonly throttles: readonly ThrottleSeries[];
  readonly copies: readonly CopySeries[];
  /** Where logs are archived. */
  readonly archive?: ArchiveSeries;
  /** Where a table is in several regions: of each two of them, each way. */
  readonly links?: readonly RegionLinkSeries[];
  /** Where something damages copies, or they are compared. */
  readonly integrity?: DamageSeries;
}

/**
 * A latency objective over time: in each window the requests of its operation that ended, those of them that failed, and
 * its own figure, null where that is of nothing or, of one `ofAll`, among the failures. Of strong and eventual reads all three
 * are of those for which the figure is the worse, so that over several windows `ended` and `failed` may be of now these, now
 * those: what adds up are the last two, of all requests of the operation. Without those of the warm-up.
 */
export interface ObjectiveSeries {
  readonly tenant: string;
  readonly metric: string;
  readonly ended: readonly number[];
  readonly failed: readonly number[];
  readonly actualMs: readonly (number | null)[];
  readonly endedOfOperation: readonly number[];
  readonly failedOfOperation: readonly number[];
}

/** How many successful requests took how long, over time: columns of some windows each, at most 240, from 0 on. */
export interface HeatMap {
  readonly columnSeconds: number;
  /** Band number n holds latencies above the edge of that number and at most the next one. */
  readonly edgesMs: readonly number[];
  readonly tenants: readonly HeatRow[];
}

export interface HeatRow {
  readonly tenant: string;
  /** Of each: the number of its first band, and its counts in that band and those above it; empty where none succeeded. */
  readonly columns: readonly (readonly number[])[];
}

/** Parallel arrays, one value a window; percentiles are null in windows without a success. */
export interface TenantSeries extends Readonly<Record<SeriesColumn, readonly number[]>> {
  readonly tenant: string;
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly p99_9Ms: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
}

/** Parallel arrays, one value a window: units consumed, refused and provisioned in it, partitions at its end. */
export interface TableSeries {
  readonly table: string;
  readonly readUnits: readonly number[];
  readonly writeUnits: readonly number[];
  readonly throttledUnits: readonly number[];
  readonly provisionedReadUnits: readonly number[];
  readonly provisionedWriteUnits: readonly number[];
  readonly partitions: readonly number[];
  /** Of the busiest: units that it served / what a partition serves at most, of reads or writes, whichever is more. */
  readonly maxPartitionUtilisation: readonly number[];
}
