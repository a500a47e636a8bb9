/**
 * Scrub finds what is wrong: when the replicas of a partition have been compared, none of them has an item wrong that was so
 * when the comparison began, unless most of them have it wrong; and where nothing but data has been harmed, so that every
 * partition could have its turn, nothing stays wrong for more than two periods. What was done to which copy is known here
 * from who did it. What scrub compares are pages, not logs.
 */
import type { KeySpace } from '../partitions/key-space.js';
import type { Clock, DamagedCopyView, FoundBy } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';

export const scrubbed: Property = {
  name: 'scrubbed',
  about: 'a copy that is not what was written is found when it is next compared, and compared within two periods',
};

export class ScrubCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  /** By node: damaged copies that nobody has found. */
  private readonly open = new Map<number, Set<DamagedCopyView>>();

  constructor(
    private readonly spaces: readonly Readonly<Pick<KeySpace, 'groupOf'>>[],
    private readonly periodNs: number,
    /** Nothing keeps a partition from having its turn. */
    private readonly isUndisturbed: boolean,
  ) {}

  copyDamaged(_clock: Clock, copy: DamagedCopyView): void {
    if (copy.isLogRecord) return;
    const copies = this.open.get(copy.node) ?? new Set();
    this.open.set(copy.node, copies.add(copy));
  }

  damageFound(_clock: Clock, copy: DamagedCopyView, by: FoundBy): void {
    if (by === 'scrub') this.examined++;
    this.open.get(copy.node)?.delete(copy);
  }

  damageEnded(_clock: Clock, copy: DamagedCopyView): void {
    this.open.get(copy.node)?.delete(copy);
  }

  copiesCompared({ nowNs }: Clock, group: number, nodes: readonly number[], sinceNs: number): void {
    for (const copy of nodes.flatMap((node) => this.openOn(node))) {
      if (this.spaces[copy.table].groupOf(copy.item) !== group || copy.sinceNs > sinceNs) continue;
      if (this.isOneOfMany(copy, nodes)) continue;
      this.examined++;
      this.add(copy, `though it was compared with others at ${inSeconds(nowNs)}`);
    }
  }

  private openOn(node: number): DamagedCopyView[] {
    return [...(this.open.get(node) ?? [])];
  }

  /** Others have the item wrong as well: those that are right are no majority. */
  private isOneOfMany({ table, item }: DamagedCopyView, nodes: readonly number[]): boolean {
    const wrong = nodes.filter((node) =>
      this.openOn(node).some((other) => other.table === table && other.item === item),
    );
    return 2 * (nodes.length - wrong.length) <= nodes.length;
  }

  private add({ node, table, item, sinceNs }: DamagedCopyView, what: string): void {
    this.violations.add(
      1,
      () =>
        `the copy of item ${item} of table ${table} on node ${node} is wrong since ${inSeconds(sinceNs)}, and not found ${what}`,
    );
  }

  results(endNs: number): Check[] {
    const left = this.isUndisturbed ? [...this.open.keys()].flatMap((node) => this.openOn(node)) : [];
    for (const copy of left) {
      if (endNs - copy.sinceNs <= 2 * this.periodNs || this.isOneOfMany(copy, [...this.open.keys()])) continue;
      this.examined++;
      this.add(copy, `by the end of the run at ${inSeconds(endNs)}`);
    }
    return [verdictOf(scrubbed, this.examined, this.violations)];
  }
}
