/**
 * The ledger of writes that clients saw succeed, held against what strong reads return: after partitions have healed, and in
 * the end. Of each item it knows the newest such write, by when it was asked for. A read must return that one, a newer one,
 * or one that was under way at the same time. It knows requests and their answers, who had a drive of a partition and lost
 * it, and what an object store took; nothing of logs, leaders, positions and quorums.
 *
 * A write that is not there is a violation where two of three copies, or what the archive had taken, should have saved it
 * (surviving-copies.ts). Others are lost by what happened to the drives: `durability.lostWrites` counts them.
 *
 * A write of which nobody heard whether it succeeded, or that was sent more than once, may come to be the newest at any time.
 * Left out: items past the number that is tracked, and all but the newest acknowledged write of an item.
 *
 * Bound: some 60 bytes an item that is tracked and was written; of each at most `rivalsMax` writes that may stand where its
 * newest should.
 */
import type { AttemptView, Clock, DamagedCopyView, FinishedRequestView, RequestView, SegmentView } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';
import { ItemRows } from './item-rows.js';
import { type CopyOwners, SurvivingCopies } from './surviving-copies.js';

export const acknowledgedWrites: Property = {
  name: 'acknowledged-writes',
  about: 'strong reads of a healed partition return what was acknowledged, but for what no copy was left of',
};

/** Beyond it nobody can tell what the item should be: it is not examined. */
const rivalsMax = 64;
/** Looks at all items, after partitions have healed, in one run. */
const looksMax = 100;

/** What a strong read would return if one were made now. */
export interface StrongReads {
  /** Write id of the version; 0 as the table was loaded; -1 where nobody would answer. */
  read(table: number, item: number): number;
}

/** What is kept of an item that was written. `startedAtNs`: it was committed between that and when it was acknowledged. */
const field = { writeId: 0, sequenceNumber: 1, startedAtNs: 2, acknowledgedAtNs: 3 } as const;
const fields = Object.keys(field).length;

/** By item: the newest acknowledged write; no more of one that nobody can tell of. */
class Newest {
  readonly rows = new ItemRows(fields);
  /** Older writes that may stand in its place: until when they were under way; for ever where nobody knows. */
  readonly rivals = new Map<number, Map<number, number>>();
  readonly untold = new Set<number>();
  constructor(readonly items: number) {}

  allow(item: number, writeId: number, untilNs: number): void {
    let rivals = this.rivals.get(item);
    if (rivals === undefined) {
      rivals = new Map();
      this.rivals.set(item, rivals);
    }
    rivals.set(writeId, untilNs);
    if (rivals.size > rivalsMax) this.untold.add(item);
  }

  /** Writes that ended before `startedAtNs` are superseded. */
  supersede(item: number, rivals: Map<number, number>, startedAtNs: number): void {
    for (const [writeId, untilNs] of rivals) if (untilNs < startedAtNs) rivals.delete(writeId);
    if (rivals.size === 0) this.rivals.delete(item);
  }
}

