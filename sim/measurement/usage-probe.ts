/**
 * Samples the units of tables, their busiest partitions and what was refused at the end of each window of the series, and keeps the counts of the end of the warm-up, from
 * which the result's usage begins. What was provisioned is added up over time, exactly as long as it hears of each change.
 * It looks between events and is none itself, so a run is the same without it; a run in which no table is metered has none.
 */

import { unitKind, unitKinds } from '../admission/capacity-units.js';
import type { Usage } from '../admission/usage.js';
import type { TableSeries } from '../series.js';
import type { MeteredTable } from './metered-table.js';
import { type PartitionLimits, PartitionWindows } from './windows/partition-windows.js';
import { type ThrottleSeries, ThrottleWindows } from './windows/throttle-windows.js';

/** Units per second that a table may use now; 0 where nothing limits it. */
export type ProvisionOf = (table: number, kind: number) => number;

/** Tables times windows. */
export const tableWindowsMax = 600_000;

/** The counts, and copies of them that are the probe's own. */
type Counts = Readonly<
  Pick<Usage, 'tableUnits' | 'tableRefusedUnits' | 'groupUnits' | 'refusedAttempts' | 'snapshot' | 'since'>
>;
type Snapshot = ReturnType<Counts['snapshot']>;

export class UsageProbe {
  nextAtNs: number;
  private windowEndsAtNs: number;
  private atWarmup: Snapshot | null;
  private readonly tables: readonly TableWindows[];
  private readonly partitions: PartitionWindows;
  private readonly throttles: ThrottleWindows;

  constructor(
    private readonly usage: Counts,
    tables: readonly MeteredTable[],
    provisionOf: ProvisionOf,
    partitionLimits: PartitionLimits,
    private readonly windowNs: number,
    private readonly warmupNs: number,
  ) {
    this.nextAtNs = Math.min(windowNs, warmupNs);
    this.windowEndsAtNs = windowNs;
    this.atWarmup = null;
    this.partitions = new PartitionWindows(usage, tables, partitionLimits);
    this.throttles = new ThrottleWindows(usage);
    this.tables = tables.map((table) => new TableWindows(table, usage, provisionOf));
  }

  /** To be called at `nextAtNs`. */
  sample(nowNs: number): void {
    for (const table of this.tables) table.provision.settle(nowNs, this.warmupNs);
    if (this.atWarmup === null && nowNs >= this.warmupNs) this.atWarmup = this.usage.snapshot();
    if (nowNs === this.windowEndsAtNs) this.closeWindow(this.windowNs);
    this.nextAtNs = this.atWarmup === null ? Math.min(this.windowEndsAtNs, this.warmupNs) : this.windowEndsAtNs;
  }

  /** A table's provision has just changed: until now the former one held. */
  provisionChanged(table: number, nowNs: number): void {
    this.tables.find((each) => each.table.index === table)?.provision.settle(nowNs, this.warmupNs);
  }

  /** Ends the run; a last, shorter window is sampled now. To be called once, before what follows. */
  close(endNs: number): void {
    for (const table of this.tables) table.provision.settle(endNs, this.warmupNs);
    const fromNs = this.windowEndsAtNs - this.windowNs;
    if (endNs > fromNs) this.closeWindow(endNs - fromNs);
  }

  series(): TableSeries[] {
    return this.tables.map((table, place) => table.series(this.partitions.utilisation(place)));
  }

  throttleSeries(tenants: readonly string[]): ThrottleSeries[] {
    return this.throttles.series(tenants);
  }

  /** Since the end of the warm-up; nothing in a run that ended before. */
  used(): Snapshot {
    return this.usage.since(this.atWarmup ?? this.usage.snapshot());
  }

  /** Since the end of the warm-up, of a metered table. */
  provisionedUnits(table: number, kind: number): number {
    return this.tables.find((each) => each.table.index === table)!.provision.measuredUnits(kind);
  }

  private closeWindow(elapsedNs: number): void {
    for (const table of this.tables) table.closeWindow();
    this.partitions.closeWindow(elapsedNs);
    this.throttles.closeWindow();
    this.windowEndsAtNs += this.windowNs;
  }
}

/** One table's units by window. */
class TableWindows {
  readonly provision: ProvisionOverTime;
  /** Units read, written, refused, and provisioned of each kind: totals at the last window's end, and a column each. */
  private totals: readonly number[];
  private readonly columns: readonly number[][];
  private readonly partitions: number[];

  constructor(
    readonly table: MeteredTable,
    private readonly usage: Counts,
    provisionOf: ProvisionOf,
  ) {
    this.provision = new ProvisionOverTime(table.index, provisionOf);
    this.totals = [0, 0, 0, 0, 0];
    this.columns = this.totals.map(() => []);
    this.partitions = [];
  }

  closeWindow(): void {
    const { tableUnits, tableRefusedUnits } = this.usage;
    const read = this.table.index * unitKinds + unitKind.read;
    const write = this.table.index * unitKinds + unitKind.write;
    const totals = [
      tableUnits[read],
      tableUnits[write],
      tableRefusedUnits[read] + tableRefusedUnits[write],
      this.provision.totalUnits(unitKind.read),
      this.provision.totalUnits(unitKind.write),
    ];
    for (const [index, column] of this.columns.entries()) column.push(totals[index] - this.totals[index]);
    this.totals = totals;
    this.partitions.push(this.table.keys.partitions);
  }

  series(maxPartitionUtilisation: readonly number[]): TableSeries {
    const [readUnits, writeUnits, throttledUnits, provisionedReadUnits, provisionedWriteUnits] = this.columns;
    const { name } = this.table;
    const provisioned = { provisionedReadUnits, provisionedWriteUnits };
    return {
      table: name,
      readUnits,
      writeUnits,
      throttledUnits,
      ...provisioned,
      partitions: this.partitions,
      maxPartitionUtilisation,
    };
  }
}

/** A rate that holds until it changes, integrated over the run and over its measured part. */
class ProvisionOverTime {
  private settledAtNs: number;
  private readonly unitsPerSecond: Float64Array;
  /** Units per second times nanoseconds, which are whole numbers. */
  private readonly total: Float64Array;
  private readonly measured: Float64Array;

  constructor(
    private readonly table: number,
    private readonly provisionOf: ProvisionOf,
  ) {
    this.settledAtNs = 0;
    this.unitsPerSecond = Float64Array.from({ length: unitKinds }, (_, kind) => provisionOf(table, kind));
    this.total = new Float64Array(unitKinds);
    this.measured = new Float64Array(unitKinds);
  }

  settle(nowNs: number, warmupNs: number): void {
    const measuredNs = Math.max(0, nowNs - Math.max(this.settledAtNs, warmupNs));
    for (let kind = 0; kind < unitKinds; kind++) {
      this.total[kind] += this.unitsPerSecond[kind] * (nowNs - this.settledAtNs);
      this.measured[kind] += this.unitsPerSecond[kind] * measuredNs;
      this.unitsPerSecond[kind] = this.provisionOf(this.table, kind);
    }
    this.settledAtNs = nowNs;
  }

  totalUnits(kind: number): number {
    return this.total[kind] / 1e9;
  }

  measuredUnits(kind: number): number {
    return this.measured[kind] / 1e9;
  }
}
