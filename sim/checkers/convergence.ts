/**
 * Global tables converge: where nothing waits to be told, every region has of every item the version that the rule names
 * over all writes that were ever committed, the one of the latest stamp, and of equal stamps the one of the region whose
 * name is later in the alphabet. Judged from what the regions committed and from what a strong read of each would return in the end,
 * not from what the regions know of each other; only which changes still wait is asked of the service.
 *
 * And no write vanishes: whatever a client was told to be written was stamped, so that it is the winner or lost to one.
 *
 * Left out: items of a partition that lost writes for good, items past the number that is tracked, and of an item that was
 * written twice by one retried request the older of the two.
 */
import { loadedStampNs, type StampedVersion } from '../protocol/stamped-version.js';
import { nobodysWrite } from '../replication/item-versions.js';
import type { AttemptView, Clock, FinishedRequestView } from '../trace.js';
import { type Check, type Checker, type Property, Violations, verdictOf } from './check.js';
import { LossObserver } from './loss-observer.js';

export const convergence: Property = {
  name: 'convergence',
  about: 'copies of a global table that have been told of everything have the last version of every item, by its stamp',
};

interface FollowedCopy {
  readonly table: number;
  readonly region: number;
  /** In the course of the run: what nobody has written, too, has to come. */
  readonly isAdded: boolean;
}

/** A table that several regions have: its copies, in the order of the regions. */
export interface FollowedTable {
  readonly copies: readonly FollowedCopy[];
  /** Items that it has from the beginning. */
  readonly loaded: number;
  /** Items that are followed. */
  readonly tracked: number;
}

export interface ConvergenceContext {
  /** Write id that a strong read would return now; 0 as the table was loaded; `nobodysWrite`: nothing; -1 where nobody would answer. */
  read(table: number, item: number): number;
  /** Changes that wait to be told to a copy, one by one. */
  unanswered(): readonly { readonly table: number; readonly version: StampedVersion }[];
  /** False of a copy that is added and has not all of the table yet: of that nothing is promised. */
  isFilled(table: number): boolean;
  groupOf(table: number, item: number): number;
  regionName(region: number): string;
}

/** More than a run has. */
const regionNumbers = 256;

/** Versions that are noted before their items are looked at. */
const batchSize = 1024;

/**
 * By item, the winner so far: the time of its stamp, and its write with its region. An item is not looked at with each
 * version, which would wait for memory each time, but with the next thousand: those do not wait for each other.
 */
class Winners {
  private readonly rows: Float64Array;
  /** Of each version: its row, and what that has. */
  private readonly noted = new Float64Array(2 * batchSize);
  private readonly notedRows = new Int32Array(batchSize);
  private notedCount = 0;

  constructor(readonly tracked: number) {
    this.rows = new Float64Array(2 * tracked);
    for (let item = 0; item < tracked; item++) this.rows[2 * item] = loadedStampNs;
  }

  note({ item, stampNs, writeId, region }: StampedVersion): void {
    if (item >= this.tracked) return;
    const at = this.notedCount++;
    this.notedRows[at] = 2 * item;
    this.noted[2 * at] = stampNs;
    this.noted[2 * at + 1] = writeId * regionNumbers + region;
    if (this.notedCount === batchSize) this.judge();
  }

  /** To be called before it is asked. */
  judge(): void {
    const { notedRows, noted, rows } = this;
    for (let at = 0; at < this.notedCount; at++) {
      const row = notedRows[at];
      const stampNs = noted[2 * at];
      const write = noted[2 * at + 1];
      if (stampNs < rows[row]) continue;
      if (stampNs === rows[row] && write % regionNumbers <= rows[row + 1] % regionNumbers) continue;
      rows[row] = stampNs;
      rows[row + 1] = write;
    }
    this.notedCount = 0;
  }

  stampNs(item: number): number {
    return this.rows[2 * item];
  }

  region(item: number): number {
    return this.rows[2 * item + 1] % regionNumbers;
  }

  writeId(item: number): number {
    return Math.floor(this.rows[2 * item + 1] / regionNumbers);
  }
}

export class ConvergenceCheck extends LossObserver implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  private readonly winners: readonly Winners[];
  /** By copy: the number of its table here. */
  private readonly tableOf: number[] = [];
  /** Write ids that were stamped, a bit each. */
  private stamped = new Uint32Array(1024);

  constructor(
    private readonly tables: readonly FollowedTable[],
    private readonly context: ConvergenceContext,
  ) {
    super();
    this.winners = tables.map(({ tracked }) => new Winners(tracked));
    for (const [number, { copies }] of tables.entries()) for (const { table } of copies) this.tableOf[table] = number;
  }

  versionWritten(_clock: Clock, version: StampedVersion): void {
    this.note(version.writeId);
    this.winners[this.tableOf[version.table]].note(version);
  }

  private note(writeId: number): void {
    const word = writeId >>> 5;
    if (word >= this.stamped.length) {
      const stamped = new Uint32Array(2 * word);
      stamped.set(this.stamped);
      this.stamped = stamped;
    }
    this.stamped[word] |= 1 << (writeId & 31);
  }

  requestFinished(
    _clock: Clock,
    { isWrite, table, item, writeId }: FinishedRequestView,
    winner: AttemptView | null,
  ): void {
    if (!isWrite || winner === null || this.tableOf[table] === undefined) return;
    this.examined++;
    const isStamped = ((this.stamped[writeId >>> 5] ?? 0) & (1 << (writeId & 31))) !== 0;
    if (!isStamped) this.violations.add(1, () => `write ${writeId} to item ${item} was acknowledged and never stamped`);
  }

  results(): Check[] {
    const waiting = new Map<number, Set<number>>();
    for (const { table, version } of this.context.unanswered()) {
      if (!waiting.has(table)) waiting.set(table, new Set());
      waiting.get(table)!.add(version.item);
    }
    for (const [number, { copies, loaded }] of this.tables.entries()) {
      const winners = this.winners[number];
      winners.judge();
      const filled = copies.filter(({ table }) => this.context.isFilled(table));
      const added = filled.filter(({ isAdded }) => isAdded);
      for (let item = 0; item < winners.tracked; item++) {
        if (winners.stampNs(item) > loadedStampNs) this.compare(winners, filled, item, waiting);
        else if (item < loaded) this.compare(winners, added, item, waiting);
      }
    }
    return [verdictOf(convergence, this.examined, this.violations)];
  }

  private compare(
    winners: Winners,
    copies: readonly FollowedCopy[],
    item: number,
    waiting: ReadonlyMap<number, ReadonlySet<number>>,
  ): void {
    const { context } = this;
    if (copies.some(({ table }) => this.lostGroups.has(context.groupOf(table, item)))) return;
    for (const { table, region } of copies) {
      if (waiting.get(table)?.has(item)) continue;
      const found = context.read(table, item);
      if (found < 0) continue;
      this.examined++;
      const writeId = winners.writeId(item);
      if (found === writeId) continue;
      this.violations.add(1, () => {
        const last =
          writeId === 0
            ? `item ${item} is as it was loaded`
            : `the last write to item ${item} by its stamp is ${writeId}, of ${context.regionName(winners.region(item))}`;
        const has = found === nobodysWrite ? 'nothing' : found === 0 ? 'what was loaded' : `write ${found}`;
        return `${last}; ${context.regionName(region)}, which waits for nothing, has ${has}`;
      });
    }
  }
}
