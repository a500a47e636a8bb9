/**
 * What a recording keeps of each event, in the order of execution: a byte of the rolling digest and a byte of the
 * event's type. The first shows where another run leaves this one, within an event or two; the second says what kind of
 * event stood there. Bounded: of a longer run, the digest's checkpoints keep watch over the rest.
 */
import type { RunDigest } from '../engine/run-digest.js';
import type { EventObserver } from '../engine/simulation.js';

export const bytesPerEvent = 2;
/** 64 MiB, about three million requests. */
export const marksMax = 1 << 25;
const firstCapacity = 1 << 16;

export class MarkRecorder implements EventObserver {
  private marks = 0;
  private bytes = new Uint8Array(firstCapacity * bytesPerEvent);

  constructor(
    private readonly digest: RunDigest,
    private readonly max = marksMax,
  ) {}

  observe(_timeNs: number, _sequence: number, type: number): void {
    if (this.marks === this.max) return;
    const at = this.marks++ * bytesPerEvent;
    if (at === this.bytes.length) this.grow();
    this.bytes[at] = this.digest.lastByte;
    this.bytes[at + 1] = type;
  }

  recorded(): Uint8Array {
    return this.bytes.subarray(0, this.marks * bytesPerEvent);
  }

  private grow(): void {
    const grown = new Uint8Array(2 * this.bytes.length);
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** Watches a run for its first event that bears another mark than the recorded one. */
export class MarkComparison implements EventObserver {
  /** Number of that event, from 1; 0 as long as there is none. */
  firstDifferent = 0;
  private events = 0;

  constructor(
    private readonly digest: RunDigest,
    private readonly recorded: Uint8Array,
  ) {}

  observe(_timeNs: number, _sequence: number, type: number): void {
    const at = this.events++ * bytesPerEvent;
    if (this.firstDifferent > 0 || at >= this.recorded.length) return;
    const isSame = this.recorded[at] === this.digest.lastByte && this.recorded[at + 1] === (type & 0xff);
    if (!isSame) this.firstDifferent = this.events;
  }
}
