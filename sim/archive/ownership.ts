/**
 * Whether a partition had the right to take a write: it owns the item, or gave it away in a split that came after. Agents
 * ask before they upload, so that what one partition took for another's is found before it is a restored table's.
 */
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { SegmentView } from '../trace.js';

export class Ownership {
  /** By group that a split made: sequence number up to which what it owns was its parent's. */
  private readonly beginnings = new Map<number, number>();

  constructor(private readonly keySpaces: Pick<KeySpaces, 'tableOf' | 'spaces' | 'isFromSplit' | 'parentOf'>) {}

  /** `child`, whose log goes on after `sequenceNumber`, is a partition of its own. */
  split(child: number, sequenceNumber: number): void {
    this.beginnings.set(child, sequenceNumber);
  }

  ownsAll(segment: SegmentView): boolean {
    for (let nth = 0; nth < segment.count; nth++) {
      if (!this.owned(segment.group, segment.item(nth), segment.sequenceNumber(nth))) return false;
    }
    return true;
  }

  private owned(group: number, item: number, sequenceNumber: number): boolean {
    let owner = this.keySpaces.spaces[this.keySpaces.tableOf(group)].groupOf(item);
    while (owner !== group) {
      if (!this.keySpaces.isFromSplit(owner)) return false;
      const parent = this.keySpaces.parentOf(owner);
      if (parent === group) return sequenceNumber <= (this.beginnings.get(owner) ?? Number.POSITIVE_INFINITY);
      owner = parent;
    }
    return true;
  }
}
