/**
 * A control plane over a fleet of bare counters: tests say what partitions and nodes consumed, let time pass, and see what
 * autoadmin asks for. Splits and moves take no time but wait until a test lets them finish.
 */

import type { CapacityMode, SplittingSpec } from '../../sim/admission/capacity.js';
import { unitKind, unitKinds } from '../../sim/admission/capacity-units.js';
import { Autoadmin, type AutoadminParameters } from '../../sim/control-plane/autoadmin.js';
import type { TableFacts } from '../../sim/control-plane/managed-tables.js';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { FreeCapacity } from '../../sim/partitions/free-capacity.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { placeByFreeCapacity } from '../../sim/partitions/placement.js';
import { Call } from '../../sim/protocol/call.js';
import { operation } from '../../sim/protocol/operations.js';
import { Request } from '../../sim/protocol/request.js';
import { field, ReplicaTable } from '../../sim/replication/replica-table.js';
import { defaultParameters } from '../default-parameters.js';

const parameters: AutoadminParameters = {
  autoadmin: { ...defaultParameters.autoadmin, newPartitionsMax: 1000 },
  admission: defaultParameters.admission,
};

export interface FleetSpec {
  readonly zones?: number;
  readonly nodesPerZone?: number;
  readonly partitions?: number;
  readonly items?: number;
  readonly meanItemBytes?: number;
  readonly order?: 'hashed' | 'sorted';
  readonly mode?: CapacityMode;
  readonly splitting?: Partial<SplittingSpec>;
  readonly autoadmin?: Partial<AutoadminParameters['autoadmin']>;
  readonly isBoosted?: (group: number) => boolean;
}

const groupsMax = 1000;

export class Fleet {
  readonly simulation = new Simulation(new HeapQueue());
  readonly groups: ReplicaTable;
  readonly keySpace: KeySpace;
  readonly machines: { readonly id: number; readonly region: number; readonly zone: number; isUp: boolean }[] = [];
  readonly autoadmin: Autoadmin;
  readonly splits: { readonly group: number; readonly keyPosition: number; readonly hosts: readonly number[] }[] = [];
  readonly moves: { readonly group: number; readonly slot: number; readonly to: number }[] = [];
  readonly handovers: { readonly group: number; readonly slot: number }[] = [];
  completesHandovers = true;
  items: number;
  private readonly busy = new Set<number>();
  private readonly usage;
  private readonly admission = {
    isObserved: new Uint8Array(groupsMax),
    observe: null as ((call: Call, units: number) => void) | null,
    provision: () => 1000,
    setProvision: () => {},
  };
  private readonly call = new Call(0);

  constructor(spec: FleetSpec = {}) {
    const { zones = 3, nodesPerZone = 4, partitions = 1, items = 1000 } = spec;
    this.items = items;
    this.groups = new ReplicaTable(partitions, groupsMax);
    this.keySpace = new KeySpace(0, partitions, items, spec.order ?? 'hashed');
    for (let zone = 0; zone < zones; zone++) {
      for (let i = 0; i < nodesPerZone; i++)
        this.machines.push({ id: this.machines.length, region: 0, zone, isUp: true });
    }
    const columns = (rows: number) => new Float64Array(rows * unitKinds);
    this.usage = {
      groupUnits: columns(groupsMax),
      groupRefusedUnits: columns(groupsMax),
      nodeUnits: columns(this.machines.length),
      tableUnits: columns(1),
    };
    const freeCapacity = new FreeCapacity(this.machines, this.groups, parameters.admission);
    placeByFreeCapacity(this.groups, 0, partitions, 0, freeCapacity, {
      readUnitsPerSecond: 3000,
      writeUnitsPerSecond: 1000,
      bytes: (items * (spec.meanItemBytes ?? 1000)) / partitions,
      isPacked: true,
    });
    const table: TableFacts = {
      name: 't',
      region: 0,
      capacity: {
        mode: spec.mode ?? 'on-demand',
        readUnitsPerSecond: 1000,
        writeUnitsPerSecond: 1000,
        autoScaling: null,
      },
      splitting: { bySize: false, byConsumption: false, ...spec.splitting },
      keySpace: this.keySpace,
      meanItemBytes: spec.meanItemBytes ?? 1000,
    };
    this.autoadmin = new Autoadmin(
      this.simulation,
      [table],
      {
        machines: this.machines,
        groups: this.groups,
        freeCapacity,
        usage: this.usage,
        nodeAdmission: this.admission,
        tableAdmission: null,
        repartitioning: this,
        adaptive:
          spec.isBoosted === undefined
            ? null
            : { counts: { allocationsRaised: 0 }, raised: [], tick: () => {}, boosted: spec.isBoosted },
        itemCount: () => this.items,
        provisionChanged: () => {},
        partitionName: (group) => `t/${group}`,
        nodeName: (node) => `node ${node}`,
      },
      { ...parameters, autoadmin: { ...parameters.autoadmin, ...spec.autoadmin } },
    );
  }

