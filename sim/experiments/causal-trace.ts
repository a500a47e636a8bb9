/**
 * Which event scheduled which: while a handler runs, sequence numbers are given out one after the other, so an event's own
 * number tells during which earlier event it was asked for. Two numbers for each of the latest events are enough to walk
 * from any of them to its causes, and a timer's cause is who started it, not the lane that armed it.
 */
import type { EventObserver } from '../engine/simulation.js';

/** Latest events whose causes are known: a few seconds of a busy region, in 64 MiB. */
export const tracedEventsMax = 1 << 22;

export interface Ancestry {
  /** Numbers of the events that led to it, nearest first. */
  readonly causes: readonly number[];
  /** Why the list ends: the first cause was there before the run, is too long ago to be known, or more would follow. */
  readonly end: 'start' | 'forgotten' | 'bound';
}

export class CausalTrace implements EventObserver {
  events = 0;
  /** Of event n at n % size. */
  private readonly sequences: Float64Array;
  private readonly nextSequences: Float64Array;

  constructor(private readonly size = tracedEventsMax) {
    this.sequences = new Float64Array(size);
    this.nextSequences = new Float64Array(size);
  }

  observe(_timeNs: number, sequence: number, _type: number, _payload: number, nextSequence: number): void {
    const at = ++this.events % this.size;
    this.sequences[at] = sequence;
    this.nextSequences[at] = nextSequence;
  }

  /** Of an event that has been observed and is not forgotten. */
  ancestryOf(event: number, causesMax: number): Ancestry {
    const causes: number[] = [];
    for (let effect = event; causes.length < causesMax; ) {
      const cause = this.latestBefore(this.sequences[effect % this.size]);
      if (cause === null) return { causes, end: this.events <= this.size ? 'start' : 'forgotten' };
      causes.push(cause);
      effect = cause;
    }
    return { causes, end: 'bound' };
  }

  /** The event during which `sequence` was given out: the latest that began with numbers up to it. */
  private latestBefore(sequence: number): number | null {
    let low = Math.max(1, this.events - this.size + 1);
    if (this.events === 0 || this.nextSequences[low % this.size] > sequence) return null;
    let high = this.events;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.nextSequences[middle % this.size] <= sequence) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
