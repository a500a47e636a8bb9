/** The tracks of a trace as they are laid out, and what is put on them. Times are whole nanoseconds from the run's beginning. */
import type { Happening, TraceEvent, Track } from './trace-packets.js';

/** A stretch of time with what happens in it, in order: first of all its own beginning, and at last its end. */
export interface Strip {
  readonly fromNs: number;
  readonly toNs: number;
  readonly events: readonly Timed[];
}

export type Timed = { readonly atNs: number } & Happening;

export const inNs = (seconds: number) => Math.round(seconds * 1e9);

export class TraceTracks {
  readonly tracks: Track[] = [];
  readonly events: TraceEvent[] = [];

  add(parent: number | null, name: string, description = '', unit: string | null = null): number {
    const id = this.tracks.length + 1;
    this.tracks.push({ id, parent, name, unit, description });
    return id;
  }

  put(track: number, ...happened: readonly Timed[]): void {
    for (const each of happened) this.events.push({ ...each, track });
  }

  /** Those that overlap go to lanes of their own, as few as it takes. */
  putInLanes(parent: number, strips: readonly Strip[]): void {
    const lanes: { readonly track: number; freeAtNs: number }[] = [];
    for (const { fromNs, toNs, events } of [...strips].sort((a, b) => a.fromNs - b.fromNs)) {
      let lane = lanes.find(({ freeAtNs }) => freeAtNs <= fromNs);
      if (lane === undefined) {
        lane = { track: this.add(parent, `lane ${lanes.length + 1}`), freeAtNs: 0 };
        lanes.push(lane);
      }
      lane.freeAtNs = toNs;
      this.put(lane.track, ...events);
    }
  }
}
