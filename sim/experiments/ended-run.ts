/**
 * A run that is over: its result, and the exact latencies that a result has no room for, as bytes that outlive the run's
 * own structures and merge with those of other runs.
 */
import { type ClassLabel, namedClasses } from '../measurement/result-rows.js';
import type { Result } from '../result.js';
import type { Run } from '../run.js';

export interface EndedRun {
  readonly result: Result;
  /** A row for each row of the result's latency, in its order. */
  readonly latency: readonly ClassLatency[];
}

/** Histograms in nanoseconds, as Histogram.toBytes gives them. */
export interface ClassLatency extends ClassLabel {
  /** Successful requests after warm-up: as the clients saw them, and as the routers did. */
  readonly client: Uint8Array;
  readonly service: Uint8Array;
  /** The client's once more, by equal stretches of the measured time; empty where nobody asked for an interval. */
  readonly batches: readonly Uint8Array[];
}

/** Ends a run. Call it once. */
export function ended(run: Run): EndedRun {
  const { tenants, isolation } = run.scenario;
  const names = tenants.map(({ name }) => name);
  const latency = namedClasses(run.service.observers.measurements, names).map(({ label, measured }) => ({
    ...label,
    client: measured.latency.toBytes(),
    service: measured.serviceLatency.toBytes(),
    batches: isolation?.victims.includes(label.tenant)
      ? measured.batches.histograms.map((histogram) => histogram.toBytes())
      : [],
  }));
  return { result: run.finish(), latency };
}
