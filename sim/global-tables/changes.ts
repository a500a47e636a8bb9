/**
 * What one region has written and another one has not answered: the version, and how far it is with being told.
 *
 * Such a change is under way for a hundred times as long as anything within a region, and most of what is under way in a
 * run are changes: as objects they would fill the caches, and each be waited for when its time comes. So a change is a
 * number, and 88 bytes at that place of one buffer: first what the other region is told, which is all that is looked at when
 * it arrives, and then what is looked at when it is answered. The first try to tell it, which seldom fails, is part of it.
 */
import { none, RowPool } from '../engine/pool.js';
import { type StampedVersion, VersionBuffer } from '../protocol/stamped-version.js';

/**
 * Bound on changes that are not answered at once, in less than half a gigabyte: half an hour of 2,000 writes a second to a
 * region that is cut off.
 */
export const changesMax = 1 << 22;
/** Where things lie in a change: doubles, then 32-bit integers, counted in their own size. */
const words = 11;
const double = { item: 0, stampNs: 1, replacedStampNs: 2, committedAtNs: 3, timer: 9 } as const;
const int = {
  table: 8,
  group: 9,
  bytes: 10,
  writeId: 11,
  /** Two halves. */
  regions: 12,
  /** Of the first try: the router that is told, and the node that tells it. */
  router: 13,
  sender: 14,
  /** Some bits, and above them the copy that is told. */
  told: 15,
  tries: 16,
  backlog: 17,
  place: 20,
} as const;
/** Regions are numbered below 2^16. */
const halfBits = 16;
/** The copy has the version, or nobody is to hear that it has. */
const heardBit = 1;
/** What became of the first try. */
const outcomeBits = 6;
const outcomeShift = 1;
const toShift = 3;

export class Changes {
  private readonly rows: RowPool;
  /** Apart, since they change when nothing else of what the teller knows is looked at. */
  private holders = new Int32Array(64);

  constructor(remedy: string) {
    this.rows = new RowPool('changes that wait', words, changesMax, remedy);
  }

  /** `isNews`: those who observe are told when the other region has it. */
  take(version: StampedVersion, to: number, backlog: number, isNews: boolean): number {
    const change = this.rows.take();
    if (change === this.holders.length) this.grow();
    this.holders[change] = 1;
    const { doubles, ints } = this.rows;
    const at = change * words;
    doubles[at + double.item] = version.item;
    doubles[at + double.stampNs] = version.stampNs;
    doubles[at + double.replacedStampNs] = version.replacedStampNs;
    doubles[at + double.committedAtNs] = version.committedAtNs;
    doubles[at + double.timer] = none;
    const from = 2 * at;
    ints[from + int.table] = version.table;
    ints[from + int.group] = version.group;
    ints[from + int.bytes] = version.bytes;
    ints[from + int.writeId] = version.writeId;
    ints[from + int.regions] = version.region | (version.replacedRegion << halfBits);
    ints[from + int.told] = (to << toShift) | (isNews ? 0 : heardBit);
    ints[from + int.tries] = 0;
    ints[from + int.backlog] = backlog;
    return change;
  }

  private grow(): void {
    const holders = new Int32Array(2 * this.holders.length);
    holders.set(this.holders);
    this.holders = holders;
  }

  /** A message with it is on its way: it stays even when it is settled meanwhile. */
  hold(change: number): void {
    this.holders[change]++;
  }

  letGo(change: number): void {
    if (--this.holders[change] === 0) this.rows.release(change);
  }

  /** What the other region is told. */
  read(change: number, into: VersionBuffer): VersionBuffer {
    const { doubles, ints } = this.rows;
    const at = change * words;
    into.item = doubles[at + double.item];
    into.stampNs = doubles[at + double.stampNs];
    into.replacedStampNs = doubles[at + double.replacedStampNs];
    into.committedAtNs = doubles[at + double.committedAtNs];
    const from = 2 * at;
    into.table = ints[from + int.table];
    into.group = ints[from + int.group];
    into.bytes = ints[from + int.bytes];
    into.writeId = ints[from + int.writeId] >>> 0;
    const regions = ints[from + int.regions];
    into.region = regions & ((1 << halfBits) - 1);
    into.replacedRegion = regions >>> halfBits;
    into.change = change;
    return into;
  }

  versionOf(change: number): VersionBuffer {
    return this.read(change, new VersionBuffer());
  }

  /**
   * The copy `to` has the version now that a change brought it: whether it had not before. Of a change that is settled, it
   * had, whatever its number stands for now; one write may be two versions, when its client asked twice, and one version be
   * told by two regions, of which each committed it at its own time.
   */
  hear(version: VersionBuffer, to: number): boolean {
    if (!this.isStill(version, to)) return false;
    const { ints } = this.rows;
    const at = 2 * version.change * words + int.told;
    if (ints[at] & heardBit) return false;
    ints[at] |= heardBit;
    return true;
  }

  /** The copy has the version, though who told it may not know. */
  isHeard(change: number): boolean {
    return (this.rows.ints[2 * change * words + int.told] & heardBit) !== 0;
  }

  /** The change that brought the version to the copy is not settled: its number stands for it still. */
  isStill({ change, writeId, stampNs, committedAtNs }: VersionBuffer, to: number): boolean {
    const { doubles, ints } = this.rows;
    const from = 2 * change * words;
    return (
      this.holders[change] > 0 &&
      ints[from + int.writeId] >>> 0 === writeId &&
      ints[from + int.told] >> toShift === to &&
      doubles[change * words + double.stampNs] === stampNs &&
      doubles[change * words + double.committedAtNs] === committedAtNs
    );
  }

  /** The copy that is told. */
  to(change: number): number {
    return this.rows.ints[2 * change * words + int.told] >> toShift;
  }

  committedAtNs(change: number): number {
    return this.rows.doubles[change * words + double.committedAtNs];
  }

  group(change: number): number {
    return this.rows.ints[2 * change * words + int.group];
  }

  bytes(change: number): number {
    return this.rows.ints[2 * change * words + int.bytes];
  }

  backlog(change: number): number {
    return this.rows.ints[2 * change * words + int.backlog];
  }

  /** Those that found nobody to tell or to be told included. */
  tries(change: number): number {
    return this.rows.ints[2 * change * words + int.tries];
  }

  countTry(change: number): number {
    return this.rows.ints[2 * change * words + int.tries]++;
  }

  /** Of the try that is under way; -1 while there is none. */
  timer(change: number): number {
    return this.rows.doubles[change * words + double.timer];
  }

  setTimer(change: number, timer: number): void {
    this.rows.doubles[change * words + double.timer] = timer;
  }

  /** Of the first try: the node that tells, and the router that is told. */
  setFirstTry(change: number, sender: number, router: number): void {
    const { ints } = this.rows;
    ints[2 * change * words + int.sender] = sender;
    ints[2 * change * words + int.router] = router;
  }

  sender(change: number): number {
    return this.rows.ints[2 * change * words + int.sender];
  }

  router(change: number): number {
    return this.rows.ints[2 * change * words + int.router];
  }

  outcome(change: number): number {
    return (this.rows.ints[2 * change * words + int.told] & outcomeBits) >> outcomeShift;
  }

  setOutcome(change: number, outcome: number): void {
    const at = 2 * change * words + int.told;
    this.rows.ints[at] = (this.rows.ints[at] & ~outcomeBits) | (outcome << outcomeShift);
  }

  /** In the list of what is unanswered. */
  place(change: number): number {
    return this.rows.ints[2 * change * words + int.place];
  }

  setPlace(change: number, place: number): void {
    this.rows.ints[2 * change * words + int.place] = place;
  }
}
