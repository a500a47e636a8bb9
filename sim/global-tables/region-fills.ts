/**
 * Regions that are added to a global table in use. From the moment of the order the other regions tell the new one of what
 * they write; what was there before is copied from the nearest of them, partition by partition in parallel, item by item in
 * the order of their numbers, each as its leader has it when its turn comes, by way of the replicator:
 *
 *   ordered ─ told of every write from now on ──────────────────────────────────────────────────────────────┐
 *          └─ items of the nearest region ─ `fillItemsPerSecond` a partition ═ conditional writes ─ all there ─> open to clients
 *
 * Items keep their stamps, so a copy and a change of the same item may overtake each other. What is under way to the nearest
 * region when the order comes would be missed by who reads there before it arrives: whoever wrote it tells the new one, too.
 * Until all has come the table is not there for clients of the region, as any table whose status is CREATING.
 *
 * Left out: what reading costs, the time that the control plane takes, and that its partitions are not there before: they
 * are, and are empty. Stamps of deleted items are copied as items without bytes. What a partition that is lost meanwhile had
 * is not copied again.
 */
import type { Simulation } from '../engine/simulation.js';
import { type CountsOf, countsOf, type Fact } from '../protocol/facts.js';
import { loadedStampNs, type StampedVersion } from '../protocol/stamped-version.js';
import { type Backlog, type Copying, Pace } from './backlog.js';
import type { GlobalCopy, Replicator } from './replicator.js';

