/**
 * Autoadmin, the service's own operator (P22 section 3): at every interval it looks at partitions and nodes, splits what
 * is too large or too hot, moves replicas off packed nodes, and keeps leaders even over zones; auto scaling and adaptive
 * capacity have intervals of their own. It sees counters and group states directly and at no cost; what it then does costs
 * what it costs. Built only for scenarios with a table that has a capacity or splits.
 */

import { adaptiveFacts, type Raise } from '../admission/adaptive-capacity.js';
import type { AdmissionParameters } from '../admission/admission-parameters.js';
import { UnitRates } from '../admission/unit-rates.js';
import type { Usage } from '../admission/usage.js';
import type { Simulation } from '../engine/simulation.js';
import type { FreeCapacity, Machine } from '../partitions/free-capacity.js';
import { type CountsOf, countsOf } from '../protocol/facts.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { Activity } from './activity.js';
import { AutoScaling, type Provisions } from './auto-scaling.js';
import type { AutoadminSection } from './autoadmin-parameters.js';
import { Balancer, type MoveExecutor } from './balancer.js';
import { changeFacts } from './changes.js';
import type { ControlPlaneFacts } from './control-plane-facts.js';
import { KeySamples, type ObservableAdmission } from './key-samples.js';
import { type LeaderMover, LeaderSpread } from './leader-spread.js';
import { type ManagedTable, ManagedTables, type TableFacts } from './managed-tables.js';
import { type SplitExecutor, Splitter } from './splitter.js';

/** Admission at the storage nodes. */
export interface NodeProvisions extends ObservableAdmission {
  provision(table: number, kind: number): number;
  setProvision(table: number, kind: number, unitsPerSecond: number): void;
}

/** Admission at the routers, for tables in mode `global`. */
export interface RouterProvisions {
  rate(table: number, kind: number): number;
  setRate(table: number, kind: number, unitsPerSecond: number): void;
}

export interface AdaptiveController {
  readonly counts: Readonly<CountsOf<typeof adaptiveFacts>>;
  /** Partitions that the last tick gave more. */
  readonly raised: readonly Raise[];
  tick(nowNs: number): void;
  boosted(group: number): boolean;
}

export type Repartitioner = SplitExecutor & MoveExecutor & LeaderMover & { readonly underWay: number };

/** The parts of the service that autoadmin looks at and acts on. */
export interface AutoadminDependencies {
  /** Storage nodes, by id. */
  readonly machines: readonly Machine[];
  readonly groups: Pick<
    ReplicaTable,
    'countMax' | 'hostOf' | 'isSeated' | 'leaderHost' | 'mayLead' | 'slotOn' | 'slots' | 'storage'
  >;
  /** In which every partition of a managed table has been opened. */
  readonly freeCapacity: FreeCapacity;
  readonly usage: Pick<Usage, 'groupUnits' | 'groupRefusedUnits' | 'nodeUnits' | 'tableUnits'>;
  readonly nodeAdmission: NodeProvisions;
  /** Null where no table is under global admission. */
  readonly tableAdmission: RouterProvisions | null;
  readonly repartitioning: Repartitioner;
  /** Null where no table is adaptive. */
  readonly adaptive: AdaptiveController | null;
  /** Items of a table now: tenants append. */
  readonly itemCount: (table: number) => number;
  readonly partitionName: (group: number) => string;
  readonly nodeName: (node: number) => string;
  /** Auto scaling has set a table's provision. */
  readonly provisionChanged: (table: number) => void;
}

export interface AutoadminParameters {
  readonly autoadmin: AutoadminSection;
  readonly admission: AdmissionParameters;
}

export class Autoadmin {
  private readonly tables: ManagedTables;
  private readonly activity: Activity;
  private readonly consumedByGroup: UnitRates;
  private readonly refusedByGroup: UnitRates;
  private readonly consumedByNode: UnitRates;
  private readonly splitter: Splitter;
  private readonly balancer: Balancer;
  private readonly leaderSpread: LeaderSpread;
  private readonly autoScaling: AutoScaling;
  private readonly changes = countsOf(changeFacts);

