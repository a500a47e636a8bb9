/**
 * What the control plane did and why, for people to read. A long run does much, so the journal is thinned as it fills: of
 * the kind of act that it holds most of, every second entry goes, and from then on every second one is written. So what is
 * rare is there to the last, and what is frequent is spread over the run as it was done.
 */
import type { Raise } from '../admission/adaptive-capacity.js';

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
  /** Of an allocation: read and write units a second that the partition might use before, and may use now. */
  readonly units?: { readonly from: number; readonly to: number };
}

export const entriesMax = 500;
/** What tells acts of a kind apart. */
const amount = / to \d.*$/;

/** Every n-th act of a kind. */
interface Kept {
  every: number;
  written: number;
  entries: { readonly order: number; readonly entry: JournalEntry }[];
}

export class Activity {
  /** Also those that are not kept. */
  written = 0;
  private readonly kinds = new Map<string, Kept>();
  private size = 0;

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

  raised(nowNs: number, { group, fromUnits, toUnits }: Raise): void {
    this.write({
      atS: nowNs / 1e9,
      what: 'allocation raised',
      partition: this.partitionName(group),
      because: 'it was throttled while its table had units left',
      units: { from: fromUnits, to: toUnits },
    });
  }

  /** Oldest first. */
  list(): JournalEntry[] {
    return [...this.kinds.values()]
      .flatMap(({ entries }) => entries)
      .sort((a, b) => a.order - b.order)
      .map(({ entry }) => entry);
  }

  private write(entry: JournalEntry): void {
    const order = this.written++;
    const kind = entry.what.replace(amount, '');
    const kept = this.kinds.get(kind) ?? { every: 1, written: 0, entries: [] };
    this.kinds.set(kind, kept);
    if (kept.written++ % kept.every !== 0) return;
    kept.entries.push({ order, entry });
    this.size++;
    if (this.size > entriesMax) this.thin();
  }

  private thin(): void {
    const most = [...this.kinds.values()].reduce((a, b) => (b.entries.length > a.entries.length ? b : a));
    const entries = most.entries.filter((_, at) => at % 2 === 0);
    this.size -= most.entries.length - entries.length;
    most.entries = entries;
    most.every *= 2;
  }
}

/** A share as `83 %`. */
export const percent = (share: number) => `${Math.round(share * 100)} %`;
