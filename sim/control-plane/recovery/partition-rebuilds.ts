/**
 * Autoadmin rebuilds partitions that have lost all their copies (P22 sections 5.1 and 5.5): it places new replicas, each
 * downloads the newest snapshot and the log since, and when all have, they are the partition, and elect a leader.
 *
 *   last copy lost ─ believed ─> nodes chosen ─> downloads ─ all there ─> members, election, serving again
 *                                     └ one is lost: another node
 *
 * It believes a partition lost after as long as it takes to believe a node dead, when one of its hosts is up, and looks at the
 * interval of the reports. Where no node is left that it trusts, one that is up again is better than none. A group that has too
 * few slots for all goes on with a majority, and copies the others later (consensus/membership.ts). Left out: how autoadmin
 * comes to know, and the order among partitions, which is that of their losses.
 */
import type { DownloadOwner, Downloads } from '../../archive/downloads.js';
import { none, Pool, type Pooled } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';
import type { Host } from '../../infrastructure/host.js';
import type { NewReplicas } from '../../partitions/new-replicas.js';
import type { ReplicaTable } from '../../replication/replica-table.js';
import type { HealingParameters } from '../healing-parameters.js';

export interface PartitionRebuildContext {
  readonly simulation: Simulation;
  /** By id. */
  readonly hosts: readonly Host[];
  /** Hosts of autoadmin, by region and zone. */
  readonly autoadmin: readonly (readonly Host[])[];
  readonly groups: ReplicaTable;
  readonly newReplicas: NewReplicas;
  readonly downloads: Downloads;
  /** Groups that have no copy, and since when. */
  readonly lost: ReadonlyMap<number, number>;
  /** Whether what the group still has can be had now. */
  readonly isWithinReach: (group: number) => boolean;
  /** Bytes that a replica of the group has to download. */
  readonly bytesOf: (group: number) => number;
  /** Another number whenever the node has lost its life or its drive. */
  readonly lifeOf: (node: number) => number;
  /** Autoadmin believes now that all replicas of the group are lost. */
  readonly judgedLost: (group: number) => void;
  /** The group goes on with replicas on these nodes. False: not now. */
  readonly beginAnew: (group: number, nodes: readonly number[]) => boolean;
}

/** Of a group: by replica, its node, or -1 where it has none yet; and the life of the node in which it has downloaded all, or -1. */
interface Rebuild {
  readonly nodes: number[];
  readonly lives: number[];
}

class NewReplica implements Pooled {
  group = 0;
  nth = 0;
  constructor(readonly index: number) {}
}

export class PartitionRebuilds implements DownloadOwner {
  private readonly rebuilds = new Map<number, Rebuild>();
  /** Groups that are believed lost, also while they wait for their rebuild. */
  private readonly judged = new Set<number>();
  private readonly replicas = new Pool('rebuilt replicas', (index) => new NewReplica(index));
  private readonly tickType: number;
  private isTicking = false;

  constructor(
    private readonly context: PartitionRebuildContext,
    private readonly parameters: HealingParameters,
  ) {
    this.tickType = context.simulation.on('lost partitions', () => this.tick());
  }

  lost(): void {
    if (this.isTicking) return;
    this.isTicking = true;
    this.context.simulation.schedule(this.parameters.reportEvery, this.tickType, 0);
  }

  private tick(): void {
    const { simulation, lost } = this.context;
    for (const [group, sinceNs] of [...lost]) this.goOn(group, sinceNs);
    this.isTicking = lost.size > 0;
    if (this.isTicking) simulation.schedule(this.parameters.reportEvery, this.tickType, 0);
  }

  private goOn(group: number, sinceNs: number): void {
    const { simulation, isWithinReach, judgedLost, beginAnew } = this.context;
    const { reportEvery, missedReportsMax, rebuildsMax } = this.parameters;
    if (simulation.nowNs - sinceNs < reportEvery * (missedReportsMax + 1) || !this.acts(group)) return;
    if (!this.judged.has(group)) judgedLost(group);
    this.judged.add(group);
    const rebuild = this.rebuilds.get(group) ?? this.begin();
    if (!this.rebuilds.has(group)) {
      if (this.rebuilds.size >= rebuildsMax || !isWithinReach(group)) return;
      this.rebuilds.set(group, rebuild);
    }
    this.place(group, rebuild);
    const isWhole = rebuild.lives.every((life) => life !== none);
    if (!isWhole || !isWithinReach(group) || !beginAnew(group, rebuild.nodes)) return;
    for (const node of rebuild.nodes) this.context.newReplicas.settled(node);
    this.rebuilds.delete(group);
    this.judged.delete(group);
  }

  /** Whether autoadmin of the group's region has a host that is up. */
  private acts(group: number): boolean {
    const { groups, hosts, autoadmin } = this.context;
    return autoadmin[hosts[groups.leaderHost(group)].region].some(({ isUp }) => isUp);
  }

  private begin(): Rebuild {
    const { replicas } = this.context.groups.size;
    return { nodes: new Array<number>(replicas).fill(none), lives: new Array<number>(replicas).fill(none) };
  }

  /** Replicas without a node, or whose node has died since it had all, go to another. */
  private place(group: number, rebuild: Rebuild): void {
    const { nodes, lives } = rebuild;
    const { hosts, groups, newReplicas, downloads, bytesOf, lifeOf } = this.context;
    const { region } = hosts[groups.leaderHost(group)];
    for (let nth = 0; nth < nodes.length; nth++) {
      const isGone = lives[nth] !== none && (lives[nth] !== lifeOf(nodes[nth]) || !newReplicas.isUsable(nodes[nth]));
      if (isGone) this.leave(rebuild, nth);
      if (nodes[nth] !== none) continue;
      const node = newReplicas.choose(
        region,
        nodes.filter((other) => other !== none),
      );
      if (node === none) return;
      nodes[nth] = node;
      const replica = this.replicas.take();
      replica.group = group;
      replica.nth = nth;
      downloads.begin(this, replica.index, node, bytesOf(group));
    }
  }

  private leave({ nodes, lives }: Rebuild, nth: number): void {
    this.context.newReplicas.settled(nodes[nth]);
    nodes[nth] = none;
    lives[nth] = none;
  }

  about(job: number): string {
    const { group, nth } = this.replicas.items[job];
    const node = this.rebuilds.get(group)!.nodes[nth];
    return `rebuild of ${this.context.groups.nameOf(group)} at ${this.context.hosts[node].name}`;
  }

  downloaded(job: number): void {
    const { group, nth } = this.replicas.items[job];
    const { nodes, lives } = this.rebuilds.get(group)!;
    lives[nth] = this.context.lifeOf(nodes[nth]);
    this.replicas.release(this.replicas.items[job]);
  }

  failed(job: number): void {
    const { group, nth } = this.replicas.items[job];
    this.leave(this.rebuilds.get(group)!, nth);
    this.replicas.release(this.replicas.items[job]);
  }
}
