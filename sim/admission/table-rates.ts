/**
 * What each table may use of each kind of unit, where the routers keep its provision: the provisioned rate, or of an
 * on-demand table a limit that follows its peaks. Every admission server and router reads it at once, as configuration.
 */
import { type CapacitySpec, isAdmittedGlobally } from './capacity.js';
import { unitKinds } from './capacity-units.js';
import { OnDemandLimit, type OnDemandParameters } from './on-demand-limit.js';

export interface AdmittedTable {
  readonly name: string;
  readonly capacity: CapacitySpec | null;
  readonly region: number;
  /** On the ring of the region's admission servers. */
  readonly place: number;
}

export class TableRates {
  /** Units per second, by table and kind. */
  private readonly rates: Float64Array;
  private readonly limits: readonly (OnDemandLimit | null)[];

  constructor(
    readonly tables: readonly AdmittedTable[],
    onDemand: OnDemandParameters,
  ) {
    this.rates = Float64Array.from(
      tables.flatMap(({ capacity }) => [capacity?.readUnitsPerSecond ?? 0, capacity?.writeUnitsPerSecond ?? 0]),
    );
    this.limits = Array.from(this.rates, (rate, at) =>
      this.isOnDemand(Math.floor(at / unitKinds)) ? new OnDemandLimit(rate, onDemand) : null,
    );
  }

  isAdmitted(table: number): boolean {
    return isAdmittedGlobally(this.tables[table].capacity);
  }

  isOnDemand(table: number): boolean {
    return this.tables[table].capacity?.mode === 'on-demand';
  }

  of(table: number, kind: number): number {
    return this.rates[table * unitKinds + kind];
  }

  /** Returns whether that is another rate than before. */
  set(table: number, kind: number, unitsPerSecond: number): boolean {
    const isNew = this.of(table, kind) !== unitsPerSecond;
    this.rates[table * unitKinds + kind] = unitsPerSecond;
    return isNew;
  }

  /** A router reports what was consumed of an on-demand table in the last `overNs`; returns the rate from now on. */
  consumed(table: number, kind: number, units: number, overNs: number, nowNs: number): number {
    return this.limits[table * unitKinds + kind]?.consumed(units, overNs, nowNs) ?? this.of(table, kind);
  }
}
