/**
 * Who used how many units, and who was refused how many. Columns are flat arrays: those by tenant, table, group and node
 * hold a number for each kind of unit, at `index * unitKinds + kind`; the refusals of a tenant one for each reason, at
 * `tenant * reasons + reason`.
 *
 * Units of a request are counted once for its tenant, table and partition. A node counts the work it does: a read at the
 * node that serves it, a write at all three that keep it.
 */
import { none } from '../engine/pool.js';
import { throttleReasons } from '../protocol/throttles.js';
import { unitKinds } from './capacity-units.js';

export const reasons = throttleReasons.length;

export class Usage {
  readonly tenantUnits: Float64Array;
  readonly tableUnits: Float64Array;
  readonly groupUnits: Float64Array;
  readonly nodeUnits: Float64Array;
  /** Of the units consumed, those beyond the partition's allocation. */
  readonly tenantBurstUnits: Float64Array;
  readonly tableBurstUnits: Float64Array;
  /** Attempts that passed the last admission on their way, by tenant. */
  readonly admittedAttempts: Float64Array;
  /** By tenant and reason. */
  readonly refusedAttempts: Float64Array;
  readonly refusedUnits: Float64Array;
  readonly tableRefusedUnits: Float64Array;
  /** Refused at the storage nodes only: a router that refuses blames no partition. */
  readonly groupRefusedUnits: Float64Array;

  constructor(
    private readonly tenants: number,
    private readonly tables: number,
    /** The most there may be: those that splits make included. */
    private readonly groupsMax: number,
    private readonly nodes: number,
  ) {
    this.tenantUnits = new Float64Array(tenants * unitKinds);
    this.tableUnits = new Float64Array(tables * unitKinds);
    this.groupUnits = new Float64Array(groupsMax * unitKinds);
    this.nodeUnits = new Float64Array(nodes * unitKinds);
    this.tenantBurstUnits = new Float64Array(tenants * unitKinds);
    this.tableBurstUnits = new Float64Array(tables * unitKinds);
    this.admittedAttempts = new Float64Array(tenants);
    this.refusedAttempts = new Float64Array(tenants * reasons);
    this.refusedUnits = new Float64Array(tenants * reasons);
    this.tableRefusedUnits = new Float64Array(tables * unitKinds);
    this.groupRefusedUnits = new Float64Array(groupsMax * unitKinds);
  }

  admitted(
    tenant: number,
    table: number,
    group: number,
    node: number,
    kind: number,
    units: number,
    burstUnits: number,
  ): void {
    this.tableUnits[table * unitKinds + kind] += units;
    this.groupUnits[group * unitKinds + kind] += units;
    this.nodeUnits[node * unitKinds + kind] += units;
    this.tableBurstUnits[table * unitKinds + kind] += burstUnits;
    // What another region sends is the table's, and no tenant's.
    if (tenant === none) return;
    this.tenantUnits[tenant * unitKinds + kind] += units;
    this.tenantBurstUnits[tenant * unitKinds + kind] += burstUnits;
    this.admittedAttempts[tenant]++;
  }

  /** Another node does the work of a request counted already. */
  replicated(node: number, kind: number, units: number): void {
    this.nodeUnits[node * unitKinds + kind] += units;
  }

  refused(tenant: number, table: number, group: number, kind: number, reason: number, units: number): void {
    this.groupRefusedUnits[group * unitKinds + kind] += units;
    this.refusedAtRouter(tenant, table, kind, reason, units);
  }

  refusedAtRouter(tenant: number, table: number, kind: number, reason: number, units: number): void {
    this.tableRefusedUnits[table * unitKinds + kind] += units;
    if (tenant === none) return;
    this.refusedAttempts[tenant * reasons + reason]++;
    this.refusedUnits[tenant * reasons + reason] += units;
  }

  /** The counts as they are now, such as at the end of the warm-up. */
  snapshot(): Usage {
    return this.since(new Usage(this.tenants, this.tables, this.groupsMax, this.nodes));
  }

  /** What was counted after `earlier`, a snapshot of this usage. */
  since(earlier: Usage): Usage {
    const difference = new Usage(this.tenants, this.tables, this.groupsMax, this.nodes);
    const from = earlier.columns();
    const to = this.columns();
    difference.columns().forEach((column, index) => {
      for (let at = 0; at < column.length; at++) column[at] = to[index][at] - from[index][at];
    });
    return difference;
  }

  private columns(): readonly Float64Array[] {
    return [
      this.tenantUnits,
      this.tableUnits,
      this.groupUnits,
      this.nodeUnits,
      this.tenantBurstUnits,
      this.tableBurstUnits,
      this.admittedAttempts,
      this.refusedAttempts,
      this.refusedUnits,
      this.tableRefusedUnits,
      this.groupRefusedUnits,
    ];
  }
}
