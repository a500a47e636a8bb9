/**
 * The near tier of the bucket queue: the few events that are next, in exact order. Up to `sortedMax` of them stand in a
 * sorted list, latest first, so that taking the next is one step from the end; more (a mass of ties) turn into a binary
 * heap until it has drained, since inserting into a long sorted list would be quadratic.
 *
 * Holds slots of the bucket queue's record arena and reads the records there: 32 bytes each, time and sequence in the first
 * two doubles. A record that is near was touched a moment ago, so a copy of its time would not be read faster.
 */
const sortedMax = 32;

/** Whether the event in `slot` comes before the one in `other`. */
const isBefore = (slot: number, other: number, arena: Float64Array) => {
  const timeNs = arena[slot << 2];
  const otherNs = arena[other << 2];
  return timeNs < otherNs || (timeNs === otherNs && arena[(slot << 2) + 1] < arena[(other << 2) + 1]);
};

export class NearList {
  count = 0;
  slots = new Int32Array(64);
  isHeap = false;

  insert(slot: number, arena: Float64Array): void {
    if (this.isHeap) this.insertIntoHeap(slot, arena);
    else if (this.count < sortedMax) this.insertIntoSorted(slot, arena);
    else {
      this.turnIntoHeap();
      this.insertIntoHeap(slot, arena);
    }
  }

  /** Index of the earliest entry; only valid while count > 0. */
  get first(): number {
    return this.isHeap ? 0 : this.count - 1;
  }

  removeFirst(arena: Float64Array): void {
    if (this.isHeap) this.removeRoot(arena);
    else this.count--;
  }

  private insertIntoSorted(slot: number, arena: Float64Array): void {
    const { slots } = this;
    let hole = this.count++;
    while (hole > 0 && isBefore(slots[hole - 1], slot, arena)) {
      slots[hole] = slots[hole - 1];
      hole--;
    }
    slots[hole] = slot;
  }

  /** A list sorted latest first, reversed, is a heap. */
  private turnIntoHeap(): void {
    this.slots.subarray(0, this.count).reverse();
    this.isHeap = true;
  }

  private insertIntoHeap(slot: number, arena: Float64Array): void {
    if (this.count === this.slots.length) this.grow();
    const { slots } = this;
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(slot, slots[parent], arena)) break;
      slots[hole] = slots[parent];
      hole = parent;
    }
    slots[hole] = slot;
  }

  private removeRoot(arena: Float64Array): void {
    const { slots } = this;
    const count = --this.count;
    if (count === 0) {
      this.isHeap = false;
      return;
    }
    const last = slots[count];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= count) break;
      if (child + 1 < count && isBefore(slots[child + 1], slots[child], arena)) child++;
      if (!isBefore(slots[child], last, arena)) break;
      slots[hole] = slots[child];
      hole = child;
    }
    slots[hole] = last;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    slots.set(this.slots);
    this.slots = slots;
  }
}
