/**
 * The fast pending-event set: three levels of 1,024 buckets by time, each level 1,024 times coarser, with a bitmap a
 * level to find the next bucket in use; in front of them the near list in exact order, behind them a heap for the far
 * future. Push and pop are O(1) whatever the number of events waiting, as in a calendar queue (Brown 1988) or a
 * hierarchical timing wheel (Varghese & Lauck 1987).
 *
 *   near list        level 0            level 1             level 2             far heap
 *   (sorted)    <-   1,024 x width  <-  1,024 x 2^10 w  <-  1,024 x 2^20 w  <-  everything later
 *
 * Buckets are unordered linked lists of records; order is made only when a bucket becomes near, so the width of a bucket
 * changes speed and never order. The width follows the measured gap between events, so that a bucket holds one or two.
 *
 * Records are 32 bytes in one buffer (time, sequence, type, payload, next): one cache line, nothing allocated. Indexing
 * by shifts and bit tricks is what the profile asked for; the heap queue beside it says the same in plain words.
 */

import { type EventQueue, pendingEventsMax, tooManyPending } from './event-queue.js';
import { HeapQueue } from './heap-queue.js';
import { NearList } from './near-list.js';
import { none } from './pool.js';

const levelBits = 10;
const levelSize = 1 << levelBits;
const levelMask = levelSize - 1;
const wordsPerLevel = levelSize >> 5;
/** Buckets of level 0 that the three levels together span; what is later waits in the far heap. */
const spanBuckets = 2 ** (3 * levelBits);
/** A coarse bucket with no more events than this goes to the near list at once, without passing through finer levels. */
const straightToNearMax = 24;
const retuneEveryPops = 1 << 14;
const widthNsMax = 2 ** 40;
/** The level of a bucket by the leading zeros of its difference from the current one: its highest differing digit. */
const levelOfLeadingZeros = Int8Array.from({ length: 33 }, (_, zeros) => (zeros > 21 ? 0 : zeros > 11 ? 1 : 2));

export class BucketQueue implements EventQueue {
  timeNs = 0;
  size = 0;
  private readonly near = new NearList();
  /** First record of each bucket, level after level. */
  private readonly heads = new Int32Array(3 * levelSize).fill(none);
  private readonly bitmap = new Int32Array(3 * wordsPerLevel);
  private doubles = new Float64Array(4 * 1024);
  private ints = new Int32Array(this.doubles.buffer);
  private poppedSlot = 0;
  private freeSlot = none;
  private slotsUsed = 0;
  private readonly far = new HeapQueue();
  private widthNs = 1024;
  private perWidth = 1 / 1024;
  /** Time at which bucket 0 of the current span begins; a multiple of the width. */
  private baseNs = 0;
  /** Events in buckets up to this one are in the near list. */
  private currentBucket = 0;
  private popsUntilRetune = retuneEveryPops;
  private retunedAtNs = 0;

  push(timeNs: number, sequence: number, type: number, payload: number): void {
    if (this.freeSlot === none) this.makeSlot();
    const slot = this.freeSlot;
    const { doubles, ints } = this;
    const double = slot << 2;
    const int = slot << 3;
    this.freeSlot = ints[int + 6];
    doubles[double] = timeNs;
    doubles[double + 1] = sequence;
    ints[int + 4] = type;
    ints[int + 5] = payload;
    this.size++;
    this.place(slot, timeNs);
  }

  pop(untilNs: number): boolean {
    const { near } = this;
    if (near.count === 0) {
      if (this.size === 0) return false;
      this.advance();
    }
    const slot = near.slots[near.first];
    const timeNs = this.doubles[slot << 2];
    if (timeNs > untilNs) return false;
    this.timeNs = timeNs;
    this.poppedSlot = slot;
    this.ints[(slot << 3) + 6] = this.freeSlot;
    this.freeSlot = slot;
    this.size--;
    near.removeFirst(this.doubles);
    if (--this.popsUntilRetune === 0) this.retune();
    return true;
  }

  // Read from the record last popped, which stays intact until the next push.

  get sequence(): number {
    return this.doubles[(this.poppedSlot << 2) + 1];
  }

  get type(): number {
    return this.ints[(this.poppedSlot << 3) + 4];
  }

  get payload(): number {
    return this.ints[(this.poppedSlot << 3) + 5];
  }

  /** Puts a slot that was never used before on the empty free list. */
  private makeSlot(): void {
    if (this.slotsUsed << 2 === this.doubles.length) this.growArena();
    this.freeSlot = this.slotsUsed++;
    this.ints[(this.freeSlot << 3) + 6] = none;
  }

  private growArena(): void {
    if (this.slotsUsed >= pendingEventsMax) throw tooManyPending();
    const doubles = new Float64Array(this.doubles.length * 2);
    doubles.set(this.doubles);
    this.doubles = doubles;
    this.ints = new Int32Array(doubles.buffer);
  }

  /**
   * Files a record by its distance from the current bucket: the highest differing digit names the level. A record before
   * the current bucket, possibly by more than an integer holds, is near: a pop that was refused had looked ahead.
   */
  private place(slot: number, timeNs: number): void {
    const offset = (timeNs - this.baseNs) * this.perWidth;
    const current = this.currentBucket;
    if (offset < current + 1) this.near.insert(slot, this.doubles);
    else if (offset < spanBuckets) this.file(slot, offset | 0, current);
    else this.putFar(slot);
  }

