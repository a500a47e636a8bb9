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
 * Kept are the stamps of the items that are tracked, 8 bytes each, deleted items included; the service forgets those of
 * deleted ones some day. Tables of one region have none of this.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Plantable } from '../protocol/defects.js';
import type { Request } from '../protocol/request.js';
import { loadedStampNs, type StampedVersion } from '../protocol/stamped-version.js';
import type { Trace } from '../trace.js';
import type { LogRecords } from './log-records.js';

/** A table in one region. */
export interface StampedCopy {
  readonly region: number;
  /** As many of its items have stamps; null: no other region has the table. */
  readonly tracked: number | null;
}

export interface VersionStampParameters extends Plantable {
  /** What clocks are read to. */
  readonly clockTick: number;
}

/** Of the upper half of a time, which may be before the start of the run by a clock that is slow, and is 0 of what was loaded. */
const upperAtStart = 2 ** 21 + 1;
const upperBits = 23;

/** Eight bytes an item, which are one look at memory that is seldom near: the lower half of its time, and the upper one with the region. */
class ItemStamps {
  private readonly words: Uint32Array;
  constructor(
    readonly region: number,
    readonly tracked: number,
  ) {
    this.words = new Uint32Array(2 * tracked);
  }

  timeNs(item: number): number {
    const upper = this.words[2 * item + 1] & ((1 << upperBits) - 1);
    return upper === 0 ? loadedStampNs : (upper - upperAtStart) * 2 ** 32 + this.words[2 * item];
  }

  regionOf(item: number): number {
    return this.words[2 * item + 1] >>> upperBits;
  }

  set(item: number, stampNs: number, region: number): void {
    const upper = Math.floor(stampNs / 2 ** 32);
    this.words[2 * item] = stampNs - upper * 2 ** 32;
    this.words[2 * item + 1] = (region << upperBits) | (upper + upperAtStart);
  }
}

export class VersionStamps {
  /** Sends on what a region has written. */
  listener: { written(version: StampedVersion): void } | null = null;
  /** By table; null where it has one copy. */
  private readonly items: readonly (ItemStamps | null)[];
  /** By log record: the version of another region that it brings; null where the write is the region's own. */
  private readonly brought: (StampedVersion | null)[] = [];
  private readonly winsOnArrival: boolean;
  private readonly tiesGoToArrival: boolean;

  constructor(
    private readonly simulation: Simulation,
    copies: readonly StampedCopy[],
    private readonly clockNs: (node: number) => number,
    private readonly parameters: VersionStampParameters,
    private readonly trace: Trace,
  ) {
    this.items = copies.map(({ region, tracked }) => (tracked === null ? null : new ItemStamps(region, tracked)));
    this.winsOnArrival = parameters.defects.includes('last-writer-by-arrival');
    this.tiesGoToArrival = parameters.defects.includes('tie-by-region-of-arrival');
  }

  /** A record is made of a request. */
  begin(record: number, { tenant, version }: Request): void {
    while (this.brought.length <= record) this.brought.push(null);
    this.brought[record] = tenant === none ? version : null;
  }

  /** What a request brings from another region is older than what the item has. */
  isSuperseded({ tenant, table, version }: Request): boolean {
    return tenant === none && this.isOlder(this.items[table]!, table, version!);
  }

  /**
   * The leader on the node commits the record, and knows what it replaces: whether its version is the item's newest, which
   * one of the region's own always is.
   */
  takes(record: number, records: LogRecords, node: number): boolean {
    const table = records.table(record);
    const items = this.items[table];
    if (items === null) return true;
    const brought = this.brought[record];
    if (brought === null) {
      this.stamp(items, table, record, records, node);
      return true;
    }
    if (this.isOlder(items, table, brought)) return false;
    const { item } = brought;
    if (item < items.tracked) {
      if (this.overrules(items, brought))
        this.trace.versionOverruled(this.simulation, table, records.previousWriteId(record), brought);
      items.set(item, brought.stampNs, brought.region);
    }
    brought.heardIn |= 1 << items.region;
    this.trace.changeApplied(this.simulation, table, brought);
    return true;
  }

  /**
   * Whether it takes the place of a write of this region that its maker did not know. One that is known to have been replaced
   * by another first, which comes later, is not told: changes that overtake each other hide some.
   */
  private overrules(items: ItemStamps, { item, replacedStampNs, replacedRegion }: StampedVersion): boolean {
    if (items.regionOf(item) !== items.region) return false;
    const stampNs = items.timeNs(item);
    return stampNs > replacedStampNs || (stampNs === replacedStampNs && items.region > replacedRegion);
  }

  private stamp(items: ItemStamps, table: number, record: number, records: LogRecords, node: number): void {
    const { clockTick } = this.parameters;
    const item = records.item(record);
    const isTracked = item < items.tracked;
    const replacedStampNs = isTracked ? items.timeNs(item) : loadedStampNs;
    const replacedRegion = isTracked ? items.regionOf(item) : items.region;
    const readNs = Math.floor(this.clockNs(node) / clockTick) * clockTick;
    const stampNs = Math.max(readNs, replacedStampNs + clockTick);
    if (isTracked) items.set(item, stampNs, items.region);
    const version: StampedVersion = {
      table,
      group: records.group(record),
      item,
      bytes: records.bytes(record),
      writeId: records.writeId(record),
      region: items.region,
      stampNs,
      replacedStampNs,
      replacedRegion,
      committedAtNs: this.simulation.nowNs,
      heardIn: 0,
    };
    this.trace.versionWritten(this.simulation, version);
    this.listener?.written(version);
  }

  /** Than what the item has, or the same. */
  private isOlder(items: ItemStamps, table: number, version: StampedVersion): boolean {
    if (this.isNewer(items, version)) return false;
    if ((version.heardIn & (1 << items.region)) === 0) {
      version.heardIn |= 1 << items.region;
      this.trace.changeSuperseded(this.simulation, table, version);
    }
    return true;
  }

  private isNewer(items: ItemStamps, { item, stampNs, region }: StampedVersion): boolean {
    if (item >= items.tracked || this.winsOnArrival) return true;
    const newestNs = items.timeNs(item);
    if (stampNs !== newestNs) return stampNs > newestNs;
    if (this.tiesGoToArrival) return items.regionOf(item) !== items.region;
    return region > items.regionOf(item);
  }
}
