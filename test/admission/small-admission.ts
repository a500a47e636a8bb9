/** Node admission of one table, without the service around it: three nodes, and every partition on all of them. */

import type { CapacityMode } from '../../sim/admission/capacity.js';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { NodeAdmission } from '../../sim/admission/node-admission.js';
import { Usage } from '../../sim/admission/usage.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { Call } from '../../sim/protocol/call.js';
import { operation } from '../../sim/protocol/operations.js';
import { Request } from '../../sim/protocol/request.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { ReplicaTable } from '../../sim/replication/replica-table.js';

export const parameters = {
  partitionReadUnits: 3000,
  partitionWriteUnits: 1000,
  nodeReadUnits: 60_000,
  nodeWriteUnits: 20_000,
  partitionNodeShare: 0.3,
  bucketDepth: 1e9,
  burstWindow: 300e9,
  pollInterval: 1e9,
};

interface Changes {
  readonly mode: CapacityMode | null;
  readonly partitions?: number;
  readonly readUnitsPerSecond?: number;
  readonly writeUnitsPerSecond?: number;
  readonly nodes?: number;
  readonly parameters?: Partial<typeof parameters>;
}

const groupsMax = 32;

export class SmallAdmission {
  readonly simulation = new Simulation(new HeapQueue());
  readonly groups: ReplicaTable;
  readonly usage: Usage;
  readonly admission: NodeAdmission;
  readonly call = new Call(0);
  private readonly request = new Request(0);

  constructor(changes: Changes) {
    const { mode, partitions = 1, readUnitsPerSecond = 100, writeUnitsPerSecond = 100, nodes = 3 } = changes;
    const capacity = mode === null ? null : { mode, readUnitsPerSecond, writeUnitsPerSecond, autoScaling: null };
    this.groups = new ReplicaTable(0, groupsMax);
    this.usage = new Usage(1, 1, groupsMax, nodes);
    const given = { ...parameters, ...changes.parameters };
    this.admission = new NodeAdmission(this.simulation, this.groups, [{ capacity }], nodes, given, this.usage);
    for (let partition = 0; partition < partitions; partition++) {
      const group = this.place(0, 1, 2);
      this.admission.open(group, 0, readUnitsPerSecond / partitions, writeUnitsPerSecond / partitions);
    }
  }

  /** A new group on these nodes. */
  place(...nodes: readonly number[]): number {
    const group = this.groups.add();
    this.put(group, nodes);
    return group;
  }

  put(group: number, nodes: readonly number[]): void {
    this.groups.found(group, nodes, 0, 1);
  }

  at(timeS: number): this {
    this.simulation.nowNs = Math.round(timeS * 1e9);
    return this;
  }

  /** Returns the throttle code of a strong read of so many units at slot 0. */
  read(units: number, group = 0): number {
    return this.send(group, operation.getItem, units * 4096);
  }

  write(units: number, group = 0): number {
    return this.send(group, operation.putItem, units * 1024);
  }

  /** Units admitted of many requests of one unit, at one instant. */
  admittedReads(requests: number, group = 0): number {
    let admitted = 0;
    for (let request = 0; request < requests; request++) if (this.read(1, group) === throttle.none) admitted++;
    return admitted;
  }

  allocations(kind: number = unitKind.read): number[] {
    return Array.from({ length: this.groups.count }, (_, group) => this.admission.allocation(group, kind));
  }

  private send(group: number, kind: number, bytes: number): number {
    Object.assign(this.request, { operation: kind, bytes, isStrong: true });
    Object.assign(this.call, { request: this.request, group, node: this.groups.hostOf(group, 0) });
    return this.admission.admit(this.call);
  }
}
