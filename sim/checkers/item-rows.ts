/**
 * What a checker keeps of an item, where requests touch few of many: a row of doubles for each that it was given one for.
 * A table of millions of items takes the room of those that were asked for, and a look at all of them passes over no others.
 *
 * A hash table with open addressing and linear probing, at most half full, hashed by Fibonacci's multiplicative method
 * (Knuth, The Art of Computer Programming 3, 6.4). Rows stay in the order in which they were given, and none is taken back.
 *
 * Bound: one row an item, of 8 bytes a double, and at most 24 bytes to find it by; twice that while it grows.
 */
import { none } from '../engine/pool.js';

/** 2^32 over the golden ratio, made odd. */
const fibonacci = 0x9e3779b1;
const slotsAtFirst = 64;

export class ItemRows {
  /** Replaced as rows are given: to be asked for anew after `give`. */
  cells: Float64Array;
  /** By row. */
  private itemOf: Int32Array;
  private count = 0;
  /** One more than the row; 0 where nothing is. A power of two of them. */
  private slots = new Int32Array(slotsAtFirst);
  /** Leaves of 32 bits the highest, which number a slot. */
  private shift = Math.clz32(slotsAtFirst - 1);

  constructor(private readonly width: number) {
    this.cells = new Float64Array((slotsAtFirst / 2) * width);
    this.itemOf = new Int32Array(slotsAtFirst / 2);
  }

  /** Where in `cells` the row begins; -1 where the item has none. */
  find(item: number): number {
    const row = this.slots[this.slotOf(item)] - 1;
    return row < 0 ? none : row * this.width;
  }

  /** Where in `cells` the row begins, which is zeros when it is new. Probes by itself, as every request comes by. */
  give(item: number): number {
    const { slots, itemOf } = this;
    const last = slots.length - 1;
    let slot = Math.imul(item, fibonacci) >>> this.shift;
    while (slots[slot] !== 0 && itemOf[slots[slot] - 1] !== item) slot = (slot + 1) & last;
    if (slots[slot] !== 0) return (slots[slot] - 1) * this.width;
    if (this.count === itemOf.length) {
      this.grow();
      return this.give(item);
    }
    itemOf[this.count] = item;
    slots[slot] = this.count + 1;
    return this.count++ * this.width;
  }

  /** Those that have a row, lowest first. */
  items(): Int32Array {
    return this.itemOf.slice(0, this.count).sort();
  }

  /** Where the item is, or would be. */
  private slotOf(item: number): number {
    const { slots, itemOf } = this;
    const last = slots.length - 1;
    let slot = Math.imul(item, fibonacci) >>> this.shift;
    while (slots[slot] !== 0 && itemOf[slots[slot] - 1] !== item) slot = (slot + 1) & last;
    return slot;
  }

  private grow(): void {
    const cells = new Float64Array(2 * this.cells.length);
    cells.set(this.cells);
    this.cells = cells;
    const itemOf = new Int32Array(2 * this.itemOf.length);
    itemOf.set(this.itemOf);
    this.itemOf = itemOf;
    this.slots = new Int32Array(2 * this.slots.length);
    this.shift--;
    for (let row = 0; row < this.count; row++) this.slots[this.slotOf(itemOf[row])] = row + 1;
  }
}
