/**
 * Copies of items that are known to be damaged are copied anew from another replica, page by page in the background, some at
 * a time. Whatever passes its checksum there counts as good: of copies that differ, who compares them says which is wrong, and
 * while nobody can say, none is copied (replication/disputed-items.ts). A repair that finds no such replica, or whose nodes
 * die, is tried again:
 *
 *   found ─> ready, while too many are under way ─> under way ─> repaired
 *              ^                                         │
 *              └─ a second later ─ stuck: no source now <┘   (by node, where that is down: until it is up)
 *
 * Where no replica has a good copy, the node reads the page from the archive, if that has the version: assumption: the page is
 * found there without the rest, by the index of a sorted snapshot and of the segments since.
 *
 * All of a run may wait at once, and each costs one try whenever it is ready: no event looks at all that wait.
 *
 * P22 section 5.3 has every bad copy replaced from good ones; that a page is enough is an assumption, as pages are what
 * checksums cover.
 */
import { type ArchivedReadOwner, ArchivedReads, type ReadableArchive } from '../archive/archived-reads.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { DriveUse } from '../infrastructure/drive-use.js';
import type { Network } from '../infrastructure/network.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { Plantable } from '../protocol/defects.js';
import { BackgroundCopies, type CopyOwner } from '../replication/background-copies.js';
import type { DamagedCopies, DamagedCopy } from '../replication/damaged-copies.js';
import { field } from '../replication/replica-table.js';
import { Line } from './line.js';

/** Of the fleet: each is a page, and more would be a storm of their own. */
const atOnceMax = 64;
const tryAgainAfterNs = 1e9;
/** Stuck copies at a time that are made ready: of a partition that is lost for good, all would be too many. */
const readyAtOnceMax = 1024;

export interface CopyRepairParameters extends Plantable {
  readonly catchUpBandwidth: number;
  readonly catchUpChunk: number;
  readonly pageBytes: number;
}

class Repair implements Pooled {
  copy: DamagedCopy | null = null;
  /** Node, or -1: from the archive; then also the life of the node that reads, and of its drive. */
  from = 0;
  incarnation = 0;
  generation = 0;
  constructor(
    readonly index: number,
    readonly drive: DriveUse,
  ) {}
}

export class CopyRepairs implements CopyOwner, ArchivedReadOwner {
  /** Not tried yet, or not since a second ago. */
  private readonly ready = new Line<DamagedCopy>();
  /** No other replica had the item when they were tried; those of nodes that were down, by node. */
  private readonly stuck = new Line<DamagedCopy>();
  private readonly stuckOn = new Map<number, Line<DamagedCopy>>();
  private readonly underWay: Pool<Repair>;
  /** Built when it is needed for the first time. */
  private pages: ArchivedReads | null = null;
  private readonly pageStoredType: number;
  private readonly copies: BackgroundCopies;
  private readonly tryAgainType: number;
  private readonly trustsDisputed: boolean;
  private isTryingAgain = false;

  constructor(
    private readonly simulation: Simulation,
    network: Network,
    private readonly leadership: LeaderLeases,
    private readonly keySpaces: KeySpaces,
    private readonly damage: DamagedCopies,
    private readonly archive: () => ReadableArchive | null,
    private readonly parameters: CopyRepairParameters,
  ) {
    const { catchUpBandwidth, catchUpChunk, defects } = parameters;
    this.trustsDisputed = defects.includes('disputed-copy-copied');
    const { nodes } = leadership;
    this.copies = new BackgroundCopies('repair', simulation, network, nodes, catchUpBandwidth, catchUpChunk, this);
    this.underWay = new Pool('repairs', (index) => new Repair(index, new DriveUse(nodes.disks)));
    this.pageStoredType = simulation.on(
      'archived page stored',
      (job) => this.pageStored(job),
      (job) => this.about(job),
    );
    this.tryAgainType = simulation.on('repairs tried again', () => {
      this.tryAgain();
      this.isTryingAgain = false;
      this.keepTrying();
    });
    damage.found = (copy) => this.attempt(copy);
  }

  private tryAgain(): void {
    for (const [node, line] of this.stuckOn) {
      while (line.length > 0 && !this.isDamaged(line.first!)) line.shift();
      while (line.length > 0 && this.leadership.nodes.hosts[node].isUp) this.ready.push(line.shift());
      if (line.length === 0) this.stuckOn.delete(node);
    }
    for (let left = Math.min(this.stuck.length, readyAtOnceMax); left > 0; left--) this.ready.push(this.stuck.shift());
    this.beginReady();
  }

  private keepTrying(): void {
    const isWaiting = this.ready.length > 0 || this.stuck.length > 0 || this.stuckOn.size > 0;
    if (!isWaiting || this.isTryingAgain) return;
    this.isTryingAgain = true;
    this.simulation.schedule(tryAgainAfterNs, this.tryAgainType, 0);
  }

  private beginReady(): void {
    while (this.ready.length > 0 && this.underWay.inUse < atOnceMax) this.attempt(this.ready.shift());
  }

