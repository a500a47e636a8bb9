/** Work on virtual time that a caller advances in slices, so that it can show progress between them, or stop. */
export interface Progress {
  /** Of the work, in 0..1. */
  readonly share: number;
  readonly simulatedNs: number;
  readonly events: number;
}

export interface Work {
  readonly progress: Progress;
  /** Executes at most `eventsMax` events; true when nothing is left to do. */
  advance(eventsMax: number): boolean;
}
