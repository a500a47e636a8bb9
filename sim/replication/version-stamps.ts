/**
 * Which of two versions of an item of a global table is the newer (facts 2.4: the last writer wins, by a timestamp that the
 * service itself takes, as a conditional write at the receiver). Each version has the time of the clock of the leader that
 * committed it, and the region of that leader:
 *
 *   of two versions, the newer is that of the later time; of equal times, that of the region with the higher number
 *
 * which is a total order, the same everywhere, so that copies that have seen the same writes have the same item. Clocks are
 * skewed: a write is stamped later than what its region has of the item already (assumption: else an acknowledged write
 * could be gone at once where it was made), so that skew decides between writes that did not know of each other, and no
 * others. What comes from another region keeps its stamp, and leaves nothing in the log if the item has a newer version.
 *
 * Kept are the stamps of the items that are tracked (item-versions.ts), deleted ones included; the service forgets those of
 * these some day. Tables of one region have none of this.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { Plantable } from '../protocol/defects.js';
import type { Agreed, JournalAsk } from '../protocol/journal-ask.js';
import type { Request } from '../protocol/request.js';
import { loadedStampNs, type StampedVersion, VersionBuffer } from '../protocol/stamped-version.js';
import type { Trace } from '../trace.js';
import type { ItemVersions } from './item-versions.js';
import type { ItemRegister } from './journal/item-register.js';
import type { LogRecords } from './log-records.js';

/** A table in one region. */
export interface StampedCopy {
  readonly region: number;
  /** They have stamps. */
  readonly versions: ItemVersions;
  /** Where its regions agree on each write, and stamps are the numbers of an item's versions; null where they do not. */
  readonly register: ItemRegister | null;
}

/** Tells other regions what one has written. */
export interface VersionTeller {
  written(version: StampedVersion): void;
  /** A version from another region comes to the copy `table` for the first time: it is told to those who observe. */
  isNews(version: VersionBuffer, table: number): boolean;
}

export interface VersionStampParameters extends Plantable {
  /** What clocks are read to. */
  readonly clockTick: number;
}

export class VersionStamps {
  teller: VersionTeller | null = null;
  /** Hears of each version that an item of a table whose regions agree has. */
  journal: { decided(version: Pick<StampedVersion, 'table' | 'item' | 'stampNs' | 'writeId'>): void } | null = null;
  /** By log record: the version of another region that it brings; null where the write is the region's own. */
  private readonly brought: (VersionBuffer | null)[] = [];
  /** By log record, where the latter may be. */
  private readonly buffers: (VersionBuffer | undefined)[] = [];
  /** What a region writes now. */
  private readonly made = new VersionBuffer();
  /** By log record, where regions agree: what one asks, or what was agreed about the region's own write. */
  private readonly entries: (JournalAsk | Agreed | null)[] = [];
  private readonly winsOnArrival: boolean;
  private readonly tiesGoToArrival: boolean;

  constructor(
    private readonly simulation: Simulation,
    /** By table; null where it has one copy. */
    private readonly copies: readonly (StampedCopy | null)[],
    private readonly clockNs: (node: number) => number,
    private readonly parameters: VersionStampParameters,
    private readonly trace: Trace,
  ) {
    this.winsOnArrival = parameters.defects.includes('last-writer-by-arrival');
    this.tiesGoToArrival = parameters.defects.includes('tie-by-region-of-arrival');
  }

  /** A record is made of a request. */
  begin(record: number, { request: { tenant, version, ask }, agreed }: Call): void {
    while (this.brought.length <= record) {
      this.brought.push(null);
      this.buffers.push(undefined);
      this.entries.push(null);
    }
    const isOfRegion = tenant === none;
    this.brought[record] = isOfRegion && version !== null ? this.keep(record, version) : null;
    this.entries[record] = isOfRegion ? ask : agreed;
  }

  /** The request may be over before the record is. */
  private keep(record: number, version: VersionBuffer): VersionBuffer {
    this.buffers[record] ??= new VersionBuffer();
    const kept = this.buffers[record].assign(version);
    kept.change = version.change;
    return kept;
  }

  /** Null: the regions of the table do not agree beforehand, or nobody follows the item. */
  registerOf(table: number, item: number): ItemRegister | null {
    const copy = this.copies[table];
    return copy === null || item >= copy.versions.tracked ? null : copy.register;
  }

  /** The newest version that the copy has of an item that it follows. */
  newest(table: number, item: number): number {
    return Math.max(0, this.copies[table]!.versions.stampNs(item));
  }

  /** What a request brings from another region is older than what the item has. */
  isSuperseded({ tenant, table, version }: Request): boolean {
    return tenant === none && version !== null && this.isOlder(this.copies[table]!, table, version);
  }

