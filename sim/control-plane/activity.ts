/** What the control plane did and why, for people to read: the newest of it, since a long run does much. */

/** What it may say that it did; pictures tell acts from what was only begun or left. */
export type Act =
  | `split for ${'size' | 'consumption'}`
  | `split ${'given up' | 'left' | 'skipped'}`
  | 'item isolated'
  | `move ${'begun' | 'given up'}`
  | 'replica moved'
  | 'leader asked to move'
  | `${'read' | 'write'} provision ${'raised' | 'lowered'} to ${number}`
  | 'allocation raised';

export interface JournalEntry {
  readonly atS: number;
  readonly what: Act;
  /** Or the table that all of it is about. */
  readonly partition: string;
  readonly because: string;
}

const entriesMax = 500;

export class Activity {
  private readonly entries: JournalEntry[] = [];
  /** Where the next entry goes once the list of activity is full. */
  private oldest = 0;

  constructor(
    private readonly partitionName: (group: number) => string,
    /** Of a storage node, for what is said of it. */
    readonly nodeName: (node: number) => string,
  ) {}

  partition(nowNs: number, group: number, what: Act, because: string): void {
    this.write({ atS: nowNs / 1e9, what, partition: this.partitionName(group), because });
  }

  /** Of a whole table, whose name stands in the partition's place. */
  table(nowNs: number, name: string, what: Act, because: string): void {
    this.write({ atS: nowNs / 1e9, what, partition: name, because });
  }

  /** Oldest first. */
  list(): JournalEntry[] {
    return [...this.entries.slice(this.oldest), ...this.entries.slice(0, this.oldest)];
  }

  private write(entry: JournalEntry): void {
    if (this.entries.length < entriesMax) {
      this.entries.push(entry);
      return;
    }
    this.entries[this.oldest] = entry;
    this.oldest = (this.oldest + 1) % entriesMax;
  }
}

/** A share as `83 %`. */
export const percent = (share: number) => `${Math.round(share * 100)} %`;
