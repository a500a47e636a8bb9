/**
 * Restores (P22 section 5.5), to a point in time or from a backup: an operator asks for a table as it was, and gets a new one.
 * Of each of its partitions the replicas are placed, and each downloads the newest snapshot before that time and the log
 * since, or its part of the backup; when all have, the table is there, with a cut that is the same over all partitions. The
 * original's nodes are asked for nothing.
 *
 *   asked ─┬─ later than the latest restorable time, older than what is kept, or a backup that is not available ─> refused
 *          └─ nodes chosen ─> downloads, all at once ─> all there: versions, leaders, the map ─> ready
 *                                  └ one is lost: another node
 *
 * The latest restorable time is `restorableLag` ago, or before the oldest committed write that is not archived. The new table
 * has as many partitions as the original began with. Left out: that the control plane must be up and takes time of its own;
 * capacity of the new table, which is unlimited, and splits of it; indexes.
 */
import type { ArchivedLogs } from '../../archive/archived-logs.js';
import type { DownloadOwner, Downloads } from '../../archive/downloads.js';
import type { Snapshots } from '../../archive/snapshots.js';
import { none, Pool, type Pooled } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';
import type { ItemCounts } from '../../partitions/item-counts.js';
import type { NewReplicas } from '../../partitions/new-replicas.js';
import type { TablePartitions } from '../../partitions/table-partitions.js';
import type { Plantable } from '../../protocol/defects.js';
import { countsOf, type Fact } from '../../protocol/facts.js';
import type { ItemVersions } from '../../replication/item-versions.js';
import { field, type ReplicaTable } from '../../replication/replica-table.js';
import type { Trace } from '../../trace.js';
import type { Backup } from './backups.js';

export interface RestoreSpec {
  /** Names of the table and of the new one. */
  readonly of: string;
  readonly as: string;
  readonly toNs: number;
  /** Name of the backup, which is of the table `of` as of `toNs`; null: from what the archive keeps of it. */
  readonly backup: string | null;
  /** When it is asked for. */
  readonly atNs: number;
}

