/** What one run of a benchmark measured and what it answered: a speed means nothing without the check of the answer. */
import type { Histogram } from '../../sim/engine/histogram.js';

export interface BenchResult extends LatencyFigures {
  readonly name: string;
  /** Customers or writes; in the hold model, events. */
  readonly requests: number;
  readonly events: number;
  /** The event loop alone: neither process start nor building the model. */
  readonly wallSeconds: number;
  /** Of the run; null for a peer, which has none. */
  readonly digest: string | null;
}

/** Milliseconds of virtual time; null where nothing waits. */
export interface LatencyFigures {
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly p99_9Ms: number | null;
}

const nsPerMs = 1e6;
export const noLatency: LatencyFigures = { meanMs: null, p50Ms: null, p99Ms: null, p99_9Ms: null };

export function latencyFigures(latencyNs: Histogram): LatencyFigures {
  return {
    meanMs: latencyNs.mean() / nsPerMs,
    p50Ms: latencyNs.quantile(0.5) / nsPerMs,
    p99Ms: latencyNs.quantile(0.99) / nsPerMs,
    p99_9Ms: latencyNs.quantile(0.999) / nsPerMs,
  };
}

/** Wall-clock seconds that `work` takes. */
export function timed(work: () => void): number {
  const startedAtMs = performance.now();
  work();
  return (performance.now() - startedAtMs) / 1e3;
}