  constructor(
    private readonly simulation: Simulation,
    /** All tables of the scenario, in its order. */
    tables: readonly TableFacts[],
    private readonly context: AutoadminDependencies,
    private readonly parameters: AutoadminParameters,
  ) {
    const { machines, groups, freeCapacity, usage, repartitioning, adaptive } = context;
    const { autoadmin, admission } = parameters;
    this.tables = new ManagedTables(tables, groups.countMax);
    this.activity = new Activity(context.partitionName, context.nodeName);
    this.consumedByGroup = new UnitRates(usage.groupUnits);
    this.refusedByGroup = new UnitRates(usage.groupRefusedUnits);
    this.consumedByNode = new UnitRates(usage.nodeUnits);
    const caps = [admission.partitionReadUnits, admission.partitionWriteUnits] as const;
    const anySplitsByConsumption = this.tables.list.some(({ splitting }) => splitting.byConsumption);
    const { tables: managed, consumedByGroup, consumedByNode, activity } = this;
    const executor = repartitioning;
    const samples = anySplitsByConsumption ? new KeySamples(context.nodeAdmission, caps, autoadmin) : null;
    const { itemCount } = context;
    this.splitter = new Splitter(
      {
        ...{ tables: managed, executor, freeCapacity, samples, itemCount, activity },
        ...{ consumed: consumedByGroup, refused: this.refusedByGroup },
      },
      autoadmin,
      admission,
      groups.countMax,
    );
    const isBoosted = (group: number) => adaptive?.boosted(group) ?? false;
    this.balancer = new Balancer(
      {
        machines,
        groups,
        tables: managed,
        executor,
        freeCapacity,
        consumedByNode,
        consumedByGroup,
        isBoosted,
        activity,
      },
      admission,
      autoadmin,
    );
    this.leaderSpread = new LeaderSpread(machines, groups, this.tables, repartitioning, this.activity, autoadmin);
    this.autoScaling = new AutoScaling(
      this.tables,
      (table) => this.provisionsOf(table),
      new UnitRates(usage.tableUnits),
      this.activity,
      admission,
    );
    this.start();
  }

  /** The hooks of repartitioning: call each after key spaces, group table and admission know of the change. */
  split(parent: number, child: number): void {
    this.tables.split(parent, child);
    this.context.freeCapacity.splitDone(parent, child);
    this.splitter.done(this.simulation.nowNs, parent, child);
  }

  moved(group: number, from: number, to: number): void {
    this.context.freeCapacity.moved(group, from, to);
    this.balancer.done(this.simulation.nowNs, group);
  }

  givenUp(group: number): void {
    this.changes.givenUp++;
    this.context.freeCapacity.givenUp(group);
    const owner = this.splitter.isSplitting(group) ? this.splitter : this.balancer;
    owner.givenUp(this.simulation.nowNs, group);
  }

  facts(): ControlPlaneFacts {
    return {
      ...this.splitter.counts,
      ...this.balancer.counts,
      ...this.leaderSpread.counts,
      ...this.changes,
      underWay: this.context.repartitioning.underWay,
      ...this.autoScaling.counts,
      ...(this.context.adaptive?.counts ?? countsOf(adaptiveFacts)),
      acts: this.activity.written,
      list: this.activity.list(),
    };
  }

  private start(): void {
    const { autoadmin, admission } = this.parameters;
    const { adaptive } = this.context;
    const { autoScaling } = this;
    if (autoScaling.isNeeded)
      this.every(admission.autoScalingPeriod, 'auto scaling', (nowNs) => autoScaling.tick(nowNs));
    if (adaptive !== null)
      this.every(admission.adaptiveInterval, 'adaptive capacity', (nowNs) => this.adapt(adaptive, nowNs));
    this.every(autoadmin.interval, 'autoadmin', (nowNs) => this.tick(nowNs));
  }

  private adapt(adaptive: AdaptiveController, nowNs: number): void {
    adaptive.tick(nowNs);
    for (const raise of adaptive.raised) this.activity.raised(nowNs, raise);
  }

  private every(intervalNs: number, name: string, act: (nowNs: number) => void): void {
    const type = this.simulation.on(name, () => {
      act(this.simulation.nowNs);
      this.simulation.schedule(intervalNs, type, 0);
    });
    this.simulation.schedule(intervalNs, type, 0);
  }

  private tick(nowNs: number): void {
    const { interval, balancing } = this.parameters.autoadmin;
    const seconds = interval / 1e9;
    for (const { groups } of this.tables.list) {
      for (const group of groups) {
        this.consumedByGroup.sample(group, seconds);
        this.refusedByGroup.sample(group, seconds);
      }
    }
    for (const { id } of this.context.machines) this.consumedByNode.sample(id, seconds);
    this.balancer.measure(nowNs);
    this.splitter.tick(nowNs);
    if (!balancing) return;
    this.balancer.tick(nowNs);
    this.leaderSpread.tick(nowNs);
  }

  private provisionsOf(table: ManagedTable): Provisions {
    const { nodeAdmission, tableAdmission } = this.context;
    if (table.capacity?.mode === 'global') {
      if (tableAdmission === null) throw new Error(`table ${table.name} has no admission at the routers`);
      return {
        of: (index, kind) => tableAdmission.rate(index, kind),
        set: (index, kind, unitsPerSecond) => {
          tableAdmission.setRate(index, kind, unitsPerSecond);
          this.context.provisionChanged(index);
        },
      };
    }
    return {
      of: (index, kind) => nodeAdmission.provision(index, kind),
      set: (index, kind, unitsPerSecond) => {
        nodeAdmission.setProvision(index, kind, unitsPerSecond);
        this.context.provisionChanged(index);
      },
    };
  }
}
