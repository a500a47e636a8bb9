/**
 * Tables whose regions agree on each write are linearizable, item by item and over all regions: the order of an item's
 * versions is one in which each operation takes effect between its beginning and its end. Judged from what clients asked
 * and were told, and from what was committed as which version:
 *
 *   no two writes are the same version; a write that succeeded is a version above all that had been seen before it began;
 *   a strong read returns what was committed by then, and nothing below what had been seen before it began
 *
 * where a version has been seen when the write of it, or a strong read that returned it, has ended. A history that keeps
 * this is linearizable, whoever made the order. A write that was sent twice may be two versions, of which either may count.
 *
 * Left out: items of partitions that lost all copies in a region, and items past the number that is tracked.
 */
import type { ToldDamage } from '../measurement/integrity/told-damage.js';
import type { StampedVersion } from '../protocol/stamped-version.js';
import type { AttemptView, Clock, FinishedRequestView, RequestView } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';
import { LossObserver } from './loss-observer.js';

export const linearizable: Property = {
  name: 'linearizable',
  about: 'operations on an item of a table whose regions agree take effect one after the other, over all regions',
};

/** A table whose regions agree: the numbers of its copies, and of how many items. */
export interface AgreedTable {
  readonly copies: readonly number[];
  readonly tracked: number;
}

class Seen {
  /** By item: the newest version that had been seen, and the newest that was committed, with its write. */
  readonly newest: Float64Array;
  readonly committed: Float64Array;
  readonly writeIds: Uint32Array;
  constructor(readonly tracked: number) {
    this.newest = new Float64Array(tracked);
    this.committed = new Float64Array(tracked);
    this.writeIds = new Uint32Array(tracked);
  }
}

export class LinearizableCheck extends LossObserver implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  /** By copy. */
  private readonly seenOf = new Map<number, Seen>();
  private readonly copiesOf = new Map<number, readonly number[]>();
  /** By write: the version that it is, 0 of none; and of those that are several versions, all. */
  private versionOf = new Uint32Array(1024);
  private readonly severalOf = new Map<number, readonly number[]>();
  /** By index of a request under way. */
  private readonly seenBefore: number[] = [];

  constructor(
    tables: readonly AgreedTable[],
    private readonly groupOf: (table: number, item: number) => number,
    private readonly told: ToldDamage | null,
  ) {
    super();
    for (const { copies, tracked } of tables) {
      const seen = new Seen(tracked);
      for (const copy of copies) {
        this.seenOf.set(copy, seen);
        this.copiesOf.set(copy, copies);
      }
    }
  }

  versionWritten(_clock: Clock, { table, item, writeId, stampNs: version }: StampedVersion): void {
    const seen = this.seenOf.get(table);
    if (seen === undefined || item >= seen.tracked) return;
    this.note(writeId, version);
    if (seen.committed[item] === version && seen.writeIds[item] !== writeId) {
      const other = seen.writeIds[item];
      this.violations.add(1, () => `writes ${other} and ${writeId} are both version ${version} of item ${item}`);
    }
    if (version <= seen.committed[item]) return;
    seen.committed[item] = version;
    seen.writeIds[item] = writeId;
  }

  private note(writeId: number, version: number): void {
    if (writeId >= this.versionOf.length) {
      const versionOf = new Uint32Array(2 * writeId);
      versionOf.set(this.versionOf);
      this.versionOf = versionOf;
    }
    const known = this.versionsOf(writeId);
    if (known.length === 0) this.versionOf[writeId] = version;
    else if (!known.includes(version)) this.severalOf.set(writeId, [...known, version]);
  }

  private versionsOf(writeId: number): readonly number[] {
    const version = this.versionOf[writeId] ?? 0;
    return this.severalOf.get(writeId) ?? (version === 0 ? [] : [version]);
  }

  requestStarted(_clock: Clock, request: RequestView): void {
    const seen = this.seenOf.get(request.table);
    if (seen === undefined || request.item >= seen.tracked) return;
    while (this.seenBefore.length <= request.index) this.seenBefore.push(0);
    this.seenBefore[request.index] = seen.newest[request.item];
  }

  requestFinished(_clock: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const { table, item, isWrite, isStrong } = request;
    const seen = this.seenOf.get(table);
    if (seen === undefined || winner === null || item >= seen.tracked || !(isWrite || isStrong)) return;
    if (this.isLost(table, item) || this.told?.excuses(winner) === true) return;
    this.examined++;
    const before = this.seenBefore[request.index];
    const writeId = isWrite ? request.writeId : winner.readWriteId;
    const versions = writeId === 0 ? [0] : this.versionsOf(writeId);
    const possible = versions.filter((version) => (isWrite ? version > before : version >= before));
    if (possible.length > 0) {
      seen.newest[item] = Math.max(seen.newest[item], Math.min(...possible));
      return;
    }
    this.violations.add(1, () => {
      const what = isWrite ? `write ${writeId} to` : `a strong read of`;
      const found = versions.length === 0 ? 'no version that was committed' : `version ${versions.join(' and ')}`;
      const said = isWrite ? `is ${found}` : `returned ${found}`;
      return `${what} item ${item}, begun at ${inSeconds(request.startedAtNs)}, ${said} though version ${before} had been seen before`;
    });
  }

  private isLost(table: number, item: number): boolean {
    if (this.lostGroups.size === 0) return false;
    return this.copiesOf.get(table)!.some((copy) => this.lostGroups.has(this.groupOf(copy, item)));
  }

  results(): Check[] {
    return [verdictOf(linearizable, this.examined, this.violations)];
  }
}