export const restoreFacts = [
  {
    name: 'tablesRestored',
    unit: 'count',
    about: 'tables restored, to a point in time or from a backup, and ready by the end',
  },
  {
    name: 'restoresRefused',
    unit: 'count',
    about:
      'restores to a time that could not be restored when they were asked for, or from a backup that was not available',
  },
  {
    name: 'longestRestoreMs',
    unit: 'ms',
    about: 'from the order of a restore until the table was ready',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

export interface RestoreParameters extends Plantable {
  readonly restorableLag: number;
  /** Before it looks again for a node where there was none. */
  readonly backoff: number;
}

export interface RestoreContext {
  readonly simulation: Simulation;
  readonly groups: ReplicaTable;
  readonly partitions: TablePartitions;
  /** By table. */
  readonly versions: readonly ItemVersions[];
  readonly regions: readonly number[];
  readonly itemCounts: ItemCounts;
  readonly newReplicas: NewReplicas;
  readonly downloads: Downloads;
  readonly logs: ArchivedLogs;
  readonly snapshots: Snapshots;
  /** When the oldest write of the group that is not archived was committed; -1 where all are. */
  readonly unarchivedSinceNs: (group: number) => number;
  /** Another number whenever the node has lost its life or its drive. */
  readonly lifeOf: (node: number) => number;
  /** The group serves from now on, with replicas on these nodes and its log from `sequenceNumber` on. */
  readonly open: (group: number, nodes: readonly number[], sequenceNumber: number) => void;
}

/** One restore, and what has become of it. */
export class Restore {
  state: 'waiting' | 'underWay' | 'ready' | 'refused' = 'waiting';
  /** From when to when it could be, when it was asked for; -1 before, and of a backup. */
  earliestRestorableNs: number = none;
  latestRestorableNs: number = none;
  readyAtNs: number = none;
  bytes = 0;
  /** That it has when it is ready. */
  items = 0;
  /** By replica of each partition in turn: its node, and the life of it in which it has downloaded all; -1 before. */
  readonly nodes: number[];
  readonly lives: number[];

  constructor(
    readonly spec: RestoreSpec,
    /** Null: from what the archive keeps. */
    readonly backup: Backup | null,
    /** Numbers of the tables. */
    readonly from: number,
    readonly table: number,
    readonly firstGroup: number,
    readonly partitions: number,
    readonly replicas: number,
  ) {
    this.nodes = new Array<number>(partitions * replicas).fill(none);
    this.lives = new Array<number>(partitions * replicas).fill(none);
  }
}

class RestoredReplica implements Pooled {
  restore = 0;
  place = 0;
  constructor(readonly index: number) {}
}

export class Restores implements DownloadOwner {
  private readonly counts = countsOf(restoreFacts);
  private readonly replicas = new Pool('restored replicas', (index) => new RestoredReplica(index));
  private readonly goOnType: number;
  private readonly misses: boolean;

  constructor(
    private readonly context: RestoreContext,
    readonly list: readonly Restore[],
    private readonly parameters: RestoreParameters,
    private readonly trace: Trace,
  ) {
    const { simulation } = context;
    const about = (index: number) => `restore of ${list[index].spec.of} as ${list[index].spec.as}`;
    this.misses = parameters.defects.includes('restore-misses-last-second');
    this.goOnType = simulation.on('restore goes on', (index) => this.goOn(index), about);
    for (const [index, { spec }] of list.entries()) simulation.schedule(spec.atNs, this.goOnType, index);
  }

  facts() {
    return this.counts;
  }

  private goOn(index: number): void {
    const restore = this.list[index];
    if (restore.state === 'waiting') this.begin(restore);
    if (restore.state === 'underWay') this.place(index);
  }

  private begin(restore: Restore): void {
    const isKept = restore.backup === null ? this.isRestorable(restore) : restore.backup.state === 'available';
    restore.state = isKept ? 'underWay' : 'refused';
    if (!isKept) this.counts.restoresRefused++;
  }

  private isRestorable(restore: Restore): boolean {
    const { toNs } = restore.spec;
    restore.earliestRestorableNs = this.context.logs.restorableFromNs;
    restore.latestRestorableNs = this.latestRestorableNs(restore);
    return toNs >= restore.earliestRestorableNs && toNs <= restore.latestRestorableNs;
  }

  private latestRestorableNs({ from }: Restore): number {
    const { simulation, unarchivedSinceNs } = this.context;
    let latestNs = simulation.nowNs - this.parameters.restorableLag;
    for (const group of this.context.partitions.of(from)) {
      const sinceNs = unarchivedSinceNs(group);
      if (sinceNs !== none) latestNs = Math.min(latestNs, sinceNs - 1);
    }
    return Math.max(0, latestNs);
  }

  /** Replicas without a node get one, those whose node has died since another; when all are there the table is. */
  private place(index: number): void {
    const restore = this.list[index];
    const { newReplicas, lifeOf, simulation } = this.context;
    const { nodes, lives } = restore;
    let isWaiting = false;
    for (let place = 0; place < nodes.length; place++) {
      const isGone =
        lives[place] !== none && (lives[place] !== lifeOf(nodes[place]) || !newReplicas.isUsable(nodes[place]));
      if (isGone) this.leave(restore, place);
      if (nodes[place] === none && !this.download(index, place)) isWaiting = true;
    }
    if (isWaiting) simulation.schedule(this.parameters.backoff, this.goOnType, index);
    else if (lives.every((life) => life !== none)) this.ready(restore);
  }

  /** False: there is no node for it now. */
  private download(index: number, place: number): boolean {
    const restore = this.list[index];
    const { newReplicas, downloads, regions } = this.context;
    const partition = Math.floor(place / restore.replicas);
    const members = restore.nodes.slice(partition * restore.replicas, (partition + 1) * restore.replicas);
    const others = members.filter((node) => node !== none);
    const node = newReplicas.choose(regions[restore.from], others);
    if (node === none) return false;
    restore.nodes[place] = node;
    const replica = this.replicas.take();
    replica.restore = index;
    replica.place = place;
    const bytes = this.bytesOf(restore, partition);
    restore.bytes += bytes;
    downloads.begin(this, replica.index, node, bytes);
    return true;
  }

  private bytesOf({ backup, from, spec }: Restore, partition: number): number {
    if (backup !== null) return backup.bytes[partition];
    const { partitions, snapshots } = this.context;
    const sources = partitions.from(from, partition);
    return sources.reduce((bytes, group) => bytes + snapshots.bytesUpTo(group, spec.toNs), 0);
  }

  private leave({ nodes, lives }: Restore, place: number): void {
    this.context.newReplicas.settled(nodes[place]);
    nodes[place] = none;
    lives[place] = none;
  }

  about(job: number): string {
    const { restore, place } = this.replicas.items[job];
    const { spec, replicas } = this.list[restore];
    return `restore of ${spec.as}/${Math.floor(place / replicas)}`;
  }

  downloaded(job: number): void {
    const { restore: index, place } = this.replicas.items[job];
    const { nodes, lives } = this.list[index];
    lives[place] = this.context.lifeOf(nodes[place]);
    this.replicas.release(this.replicas.items[job]);
    if (lives.every((life) => life !== none)) this.place(index);
  }

  failed(job: number): void {
    const { restore: index, place } = this.replicas.items[job];
    this.leave(this.list[index], place);
    this.replicas.release(this.replicas.items[job]);
    this.context.simulation.schedule(this.parameters.backoff, this.goOnType, index);
  }

  private ready(restore: Restore): void {
    const { simulation, groups, open, newReplicas } = this.context;
    const { spec, from, nodes, firstGroup, partitions, replicas, table } = restore;
    restore.items = this.cut(restore);
    for (let partition = 0; partition < partitions; partition++) {
      const members = nodes.slice(partition * replicas, (partition + 1) * replicas);
      const sources = this.context.partitions.from(from, partition);
      const ends = sources.map((group) => groups.get(group, field.commit));
      open(firstGroup + partition, members, Math.max(...ends));
    }
    for (const node of nodes) newReplicas.settled(node);
    restore.state = 'ready';
    restore.readyAtNs = simulation.nowNs;
    this.counts.tablesRestored++;
    this.counts.longestRestoreMs = Math.max(this.counts.longestRestoreMs ?? 0, (simulation.nowNs - spec.atNs) / 1e6);
    const versions = this.context.versions[table];
    this.trace.tableRestored(simulation, {
      ...{ table, of: from, toNs: spec.toNs, items: versions.tracked },
      writeId: (item) => versions.writeId(item),
    });
  }

  /**
   * The new table's items are what the archive or the backup says that they were; that is the beginning of an archive of its
   * own. How many are there.
   */
  private cut({ from, table, spec, backup }: Restore): number {
    const { logs, versions, itemCounts, partitions } = this.context;
    const toNs = this.misses ? spec.toNs - 1e9 : spec.toNs;
    let items = 0;
    const set = (item: number, sequenceNumber: number, writeId: number, bytes: number) => {
      versions[table].set(item, sequenceNumber, writeId);
      versions[table].setBytes(item, bytes);
      logs.load(table, item, sequenceNumber, writeId, bytes);
      items = Math.max(items, item + 1);
    };
    if (backup !== null) backup.versions!.forEach(set);
    else {
      logs.forEachFolded(from, set);
      for (const group of partitions.of(from)) logs.forEach(group, toNs, set);
    }
    const loaded = itemCounts.of(table);
    itemCounts.grow(table, items);
    return presentItems(versions[table], loaded, itemCounts.of(table));
  }
}

/** Of the first `count`, without those that were deleted, or are not there yet: of these so many were at the beginning. */
function presentItems(versions: ItemVersions, loaded: number, count: number): number {
  let present = 0;
  for (let item = 0; item < count; item++) {
    const isDeleted = versions.bytesWritten(item) === 0;
    const hasYetToCome = item >= loaded && item < versions.tracked && versions.sequenceNumber(item) === 0;
    if (!isDeleted && !hasYetToCome) present++;
  }
  return present;
}
