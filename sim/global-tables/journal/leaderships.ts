/**
 * The leaders of each partition one after the other, by numbers that only rise. A leader may have found records of its
 * predecessor that are not committed; until they are, it cannot know which versions its region has, and proposes none.
 */
import { none } from '../../engine/pool.js';
import { field, type ReplicaTable } from '../../replication/replica-table.js';

interface Leadership {
  readonly term: number;
  readonly number: number;
  /** The last record that it found. */
  readonly found: number;
}

export class Leaderships {
  private readonly latest = new Map<number, Leadership>();
  private count = 0;

  constructor(private readonly groups: ReplicaTable) {}

  /** The number of the leader in that term; -1 as long as it cannot know, or where there is a later one. */
  of(group: number, term: number): number {
    let latest = this.latest.get(group);
    if (latest === undefined || latest.term < term) {
      latest = { term, number: ++this.count, found: this.groups.get(group, field.last) };
      this.latest.set(group, latest);
    }
    if (latest.term > term) return none;
    return this.groups.get(group, field.commit) < latest.found && term > 0 ? none : latest.number;
  }
}