  private file(slot: number, bucket: number, current: number): void {
    const level = levelOfLeadingZeros[Math.clz32(bucket ^ current)];
    const at = (level << levelBits) + ((bucket >> (level * levelBits)) & levelMask);
    this.ints[(slot << 3) + 6] = this.heads[at];
    this.heads[at] = slot;
    this.bitmap[at >> 5] |= 1 << (at & 31);
  }

  private putFar(slot: number): void {
    this.far.push(this.doubles[slot << 2], this.doubles[(slot << 2) + 1], 0, slot);
  }

  /** Fills the empty near list from the next bucket in use, finer levels first. Requires size > 0. */
  private advance(): void {
    while (this.near.count === 0) {
      const current = this.currentBucket;
      const fine = this.nextInUse(0, (current & levelMask) + 1);
      if (fine !== none) {
        this.currentBucket = (current & ~levelMask) | fine;
        this.moveToNear(this.take(fine));
        return;
      }
      const middle = this.nextInUse(1, ((current >> levelBits) & levelMask) + 1);
      if (middle !== none) {
        const firstBucket = (current & ~(levelSize * levelSize - 1)) | (middle << levelBits);
        this.spread(this.take(levelSize + middle), firstBucket, levelSize);
        continue;
      }
      const coarse = this.nextInUse(2, (current >> (2 * levelBits)) + 1);
      if (coarse !== none) {
        this.spread(this.take(2 * levelSize + coarse), coarse << (2 * levelBits), levelSize * levelSize);
        continue;
      }
      this.rebase();
    }
  }

  /** Files a coarse bucket's records again, relative to its first fine bucket; a short list goes near at once. */
  private spread(head: number, firstBucket: number, buckets: number): void {
    let count = 0;
    for (let slot = head; slot !== none && count <= straightToNearMax; slot = this.ints[(slot << 3) + 6]) count++;
    if (count <= straightToNearMax) {
      this.currentBucket = firstBucket + buckets - 1;
      this.moveToNear(head);
      return;
    }
    this.currentBucket = firstBucket;
    for (let slot = head; slot !== none; ) {
      const next = this.ints[(slot << 3) + 6];
      this.place(slot, this.doubles[slot << 2]);
      slot = next;
    }
  }

  private moveToNear(head: number): void {
    const { near, ints, doubles } = this;
    for (let slot = head; slot !== none; slot = ints[(slot << 3) + 6]) {
      near.insert(slot, doubles);
    }
  }

  /** All buckets are empty: the span moves to where the far heap begins, and takes in what now fits. */
  private rebase(): void {
    const { far } = this;
    if (!far.pop(Number.POSITIVE_INFINITY)) throw new Error('bucket queue lost an event');
    this.moveSpanTo(far.timeNs);
    do {
      if ((far.timeNs - this.baseNs) * this.perWidth >= spanBuckets) {
        far.push(far.timeNs, far.sequence, 0, far.payload);
        return;
      }
      this.place(far.payload, far.timeNs);
    } while (far.pop(Number.POSITIVE_INFINITY));
  }

  private moveSpanTo(timeNs: number): void {
    this.baseNs = Math.floor(timeNs / this.widthNs) * this.widthNs;
    this.currentBucket = 0;
  }

  private nextInUse(level: number, from: number): number {
    if (from >= levelSize) return none;
    const firstWord = level * wordsPerLevel;
    let word = from >> 5;
    let bits = this.bitmap[firstWord + word] & (-1 << (from & 31));
    while (bits === 0) {
      if (++word === wordsPerLevel) return none;
      bits = this.bitmap[firstWord + word];
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  private take(at: number): number {
    const head = this.heads[at];
    this.heads[at] = none;
    this.bitmap[at >> 5] &= ~(1 << (at & 31));
    return head;
  }

  /** Sets the width to the power of two above the gap between events, and files everything again if it is far off. */
  private retune(): void {
    this.popsUntilRetune = retuneEveryPops;
    const gapNs = (this.timeNs - this.retunedAtNs) / retuneEveryPops;
    this.retunedAtNs = this.timeNs;
    let ideal = 1;
    while (ideal < gapNs && ideal < widthNsMax) ideal *= 2;
    if (ideal < this.widthNs * 4 && ideal * 4 > this.widthNs) return;
    const slots = this.takeAll();
    this.widthNs = ideal;
    this.perWidth = 1 / ideal;
    this.moveSpanTo(this.timeNs);
    for (const slot of slots) this.place(slot, this.doubles[slot << 2]);
  }

  private takeAll(): Int32Array {
    const slots = new Int32Array(this.size);
    let count = 0;
    for (const { near } = this; near.count > 0; near.removeFirst(this.doubles)) slots[count++] = near.slots[near.first];
    for (let at = 0; at < this.heads.length; at++) {
      for (let slot = this.take(at); slot !== none; slot = this.ints[(slot << 3) + 6]) slots[count++] = slot;
    }
    while (this.far.pop(Number.POSITIVE_INFINITY)) slots[count++] = this.far.payload;
    if (count !== this.size) throw new Error(`bucket queue holds ${count} events, expected ${this.size}`);
    return slots;
  }
}
