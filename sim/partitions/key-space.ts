/**
 * The line of keys of one table, and which partition owns which stretch of it. An item has a position on the line: a 32-bit
 * hash of its key, or for `sorted` tables its rank, so that neighbours in order are neighbours on the line (items of one
 * collection under their sort key). The hash is the service's, the same in every run: an item's partition is no draw, and a
 * fault that names a partition meets the same items whatever the seed. Partitions are ranges of positions; a split hands the right-hand part of one to a
 * new one.
 *
 * As long as no partition has split, the stretch where items lie when the run begins is divided equally, and the owner is
 * computed; afterwards it is searched for. In a sorted table the last partition also owns the room for what is appended.
 */
import { mix32 } from '../engine/exact-math.js';

export const keyPositions = 2 ** 32;
/** A sorted table has room on its line for a quarter more items than it begins with. */
const sortedRoom = 1.25;

/** A stretch of the line of keys. */
export interface KeyRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export class KeySpace {
  /** Where each range begins, ascending, and its group; empty while ranges are equal. */
  private readonly starts: number[] = [];
  private readonly owners: number[] = [];
  private readonly startOf = new Map<number, number>();
  /** End of the stretch that the first partitions divide, a whole number. */
  private readonly dividedEnd: number;

  constructor(
    readonly firstGroup: number,
    readonly partitionsAtStart: number,
    /** When the run begins. */
    readonly itemCount: number,
    readonly order: 'hashed' | 'sorted',
  ) {
    this.dividedEnd = order === 'hashed' ? keyPositions : Math.floor(keyPositions / sortedRoom);
  }

  /** Whether ranges are kept one by one; they are from the first split on, or once somebody has asked for all groups. */
  get hasSplit(): boolean {
    return this.starts.length > 0;
  }

  get partitions(): number {
    return this.hasSplit ? this.starts.length : this.partitionsAtStart;
  }

  keyPositionOf(item: number): number {
    if (this.order === 'hashed') return hashOf(item);
    return Math.min(keyPositions - 1, Math.ceil((item * this.dividedEnd) / this.itemCount));
  }

  groupOf(item: number): number {
    return this.groupAt(this.keyPositionOf(item));
  }

  groupAt(keyPosition: number): number {
    if (this.hasSplit) return this.owners[this.indexAt(keyPosition)];
    const index = Math.floor((keyPosition * this.partitionsAtStart) / this.dividedEnd);
    return this.firstGroup + Math.min(index, this.partitionsAtStart - 1);
  }

  private indexAt(keyPosition: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= keyPosition) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Places of the group's items: `from` to before `to`. */
  rangeOf(group: number): { readonly from: number; readonly to: number } {
    if (!this.hasSplit) {
      const index = group - this.firstGroup;
      return { from: this.equalStart(index), to: this.equalStart(index + 1) };
    }
    const index = this.indexOfGroup(group);
    return { from: this.starts[index], to: index + 1 < this.starts.length ? this.starts[index + 1] : keyPositions };
  }

  /** First position whose owner is computed as `index`. */
  private equalStart(index: number): number {
    if (index === this.partitionsAtStart) return keyPositions;
    return Math.ceil((index * this.dividedEnd) / this.partitionsAtStart);
  }

  /** Groups in the order of their ranges. */
  groups(): readonly number[] {
    if (!this.hasSplit) this.begin();
    return this.owners;
  }

  /** `child` takes over what `parent` owns from `keyPosition` on. */
  split(parent: number, keyPosition: number, child: number): void {
    if (!this.hasSplit) this.begin();
    const index = this.indexOfGroup(parent);
    const { from, to } = this.rangeOf(parent);
    if (keyPosition <= from || keyPosition >= to)
      throw new Error(`position ${keyPosition} is not inside [${from}, ${to})`);
    this.starts.splice(index + 1, 0, keyPosition);
    this.owners.splice(index + 1, 0, child);
    this.startOf.set(child, keyPosition);
  }

  private begin(): void {
    for (let index = 0; index < this.partitionsAtStart; index++) {
      this.starts.push(this.equalStart(index));
      this.owners.push(this.firstGroup + index);
      this.startOf.set(this.firstGroup + index, this.equalStart(index));
    }
  }

  private indexOfGroup(group: number): number {
    const start = this.startOf.get(group);
    if (start === undefined) throw new Error(`group ${group} has no range in this table`);
    return this.indexAt(start);
  }
}

function hashOf(item: number): number {
  return mix32((item ^ Math.floor(item / 2 ** 32)) + 0x9e3779b9) >>> 0;
}
