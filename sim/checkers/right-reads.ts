/**
 * A read returns what was written to its item: no content that nobody wrote, none of another item, and nothing from a copy
 * that the service has found to be damaged. What a damaged copy told before anybody could know is counted
 * (measurement/integrity/integrity.ts) and excused: only detection in time makes it less. How old a version may be is for
 * fresh-strong-reads to say.
 *
 * Only runs that damage copies are watched. Writes past the number that is followed are taken for right.
 */
import type { ToldDamage } from '../measurement/integrity/told-damage.js';
import { status } from '../protocol/answers.js';
import { nobodysWrite } from '../replication/item-versions.js';
import type { AttemptView, Clock, RequestView } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';

export const rightReads: Property = {
  name: 'right-reads',
  about: 'a read returns what was written to its item, and nothing from a copy that is known to be damaged',
};

/** In 192 MiB. */
const writesFollowedMax = 1 << 24;

export class RightReadCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  /** By write id: the item, and its table. */
  private items = new Float64Array(1024);
  private tables = new Int32Array(1024).fill(-1);

  constructor(
    private readonly told: ToldDamage,
    /** By table: the first copy of the same in any region, whose writes it has too. */
    private readonly firstCopies: readonly number[],
  ) {}

  requestStarted(_clock: Clock, { isWrite, writeId, table, item }: RequestView): void {
    if (!isWrite || writeId >= writesFollowedMax) return;
    if (writeId >= this.tables.length) this.grow();
    this.items[writeId] = item;
    this.tables[writeId] = this.firstCopies[table];
  }

  private grow(): void {
    const items = new Float64Array(2 * this.items.length);
    items.set(this.items);
    this.items = items;
    const tables = new Int32Array(2 * this.tables.length).fill(-1);
    tables.set(this.tables);
    this.tables = tables;
  }

  attemptAnswered(_clock: Clock, attempt: AttemptView): void {
    const { request, readWriteId } = attempt;
    if (attempt.status !== status.ok || request.isWrite) return;
    this.examined++;
    const knownAtNs = this.told.knownAtNs(attempt);
    if (knownAtNs === null && this.isOf(readWriteId, request)) return;
    if (knownAtNs !== null && attempt.arrivedAtNs <= knownAtNs) return;
    this.violations.add(1, () => {
      const read = `a read of item ${request.item}, begun at ${inSeconds(request.startedAtNs)} at node ${attempt.node}, returned`;
      if (knownAtNs !== null) return `${read} what had been found to be damaged at ${inSeconds(knownAtNs)}`;
      return `${read} what was never written to it: write ${readWriteId}`;
    });
  }

  /** 0: what the table was loaded with. */
  private isOf(writeId: number, { table, item }: RequestView): boolean {
    if (writeId === 0) return true;
    if (writeId === nobodysWrite) return false;
    if (writeId >= writesFollowedMax) return true;
    return this.tables[writeId] === this.firstCopies[table] && this.items[writeId] === item;
  }

  results(): Check[] {
    return [verdictOf(rightReads, this.examined, this.violations)];
  }
}
