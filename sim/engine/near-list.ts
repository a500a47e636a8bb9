/**
 * The near tier of the bucket queue: the few events that are next, in exact order. Up to `sortedMax` of them stand in a
 * sorted list, latest first, so that taking the next is one step from the end; more (a mass of ties) turn into a binary
 * heap until it has drained, since inserting into a long sorted list would be quadratic.
 *
 * Holds slots of the bucket queue's record arena with their times beside them; the sequence number, which decides only
 * ties, is read from the arena: 32 bytes a record, time and sequence in its first two doubles.
 */
const sortedMax = 32;

/** Of two events at the same time: whether the one in `slot` was scheduled first. */
const isEarlier = (slot: number, other: number, arena: Float64Array) =>
  arena[(slot << 2) + 1] < arena[(other << 2) + 1];

export class NearList {
  count = 0;
  times = new Float64Array(64);
  slots = new Int32Array(64);
  isHeap = false;

  insert(timeNs: number, slot: number, arena: Float64Array): void {
    if (this.isHeap) this.insertIntoHeap(timeNs, slot, arena);
    else if (this.count < sortedMax) this.insertIntoSorted(timeNs, slot, arena);
    else {
      this.turnIntoHeap();
      this.insertIntoHeap(timeNs, slot, arena);
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

  private insertIntoSorted(timeNs: number, slot: number, arena: Float64Array): void {
    const { times, slots } = this;
    let hole = this.count++;
    while (hole > 0) {
      const before = hole - 1;
      const time = times[before];
      if (time > timeNs || (time === timeNs && isEarlier(slot, slots[before], arena))) break;
      times[hole] = time;
      slots[hole] = slots[before];
      hole = before;
    }
    times[hole] = timeNs;
    slots[hole] = slot;
  }

  /** A list sorted latest first, reversed, is a heap. */
  private turnIntoHeap(): void {
    this.times.subarray(0, this.count).reverse();
    this.slots.subarray(0, this.count).reverse();
    this.isHeap = true;
  }

  private insertIntoHeap(timeNs: number, slot: number, arena: Float64Array): void {
    if (this.count === this.times.length) this.grow();
    const { times, slots } = this;
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const time = times[parent];
      if (time < timeNs || (time === timeNs && isEarlier(slots[parent], slot, arena))) break;
      times[hole] = time;
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = timeNs;
    slots[hole] = slot;
  }

  private removeRoot(arena: Float64Array): void {
    const { times, slots } = this;
    const count = --this.count;
    if (count === 0) {
      this.isHeap = false;
      return;
    }
    const timeNs = times[count];
    const slot = slots[count];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= count) break;
      const right = child + 1;
      if (
        right < count &&
        (times[right] < times[child] || (times[right] === times[child] && isEarlier(slots[right], slots[child], arena)))
      )
        child = right;
      if (times[child] > timeNs || (times[child] === timeNs && isEarlier(slot, slots[child], arena))) break;
      times[hole] = times[child];
      slots[hole] = slots[child];
      hole = child;
    }
    times[hole] = timeNs;
    slots[hole] = slot;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    const slots = new Int32Array(times.length);
    slots.set(this.slots);
    this.times = times;
    this.slots = slots;
  }
}
