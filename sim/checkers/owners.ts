/**
 * One owner: a write is committed by the partition that owns its item at that moment, whatever splits and moves are under
 * way. Looked at for tables whose partitions have split; a write elsewhere would be lost to those who read at the owner.
 */
import type { KeySpace } from '../partitions/key-space.js';
import type { Clock } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

/** Who owns an item now. */
type Owners = Readonly<Pick<KeySpace, 'hasSplit' | 'groupOf'>>;

export const oneOwner: Property = {
  name: 'one-owner',
  about: 'a write is committed by the partition that owns its item',
};

export class OwnerCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();

  /** By table. */
  constructor(
    private readonly owners: readonly Owners[],
    private readonly nameOf: NameOf,
  ) {}

  writeCommitted(clock: Clock, group: number, table: number, item: number, writeId: number): void {
    const owners = this.owners[table];
    if (!owners.hasSplit) return;
    this.examined++;
    const owner = owners.groupOf(item);
    if (owner === group) return;
    this.violations.add(
      1,
      () =>
        `write ${writeId} to item ${item} was committed at ${inSeconds(clock.nowNs)} by ${this.nameOf(group)}, which had given the item to ` +
        this.nameOf(owner),
    );
  }

  results(): Check[] {
    return [verdictOf(oneOwner, this.examined, this.violations)];
  }
}