  /** Begins the repair, or has it wait. What is whole meanwhile, or gone, needs none. */
  private attempt(copy: DamagedCopy): void {
    if (!this.isDamaged(copy)) return;
    const isFull = this.underWay.inUse >= atOnceMax;
    const from = isFull ? none : this.sourceFor(copy);
    if (from !== none) {
      const repair = this.underWay.take();
      repair.copy = copy;
      repair.from = from;
      this.copies.begin(repair.index, from, copy.node, this.parameters.pageBytes);
    } else if (isFull) this.ready.push(copy);
    else if (!this.fetches(copy)) this.becomeStuck(copy);
    this.keepTrying();
  }

  /** Begins to read the page from the archive; false: it is not there, or somebody has still to say what it should be. */
  private fetches(copy: DamagedCopy): boolean {
    const archive = this.archive();
    const { hosts, disks } = this.leadership.nodes;
    const { node, table, item } = copy;
    if (archive === null || !hosts[node].isUp || disks.hasFailed(node) || this.isDisputed(table, item)) return false;
    if (copy.overSequenceNumber > archive.archivedUpTo(this.damage.groupOf(copy))) return false;
    const { catchUpBandwidth, pageBytes } = this.parameters;
    this.pages ??= new ArchivedReads('archived page read', this.simulation, hosts, archive, this, catchUpBandwidth);
    const repair = this.underWay.take();
    repair.copy = copy;
    repair.from = none;
    repair.incarnation = hosts[node].incarnation;
    repair.generation = disks.generation(node);
    this.pages.begin(repair.index, node, pageBytes);
    return true;
  }

  aboutRead(job: number): string {
    return this.about(job);
  }

  archiveAnswered(): void {}

  isReadWanted(): boolean {
    return true;
  }

  archiveRead(job: number): void {
    if (!this.isStillThere(job)) return this.failed(job);
    const { copy, drive } = this.underWay.items[job];
    const storedNs = drive.begin(copy!.node, this.simulation.nowNs, this.parameters.pageBytes, true);
    this.simulation.schedule(storedNs, this.pageStoredType, job);
  }

  archiveUnanswered(job: number): void {
    this.failed(job);
  }

  private pageStored(job: number): void {
    if (!this.isStillThere(job)) return this.failed(job);
    const { copy, drive } = this.underWay.items[job];
    const leftNs = drive.leftNs(this.simulation.nowNs);
    // A fault of the drive came since.
    if (leftNs > 0) return this.simulation.schedule(leftNs, this.pageStoredType, job);
    this.damage.end(copy!, 'fetched');
    this.over(job);
    this.beginReady();
  }

  /** The copy is still damaged, and the node lives on with its drive. */
  private isStillThere(job: number): boolean {
    const { copy, incarnation, generation } = this.underWay.items[job];
    const { hosts, disks } = this.leadership.nodes;
    const host = hosts[copy!.node];
    const livesOn = host.isUp && host.incarnation === incarnation;
    return livesOn && disks.generation(host.id) === generation && !disks.hasFailed(host.id) && this.isDamaged(copy!);
  }

  private becomeStuck(copy: DamagedCopy): void {
    const { node } = copy;
    if (this.leadership.nodes.hosts[node].isUp) return this.stuck.push(copy);
    const line = this.stuckOn.get(node) ?? new Line<DamagedCopy>();
    this.stuckOn.set(node, line);
    line.push(copy);
  }

  private isDamaged(copy: DamagedCopy): boolean {
    return this.damage.of(copy.node, copy.table, copy.item) === copy;
  }

  /** A node whose copy nobody knows to be bad, the leader's first, as other copies come from there; or -1. */
  private sourceFor({ node, table, item }: DamagedCopy): number {
    const { groups, nodes } = this.leadership;
    const group = this.keySpaces.spaces[table].groupOf(item);
    if (!nodes.hosts[node].isUp || this.isDisputed(table, item)) return none;
    const leader = groups.get(group, field.leader);
    for (let nth = 0; nth < groups.slots; nth++) {
      const slot = (leader + nth) % groups.slots;
      const host = groups.hostOf(group, slot);
      if (host === node || !groups.mayLead(group, slot) || !this.leadership.isAlive(group, slot)) continue;
      const there = this.damage.of(host, table, item);
      if (there?.failsChecksum) this.damage.find(there, 'transfer');
      else if (there === null || there.foundBy === null) return host;
    }
    return none;
  }

  private isDisputed(table: number, item: number): boolean {
    return !this.trustsDisputed && this.damage.disputed.of(table, item) !== null;
  }

  about(job: number): string {
    const { table, item } = this.underWay.items[job].copy!;
    return `item ${item} of table ${table}`;
  }

  isWanted(job: number): boolean {
    return this.isDamaged(this.underWay.items[job].copy!);
  }

  /** What the source has by now goes along, if no checksum tells. */
  copied(job: number): void {
    const { copy, from } = this.underWay.items[job];
    const { node, table, item } = copy!;
    const there = this.damage.of(from, table, item);
    const isBad = there !== null && (there.failsChecksum || there.foundBy !== null);
    if (isBad || this.isDisputed(table, item)) return this.failed(job);
    this.damage.end(copy!, 'repaired');
    if (there !== null) this.damage.damage(node, table, item, there, there.isTold);
    this.over(job);
    this.beginReady();
  }

  failed(job: number): void {
    const { copy } = this.underWay.items[job];
    this.over(job);
    this.becomeStuck(copy!);
    this.keepTrying();
  }

  private over(job: number): void {
    const repair = this.underWay.items[job];
    repair.copy = null;
    this.underWay.release(repair);
  }
}
