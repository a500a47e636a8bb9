/**
 * Auto scaling of provisioned tables (DG23 ServiceQuotas): raises a provision that consumption has kept above its target, and
 * lowers one that it has left well below it for longer, both to consumption / target in whole
 * units, rounded up, within the table's bounds. Decreases are limited by the day as the service limits them; days begin with the run.
 *
 * Consumption is what was admitted: a throttled table looks fully used, not more, so it climbs in steps.
 */

import type { AdmissionParameters } from '../admission/admission-parameters.js';
import type { AutoScalingSpec } from '../admission/capacity.js';
import { unitKind, unitKinds } from '../admission/capacity-units.js';
import type { UnitRates } from '../admission/unit-rates.js';
import { none } from '../engine/pool.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { type Activity, percent } from './activity.js';
import type { ManagedTable, ManagedTables } from './managed-tables.js';

export type AutoScalingParameters = Pick<
  AdmissionParameters,
  | 'autoScalingPeriod'
  | 'autoScalingDelay'
  | 'autoScalingDownBy'
  | 'autoScalingDownDelay'
  | 'firstHourDecreasesMax'
  | 'laterHourDecreasesMax'
>;

/** Who enforces the provisions of a mode. Units per second. */
export interface Provisions {
  of(table: number, kind: number): number;
  set(table: number, kind: number, unitsPerSecond: number): void;
}

const hourNs = 3600e9;
const hoursPerDay = 24;
/** A quotient that should be whole may come out this much greater. */
const rounding = 1e-9;

/** One kind of unit of one table. */
interface Watch {
  readonly kind: number;
  aboveSinceNs: number;
  belowSinceNs: number;
}

interface ScaledTable {
  readonly table: ManagedTable;
  readonly spec: AutoScalingSpec;
  readonly watches: readonly Watch[];
  /** Hour of the run in which decreases are counted, and their number. */
  hour: number;
  decreases: number;
}

export const autoScalingFacts = [
  { name: 'provisionsRaised', unit: 'count', about: 'provisions that auto scaling raised' },
  { name: 'provisionsLowered', unit: 'count', about: 'provisions that auto scaling lowered' },
] as const satisfies readonly Fact[];

export class AutoScaling {
  readonly counts = countsOf(autoScalingFacts);
  private readonly scaled: readonly ScaledTable[];
  private lastNs = 0;

  constructor(
    tables: ManagedTables,
    private readonly provisionsOf: (table: ManagedTable) => Provisions,
    private readonly consumedByTable: UnitRates,
    private readonly activity: Activity,
    private readonly parameters: AutoScalingParameters,
  ) {
    this.scaled = tables.list.flatMap((table) => {
      const spec = table.capacity?.autoScaling ?? null;
      if (spec === null) return [];
      const watches = Array.from({ length: unitKinds }, (_, kind) => ({
        kind,
        aboveSinceNs: none,
        belowSinceNs: none,
      }));
      return [{ table, spec, watches, hour: 0, decreases: 0 }];
    });
  }

  get isNeeded(): boolean {
    return this.scaled.length > 0;
  }

  /** Every `autoScalingPeriod`. */
  tick(nowNs: number): void {
    const seconds = (nowNs - this.lastNs) / 1e9;
    for (const scaled of this.scaled) {
      this.consumedByTable.sample(scaled.table.index, seconds);
      // One change of the table may lower both kinds: it is one decrease.
      const mayDecrease = this.decreasesLeft(scaled, nowNs) > 0;
      let hasDecreased = false;
      for (const watch of scaled.watches) {
        if (this.adjust(nowNs, scaled, watch, mayDecrease)) hasDecreased = true;
      }
      if (hasDecreased) scaled.decreases++;
    }
    this.lastNs = nowNs;
  }

  /** More in the first hour of a day than in each later one. */
  private decreasesLeft(scaled: ScaledTable, nowNs: number): number {
    const hour = Math.floor(nowNs / hourNs);
    if (hour !== scaled.hour) {
      scaled.hour = hour;
      scaled.decreases = 0;
    }
    const { firstHourDecreasesMax, laterHourDecreasesMax } = this.parameters;
    return (hour % hoursPerDay === 0 ? firstHourDecreasesMax : laterHourDecreasesMax) - scaled.decreases;
  }

  /** Returns whether it lowered the provision. */
  private adjust(nowNs: number, { table, spec }: ScaledTable, watch: Watch, mayDecrease: boolean): boolean {
    const provisions = this.provisionsOf(table);
    const { kind } = watch;
    const provision = provisions.of(table.index, kind);
    const consumed = this.consumedByTable.of(table.index, kind);
    const { autoScalingPeriod, autoScalingDelay, autoScalingDownBy, autoScalingDownDelay } = this.parameters;
    const periodBeganNs = nowNs - autoScalingPeriod;
    const target = spec.targetUtilisation;
    if (consumed <= target * provision) watch.aboveSinceNs = none;
    else if (watch.aboveSinceNs === none) watch.aboveSinceNs = periodBeganNs;
    if (consumed > (target - autoScalingDownBy) * provision) watch.belowSinceNs = none;
    else if (watch.belowSinceNs === none) watch.belowSinceNs = periodBeganNs;
    const isUp = watch.aboveSinceNs !== none && nowNs - watch.aboveSinceNs >= autoScalingDelay;
    const isDown = mayDecrease && watch.belowSinceNs !== none && nowNs - watch.belowSinceNs >= autoScalingDownDelay;
    if (!isUp && !isDown) return false;
    const wanted = clip(Math.ceil(consumed / target - rounding), kind, spec);
    // Bounds may forbid the change, or turn it round.
    if (isUp ? wanted <= provision : wanted >= provision) return false;
    watch.aboveSinceNs = none;
    watch.belowSinceNs = none;
    provisions.set(table.index, kind, wanted);
    if (isUp) this.counts.provisionsRaised++;
    else this.counts.provisionsLowered++;
    this.activity.table(
      nowNs,
      table.name,
      `${kind === unitKind.read ? 'read' : 'write'} provision ${isUp ? 'raised' : 'lowered'} to ${wanted}`,
      `${percent(consumed / provision)} of ${provision} units per second were used`,
    );
    return isDown;
  }
}

function clip(units: number, kind: number, spec: AutoScalingSpec): number {
  return kind === unitKind.read
    ? Math.min(spec.readUnitsMax, Math.max(spec.readUnitsMin, units))
    : Math.min(spec.writeUnitsMax, Math.max(spec.writeUnitsMin, units));
}