export const fillFacts = [
  { name: 'regionsFilled', unit: 'count', about: 'regions added to a table in use that have all of it' },
  {
    name: 'itemsFilled',
    unit: 'count',
    about: 'items copied to such regions, of some of which they had a newer version',
  },
  { name: 'itemsSentAgain', unit: 'count', about: 'times that such a copy was refused or not answered in time' },
  {
    name: 'longestFillMs',
    unit: 'ms',
    about: 'from when a region was added until it had all of the table',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

export interface RegionFillParameters {
  readonly fillItemsPerSecond: number;
  readonly changesInFlight: number;
}

/** An item as a copy of the table has it. */
export interface FilledItem extends Pick<StampedVersion, 'stampNs' | 'region' | 'writeId' | 'bytes'> {
  readonly group: number;
}

export interface RegionFillContext {
  readonly simulation: Simulation;
  readonly replicator: Replicator;
  readonly partitionsOf: (table: number) => readonly number[];
  /** Those that were there at the beginning, and all that have been written since. */
  readonly itemsOf: (table: number) => { readonly loaded: number; readonly all: number };
  readonly read: (table: number, item: number) => FilledItem;
}

/** A partition of the source, and what of it is not copied yet. */
class FilledPartition implements Copying {
  readonly items: number[] = [];
  readonly backlog: Backlog;
  next = 0;

  constructor(
    private readonly fills: RegionFills,
    readonly fill: RegionFill,
    readonly group: number,
  ) {
    this.backlog = fills.backlogOf(this);
    this.backlog.copying = this;
  }

  answered(): void {
    this.fills.answered(this);
  }

  sentAgain(): void {
    this.fills.sentAgain();
  }
}

/** One copy that is added. */
export class RegionFill {
  state: 'waiting' | 'creating' | 'active' = 'waiting';
  source: GlobalCopy | null = null;
  filledAtNs: number | null = null;
  items = 0;
  itemsToCopy = 0;
  bytes = 0;
  partitionsLeft = 0;

  constructor(
    readonly copy: GlobalCopy,
    readonly atNs: number,
    /** The others of the table, the nearest first. */
    readonly others: readonly GlobalCopy[],
  ) {}
}

export class RegionFills {
  private readonly counts = countsOf(fillFacts);
  private readonly pace: Pace;

  constructor(
    private readonly context: RegionFillContext,
    readonly list: readonly RegionFill[],
    private readonly parameters: RegionFillParameters,
    /** Clients of the region find the table from now on. */
    private readonly open: (copy: GlobalCopy) => void,
  ) {
    const { simulation } = context;
    this.pace = new Pace(parameters.fillItemsPerSecond, parameters.changesInFlight);
    const about = (index: number) => `copy ${list[index].copy.table} in region ${list[index].copy.region}`;
    const beginType = simulation.on('region added', (index) => this.begin(list[index]), about);
    for (const [index, { atNs }] of list.entries()) simulation.schedule(atNs, beginType, index);
  }

  facts(): CountsOf<typeof fillFacts> {
    return this.counts;
  }

  private begin(fill: RegionFill): void {
    const { replicator, partitionsOf } = this.context;
    const isThere = ({ table }: GlobalCopy) => this.stateOf(table) !== 'waiting';
    const others = fill.others.filter(isThere);
    const source = others.find(({ table }) => this.stateOf(table) === 'active')!;
    for (const other of others) {
      replicator.addCopy(fill.copy, other, partitionsOf(other.table), source);
      replicator.addCopy(other, fill.copy, partitionsOf(fill.copy.table), source);
    }
    fill.state = 'creating';
    fill.source = source;
    const partitions = this.partitionsOf(fill, source);
    fill.partitionsLeft = partitions.length;
    for (const partition of partitions) {
      const atOnceMax = 2 * this.parameters.changesInFlight;
      while (partition.next < Math.min(atOnceMax, partition.items.length)) this.copyNext(partition);
    }
    if (partitions.length === 0) this.filled(fill);
  }

  /** Of a copy that was there from the beginning: active. */
  private stateOf(table: number): RegionFill['state'] {
    return this.list.find(({ copy }) => copy.table === table)?.state ?? 'active';
  }

  isFilled(table: number): boolean {
    return this.stateOf(table) === 'active';
  }

  /** Those that have items. */
  private partitionsOf(fill: RegionFill, { table }: GlobalCopy): readonly FilledPartition[] {
    const { itemsOf, read } = this.context;
    const { loaded, all } = itemsOf(table);
    const byGroup = new Map<number, FilledPartition>();
    for (let item = 0; item < all; item++) {
      const { group, stampNs } = read(table, item);
      // Some appended one that has not been committed yet: it will be told.
      if (item >= loaded && stampNs === loadedStampNs) continue;
      const partition = byGroup.get(group) ?? new FilledPartition(this, fill, group);
      byGroup.set(group, partition);
      partition.items.push(item);
      fill.itemsToCopy++;
    }
    return [...byGroup.values()];
  }

  backlogOf(partition: FilledPartition): Backlog {
    const { fill, group } = partition;
    return this.context.replicator.backlogTo(fill.copy, group, fill.source!.region, this.pace);
  }

  private copyNext(partition: FilledPartition): void {
    const { simulation, replicator, read } = this.context;
    const { fill, items, backlog } = partition;
    const { table } = fill.source!;
    const item = items[partition.next++];
    const found = read(table, item);
    fill.bytes += found.bytes;
    replicator.tell(backlog, {
      ...{ table, item, ...found, committedAtNs: simulation.nowNs },
      ...{ replacedStampNs: found.stampNs, replacedRegion: found.region },
    });
  }

  answered(partition: FilledPartition): void {
    const { fill, items, backlog } = partition;
    fill.items++;
    this.counts.itemsFilled++;
    if (partition.next < items.length) this.copyNext(partition);
    // The one that is answered is among them still.
    else if (backlog.unanswered === 1 && --fill.partitionsLeft === 0) this.filled(fill);
  }

  sentAgain(): void {
    this.counts.itemsSentAgain++;
  }

  private filled(fill: RegionFill): void {
    const { nowNs } = this.context.simulation;
    fill.state = 'active';
    fill.filledAtNs = nowNs;
    this.counts.regionsFilled++;
    this.counts.longestFillMs = Math.max(this.counts.longestFillMs ?? 0, (nowNs - fill.atNs) / 1e6);
    this.open(fill.copy);
  }
}
