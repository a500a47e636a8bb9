/**
 * Usage as rows of the result. `used` is what was counted since the end of the warm-up; a partition made by a split counts
 * from its birth, and what it used before is its parent's.
 */

import { unitKind, unitKinds } from '../admission/capacity-units.js';
import { reasons, type Usage } from '../admission/usage.js';
import { throttle, throttleReasons } from '../protocol/throttles.js';
import { type BusyRow, busiestMax, type TableRow, type UsageRow } from '../result.js';
import type { MeteredTable } from './metered-table.js';

type Used = Readonly<
  Pick<
    Usage,
    | 'tenantUnits'
    | 'tenantBurstUnits'
    | 'tableUnits'
    | 'groupUnits'
    | 'admittedAttempts'
    | 'refusedAttempts'
    | 'refusedUnits'
  >
>;

/** A row for each tenant of a table with a capacity, in the order of the scenario. */
export function usageRows(
  tenants: readonly { readonly name: string; readonly table: string }[],
  tables: readonly MeteredTable[],
  used: Used,
): UsageRow[] {
  return tenants.flatMap(({ name, table }, tenant) => {
    const isLimited = tables.some((each) => each.name === table && each.mode !== null);
    return isLimited ? [usageRow(name, table, tenant, used)] : [];
  });
}

function usageRow(name: string, table: string, tenant: number, used: Used): UsageRow {
  const throttledAttempts: Record<string, number> = {};
  let refusedAttempts = 0;
  let throttledUnits = 0;
  for (let reason = throttle.none + 1; reason < reasons; reason++) {
    const attempts = used.refusedAttempts[tenant * reasons + reason];
    if (attempts > 0) throttledAttempts[throttleReasons[reason]] = attempts;
    refusedAttempts += attempts;
    throttledUnits += used.refusedUnits[tenant * reasons + reason];
  }
  const attempts = refusedAttempts + used.admittedAttempts[tenant];
  return {
    tenant: name,
    table,
    consumedReadUnits: used.tenantUnits[tenant * unitKinds + unitKind.read],
    consumedWriteUnits: used.tenantUnits[tenant * unitKinds + unitKind.write],
    burstReadUnits: used.tenantBurstUnits[tenant * unitKinds + unitKind.read],
    burstWriteUnits: used.tenantBurstUnits[tenant * unitKinds + unitKind.write],
    throttledAttempts,
    throttledUnits,
    throttledShare: attempts === 0 ? 0 : refusedAttempts / attempts,
  };
}

/** `provisionedUnits`: since the end of the warm-up, by table and kind of unit. */
export function tableRows(
  tables: readonly MeteredTable[],
  used: Used,
  provisionedUnits: (table: number, kind: number) => number,
): TableRow[] {
  return tables.map(({ index, name, mode, keys }) => {
    const consumed = [unitKind.read, unitKind.write].map((kind) => used.tableUnits[index * unitKinds + kind]);
    const hasProvision = mode !== null && mode !== 'on-demand';
    const provisioned = hasProvision
      ? [unitKind.read, unitKind.write].map((kind) => provisionedUnits(index, kind))
      : null;
    return {
      table: name,
      mode,
      partitionsAtStart: keys.partitionsAtStart,
      partitionsAtEnd: keys.partitions,
      consumedReadUnits: consumed[unitKind.read],
      consumedWriteUnits: consumed[unitKind.write],
      provisionedReadUnits: provisioned === null ? null : provisioned[unitKind.read],
      provisionedWriteUnits: provisioned === null ? null : provisioned[unitKind.write],
      wastedShare: provisioned === null ? null : wastedShare(provisioned, consumed),
      skew: skewOf(keys.groups(), used),
    };
  });
}

/** The partitions or nodes that consumed most, of `units` by index and kind. */
export function busiestRows(units: Float64Array, count: number, nameOf: (index: number) => string): BusyRow[] {
  const total = (index: number) => units[index * unitKinds + unitKind.read] + units[index * unitKinds + unitKind.write];
  const used = Array.from({ length: count }, (_, index) => index).filter((index) => total(index) > 0);
  used.sort((a, b) => total(b) - total(a) || a - b);
  return used.slice(0, busiestMax).map((index) => ({
    name: nameOf(index),
    readUnits: units[index * unitKinds + unitKind.read],
    writeUnits: units[index * unitKinds + unitKind.write],
  }));
}

/** By kind of unit; what was consumed beyond the provision, out of saved units, makes up for none of the other kind. */
function wastedShare(provisioned: readonly number[], consumed: readonly number[]): number | null {
  let total = 0;
  let wasted = 0;
  for (const [kind, units] of provisioned.entries()) {
    total += units;
    wasted += Math.max(0, units - consumed[kind]);
  }
  return total === 0 ? null : wasted / total;
}

/** Units of both kinds at the busiest partition / at the mean one. */
function skewOf(groups: readonly number[], used: Used): number | null {
  let total = 0;
  let most = 0;
  for (const group of groups) {
    const units =
      used.groupUnits[group * unitKinds + unitKind.read] + used.groupUnits[group * unitKinds + unitKind.write];
    total += units;
    if (units > most) most = units;
  }
  return total === 0 ? null : (most * groups.length) / total;
}
