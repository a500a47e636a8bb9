/**
 * An acknowledged write survives. Every write that a client saw succeed must stay in the log: the checker hears of each
 * committed write that a new leader leaves out, and of each group whose replicas have all lost their data, and counts the
 * writes that went. A write that a client sent twice, and that committed twice, counts twice.
 *
 * Where a partition without a copy is rebuilt from an archive, what that did not have yet went with all three copies: no
 * promise is broken, and such writes are named with the copies that were destroyed (`losses`) and not counted here.
 * acknowledged-writes.ts holds the service to it that they were destroyed.
 *
 * Where partitions split, a log does not tell which of its writes are the group's own: those of tables that do are counted
 * by item, of the items that are tracked.
 */
import type { KeySpace } from '../partitions/key-space.js';
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { Clock } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

/** Which table a group is of, and by table who owns an item now. */
interface Partitions {
  tableOf(group: number): number;
  readonly spaces: readonly Readonly<Pick<KeySpace, 'groupOf'>>[];
}

export const durability: Property = {
  name: 'durability',
  about: 'a committed write is in the log of every leader that comes after',
};

export class DurabilityCheck implements Checker {
  private committed = 0;
  private readonly lost = new Violations();
  /** Writes of each group that were lost so far, where it never splits. */
  private readonly lostOfGroup = new Map<number, number>();
  /** By group: writes that went with its last copy, when it lost that last and nobody rebuilt it. */
  readonly lostWithGroup = new Map<number, number>();
  /** By table: surviving writes of each item. */
  private readonly writesOfItem: readonly Uint32Array[];

  /** `itemsByTable`: how many items to follow, none of a table that never splits. */
  constructor(
    private readonly partitions: Partitions,
    itemsByTable: readonly number[],
    private readonly nameOf: NameOf,
  ) {
    this.writesOfItem = itemsByTable.map((items) => new Uint32Array(items));
  }

  writeCommitted(_clock: Clock, _group: number, table: number, item: number): void {
    this.committed++;
    const writes = this.writesOfItem[table];
    if (item < writes.length) writes[item]++;
  }

  writeLost({ nowNs }: Clock, { group, item, writeId, committedAtNs }: CommittedWrite): void {
    this.lostOfGroup.set(group, (this.lostOfGroup.get(group) ?? 0) + 1);
    const writes = this.writesOfItem[this.partitions.tableOf(group)];
    if (item < writes.length) writes[item]--;
    this.lost.add(
      1,
      () =>
        `write ${writeId} to item ${item}, committed at ${inSeconds(committedAtNs)} in ${this.nameOf(group)}, ` +
        `is not in the log of the leader that took over at ${inSeconds(nowNs)}`,
    );
  }

  /** `committed`: writes that the group's log held, those included that were lost before. */
  groupLost({ nowNs }: Clock, group: number, committed: number): void {
    const table = this.partitions.tableOf(group);
    const lostBefore = this.lostOfGroup.get(group) ?? 0;
    const writes = this.writesOfItem[table].length > 0 ? this.takeWritesOf(group, table) : committed - lostBefore;
    this.lostOfGroup.set(group, committed);
    this.lostWithGroup.set(group, writes);
    this.lost.add(
      writes,
      () =>
        `${this.nameOf(group)} lost its last copy at ${inSeconds(nowNs)}, and ${counted(writes, 'committed write')} with it`,
    );
  }

  private takeWritesOf(group: number, table: number): number {
    const writes = this.writesOfItem[table];
    const space = this.partitions.spaces[table];
    let taken = 0;
    for (let item = 0; item < writes.length; item++) {
      if (writes[item] === 0 || space.groupOf(item) !== group) continue;
      taken += writes[item];
      writes[item] = 0;
    }
    return taken;
  }

  results(): Check[] {
    return [verdictOf(durability, this.committed, this.lost)];
  }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