export class AcknowledgedWriteCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  private readonly tables: readonly Newest[];
  private readonly copies: SurvivingCopies;
  /** By index of a request under way: the write that it makes, or 0. */
  private readonly underWay: number[] = [];
  private readonly apartNs: number;
  private nextLookNs = 0;

  /** `itemsByTable`: how many items of each table to follow. */
  constructor(
    itemsByTable: readonly number[],
    owners: CopyOwners,
    private readonly reads: StrongReads,
    durationNs: number,
  ) {
    this.tables = itemsByTable.map((items) => new Newest(items));
    this.copies = new SurvivingCopies(owners);
    this.apartNs = durationNs / looksMax;
  }

  requestStarted(_clock: Clock, { index, isWrite, writeId }: RequestView): void {
    while (this.underWay.length <= index) this.underWay.push(0);
    this.underWay[index] = isWrite ? writeId : 0;
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    this.underWay[request.index] = 0;
    const { isWrite, table, item, writeId, startedAtNs } = request;
    const newest = this.tables[table];
    if (!isWrite || item >= newest.items) return;
    const mayComeAgain = winner === null || request.attempts > 1 || winner.silentNode >= 0;
    if (mayComeAgain) newest.allow(item, writeId, Number.POSITIVE_INFINITY);
    if (winner === null) return;
    const row = newest.rows.give(item);
    const { cells } = newest.rows;
    const before = cells[row + field.writeId];
    if (writeId < before) {
      if (!mayComeAgain) newest.allow(item, writeId, nowNs);
      return;
    }
    const beforeUntilNs = cells[row + field.acknowledgedAtNs];
    if (before !== 0 && beforeUntilNs >= startedAtNs && !newest.rivals.get(item)?.has(before)) {
      newest.allow(item, before, beforeUntilNs);
    }
    const rivals = newest.rivals.get(item);
    if (rivals !== undefined) newest.supersede(item, rivals, startedAtNs);
    cells[row + field.writeId] = writeId;
    cells[row + field.sequenceNumber] = winner.sequenceNumber;
    cells[row + field.startedAtNs] = startedAtNs;
    cells[row + field.acknowledgedAtNs] = nowNs;
  }

  nodeLostData(clock: Clock, node: number, sinceNs: number): void {
    this.copies.nodeLostData(clock, node, sinceNs);
  }

  groupLost(_clock: Clock, group: number): void {
    this.copies.groupLost(group);
  }

  replicaCopied(_clock: Clock, group: number, node: number): void {
    this.copies.copied(group, node);
  }

  replicaJoined(clock: Clock, group: number, node: number, isStorage: boolean): void {
    this.copies.joined(clock, group, node, isStorage);
  }

  replicaBeganEmpty(_clock: Clock, group: number, node: number): void {
    this.copies.beganEmpty(group, node);
  }

  replicaLeft(_clock: Clock, group: number, node: number): void {
    this.copies.left(group, node);
  }

  copyDamaged(_clock: Clock, copy: DamagedCopyView): void {
    if (copy.isLogRecord) this.copies.logRecordRotted(copy);
  }

  segmentArchived(_clock: Clock, { group, last }: SegmentView): void {
    this.copies.archivedUpTo(group, last);
  }

  /** A partition that has all its copies again. */
  copiesChanged({ nowNs }: Clock, _group: number, _copies: number, isComplete: boolean): void {
    if (!isComplete || nowNs < this.nextLookNs) return;
    this.nextLookNs = nowNs + this.apartNs;
    this.look(nowNs);
  }

  private look(nowNs: number): void {
    const underWay = new Set(this.underWay);
    for (const [table, newest] of this.tables.entries()) {
      const { rows } = newest;
      for (const item of rows.items()) {
        const row = rows.find(item);
        if (rows.cells[row + field.writeId] !== 0) this.judge(table, newest, item, row, underWay, nowNs);
      }
    }
  }

  private judge(
    table: number,
    newest: Newest,
    item: number,
    row: number,
    underWay: ReadonlySet<number>,
    nowNs: number,
  ): void {
    const found = this.reads.read(table, item);
    if (found < 0 || newest.untold.has(item)) return;
    this.examined++;
    const { cells } = newest.rows;
    const writeId = cells[row + field.writeId];
    if (found >= writeId || newest.rivals.get(item)?.has(found) || (found !== 0 && underWay.has(found))) return;
    const acknowledgedAtNs = cells[row + field.acknowledgedAtNs];
    const committed = { fromNs: cells[row + field.startedAtNs], toNs: acknowledgedAtNs };
    if (!this.copies.mayBeGone(table, item, committed, cells[row + field.sequenceNumber])) {
      this.violations.add(1, () => {
        const returned = found === 0 ? 'what was loaded' : `write ${found}`;
        const gone = `write ${writeId} to item ${item}, acknowledged at ${inSeconds(acknowledgedAtNs)}, is gone`;
        return `${gone}: at ${inSeconds(nowNs)} a strong read returns ${returned}, and not all copies were destroyed`;
      });
    }
    // Told once; what is there now is held to from here on.
    cells[row + field.writeId] = found;
    cells[row + field.startedAtNs] = nowNs;
    cells[row + field.acknowledgedAtNs] = nowNs;
    newest.rivals.delete(item);
  }

  results(endNs: number): Check[] {
    this.look(endNs);
    return [verdictOf(acknowledgedWrites, this.examined, this.violations)];
  }
}
