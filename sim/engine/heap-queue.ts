/**
 * The reference pending-event set: a binary heap over parallel arrays, simple enough to be believed by reading. Runs use
 * the bucket queue; this one is what it is compared with, in the contract suite and by `--event-queue heap`.
 */
import { type EventQueue, pendingEventsMax, tooManyPending } from './event-queue.js';

interface PendingEvent {
  readonly timeNs: number;
  readonly sequence: number;
  readonly type: number;
  readonly payload: number;
}

const isBefore = (a: PendingEvent, b: PendingEvent) =>
  a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.sequence < b.sequence);

export class HeapQueue implements EventQueue {
  timeNs = 0;
  sequence = 0;
  type = 0;
  payload = 0;
  private readonly heap: PendingEvent[] = [];

  get size(): number {
    return this.heap.length;
  }

  push(timeNs: number, sequence: number, type: number, payload: number): void {
    const { heap } = this;
    if (heap.length >= pendingEventsMax) throw tooManyPending();
    const event = { timeNs, sequence, type, payload };
    let hole = heap.push(event) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = event;
  }

  pop(untilNs: number): boolean {
    const { heap } = this;
    if (heap.length === 0 || heap[0].timeNs > untilNs) return false;
    const earliest = heap[0];
    this.timeNs = earliest.timeNs;
    this.sequence = earliest.sequence;
    this.type = earliest.type;
    this.payload = earliest.payload;
    const last = heap.pop()!;
    if (heap.length > 0) this.sink(last);
    return true;
  }

  /** Places `event` where the removed root left a hole. */
  private sink(event: PendingEvent): void {
    const { heap } = this;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], event)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = event;
  }
}