  get underWay(): number {
    return this.busy.size;
  }

  isBusy(group: number): boolean {
    return this.busy.has(group);
  }

  beginSplit(group: number, keyPosition: number, hosts: readonly number[]): boolean {
    this.busy.add(group);
    this.splits.push({ group, keyPosition, hosts });
    return true;
  }

  beginMove(group: number, slot: number, to: number): boolean {
    this.busy.add(group);
    this.moves.push({ group, slot, to });
    return true;
  }

  moveLeader(group: number, slot: number): boolean {
    if (this.busy.has(group)) return false;
    this.handovers.push({ group, slot });
    if (this.completesHandovers) this.groups.set(group, field.leader, slot);
    return true;
  }

  /** The newest split is done; returns the new group. */
  finishSplit(): number {
    const { group, keyPosition, hosts } = this.splits[this.splits.length - 1];
    const child = this.groups.add();
    this.groups.found(child, hosts, 0, 1);
    this.keySpace.split(group, keyPosition, child);
    this.busy.delete(group);
    this.autoadmin.split(group, child);
    return child;
  }

  giveUp(group: number): void {
    this.busy.delete(group);
    this.autoadmin.givenUp(group);
  }

  finishMove(): void {
    const { group, slot, to } = this.moves[this.moves.length - 1];
    const from = this.groups.hostOf(group, slot);
    this.groups.relocate(group, slot, to);
    this.busy.delete(group);
    this.autoadmin.moved(group, from, to);
  }

  /** The partition is asked for items, a write unit each; those over its cap are refused. */
  write(items: readonly number[]): void {
    for (const item of items) {
      const group = this.keySpace.groupOf(item);
      this.usage.groupUnits[group * unitKinds + unitKind.write]++;
      if (this.admission.isObserved[group] === 0) continue;
      const request = Object.assign(new Request(0), { item, operation: operation.putItem, isWrite: true });
      Object.assign(this.call, { group, request });
      this.admission.observe?.(this.call, 1);
    }
  }

  refuseWrites(group: number, units: number): void {
    this.usage.groupRefusedUnits[group * unitKinds + unitKind.write] += units;
  }

  consume(group: number, writeUnits: number): void {
    this.usage.groupUnits[group * unitKinds + unitKind.write] += writeUnits;
    for (let slot = 0; slot < 3; slot++) {
      this.usage.nodeUnits[this.groups.hostOf(group, slot) * unitKinds + unitKind.write] += writeUnits;
    }
  }

  /** Lets ten seconds pass, again and again; `load` says what is asked for in them. */
  run(seconds: number, load: (tick: number) => void = () => {}): void {
    for (let tick = 0; tick < seconds / 10; tick++) {
      load(tick);
      this.simulation.runUntil(this.simulation.nowNs + 10e9);
    }
  }
}
