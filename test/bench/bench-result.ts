/** What one run of a benchmark measured and answered: a wall-clock figure is worth nothing without the answer's check. */
import type { Histogram } from '../../sim/engine/histogram.js';

export interface BenchResult {
  readonly name: string;
  /** Customers, writes or, where nothing queues, events. */
  readonly requests: number;
  readonly events: number;
  /** The event loop alone: neither process start nor building the model. */
  readonly wallSeconds: number;
  /** Latency in milliseconds of virtual time; null where a workload has none. */
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly p99_9Ms: number | null;
  /** The run's digest; null for peers. */
  readonly digest: string | null;
}

const nsPerMs = 1e6;

/** The four latency figures of a result. */
export function latencyFigures(latencyNs: Histogram): Pick<BenchResult, 'meanMs' | 'p50Ms' | 'p99Ms' | 'p99_9Ms'> {
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