  /**
   * The leader on the node commits the record, and knows what it replaces: whether its version is the item's newest, which
   * one of the region's own always is, unless regions agree. What a region only asks is no version.
   */
  takes(record: number, records: LogRecords, node: number): boolean {
    const table = records.table(record);
    const copy = this.copies[table];
    if (copy === null) return true;
    const brought = this.brought[record];
    if (brought === null) {
      if (copy.register !== null && !this.isAgreed(copy.register, record, records.item(record))) return false;
      this.stamp(copy, table, record, records, node);
      return true;
    }
    if (this.isOlder(copy, table, brought)) return false;
    const { item } = brought;
    if (item < copy.versions.tracked) {
      if (this.overrules(copy, brought))
        this.trace.versionOverruled(this.simulation, table, records.previousWriteId(record), brought);
      this.set(copy, item, brought.stampNs, brought.region);
    }
    if (brought.table === table) {
      // It was decided a while ago, and perhaps after what was committed before it.
      brought.committedAtNs = this.simulation.nowNs;
      this.trace.versionWritten(this.simulation, brought);
      this.teller!.written(brought);
    } else if (this.teller!.isNews(brought, table)) this.trace.changeApplied(this.simulation, table, brought);
    if (copy.register !== null && item < copy.versions.tracked) this.journal!.decided({ ...brought, table });
    return true;
  }

  /** Of the item's newest version, in a table that several regions have. */
  of(table: number, item: number): Pick<StampedVersion, 'stampNs' | 'region'> {
    const { versions } = this.copies[table]!;
    return { stampNs: versions.stampNs(item), region: versions.stampRegion(item) };
  }

  private isAgreed(register: ItemRegister, record: number, item: number): boolean {
    const entry = this.entries[record];
    if (entry === null) return true;
    if (!('kind' in entry)) return register.mayCommit(item, entry);
    entry.answer = register.answerTo(entry);
    return false;
  }

  /**
   * Whether it takes the place of a write of this region that its maker did not know. One that is known to have been replaced
   * by another first, which comes later, is not told: changes that overtake each other hide some.
   */
  private overrules(copy: StampedCopy, { item, replacedStampNs, replacedRegion }: StampedVersion): boolean {
    if (copy.versions.stampRegion(item) !== copy.region) return false;
    const stampNs = copy.versions.stampNs(item);
    if (copy.register !== null) return stampNs > replacedStampNs;
    return stampNs > replacedStampNs || (stampNs === replacedStampNs && copy.region > replacedRegion);
  }

  private stamp(copy: StampedCopy, table: number, record: number, records: LogRecords, node: number): void {
    const { clockTick } = this.parameters;
    const item = records.item(record);
    const isTracked = item < copy.versions.tracked;
    const replacedStampNs = isTracked ? copy.versions.stampNs(item) : loadedStampNs;
    const replacedRegion = isTracked ? copy.versions.stampRegion(item) : copy.region;
    const readNs = Math.floor(this.clockNs(node) / clockTick) * clockTick;
    const isNumbered = copy.register !== null && isTracked;
    const stampNs = isNumbered ? this.numberOf(record, table, item) : Math.max(readNs, replacedStampNs + clockTick);
    if (isTracked) this.set(copy, item, stampNs, copy.region);
    const { made } = this;
    made.table = table;
    made.group = records.group(record);
    made.item = item;
    made.bytes = records.bytes(record);
    made.writeId = records.writeId(record);
    made.region = copy.region;
    made.stampNs = stampNs;
    // A region may have agreed to a version before it heard of the one below.
    made.replacedStampNs = isNumbered ? stampNs - 1 : replacedStampNs;
    made.replacedRegion = replacedRegion;
    made.committedAtNs = this.simulation.nowNs;
    this.trace.versionWritten(this.simulation, made);
    this.teller!.written(made);
    if (isNumbered) this.journal!.decided(made);
  }

  /** The version that a write was agreed to be. */
  private numberOf(record: number, table: number, item: number): number {
    const entry = this.entries[record];
    return entry === null ? this.newest(table, item) + 1 : entry.version;
  }

  private set({ versions, register }: StampedCopy, item: number, stampNs: number, region: number): void {
    versions.setStamp(item, stampNs, region);
    register?.applied(item, stampNs);
  }

  /** Than what the item has, or the same. */
  private isOlder(copy: StampedCopy, table: number, version: VersionBuffer): boolean {
    if (this.isNewer(copy, version)) return false;
    if (version.table !== table && this.teller!.isNews(version, table))
      this.trace.changeSuperseded(this.simulation, table, version);
    return true;
  }

  private isNewer(copy: StampedCopy, { item, stampNs, region }: StampedVersion): boolean {
    if (item >= copy.versions.tracked || this.winsOnArrival) return true;
    const newestNs = copy.versions.stampNs(item);
    if (stampNs !== newestNs || copy.register !== null) return stampNs > newestNs;
    if (this.tiesGoToArrival) return copy.versions.stampRegion(item) !== copy.region;
    return region > copy.versions.stampRegion(item);
  }
}
