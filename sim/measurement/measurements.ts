/**
 * What a run measures, told by the clients and routers as it happens: latency as the clients saw it and as the routers
 * saw it, outcomes, availability, series over time, and where time went. It only listens; the run is the same without it.
 *
 * Latency counts successful requests issued after warm-up, from the first attempt to the good answer. Everything here has
 * a size that does not grow with the number of requests.
 */
import { Histogram } from '../engine/histogram.js';
import type { Simulation } from '../engine/simulation.js';
import type { Attempt } from '../protocol/attempt.js';
import { status } from '../protocol/attempt.js';
import { isWrite } from '../protocol/call.js';
import { type Operation, outcome } from '../protocol/request.js';
import type { StageLedger } from '../protocol/stage-times.js';
import { AvailabilityCounts } from './availability.js';
import { LatencyBatches } from './latency-batches.js';
import { requestClass } from './request-class.js';
import { TailAttribution } from './tail-attribution.js';
import { TenantSeries } from './tenant-series.js';

export class OutcomeCounts {
  issued = 0;
  succeeded = 0;
  throttled = 0;
  serverErrors = 0;
  timedOut = 0;
  attempts = 0;
  retries = 0;
  hedges = 0;
  retriesDenied = 0;
  attempts500 = 0;
  attempts503 = 0;
  attemptsTimedOut = 0;
}

export class ClassMeasurements {
  readonly latency = new Histogram();
  readonly serviceLatency = new Histogram();
  readonly tail = new TailAttribution();
  readonly outcomes = new OutcomeCounts();

  /** `batches`: null where nobody asks for an interval. */
  constructor(readonly batches: LatencyBatches | null) {}
}

/** Whose latencies are also kept by time, and when the measured time is to end. */
export interface Batching {
  readonly tenants: ReadonlySet<number>;
  readonly untilNs: number;
}

export class Measurements {
  /** By request class; created at the first request of a class. */
  readonly classes: (ClassMeasurements | undefined)[] = [];
  readonly series: TenantSeries[] = [];
  readonly availability: AvailabilityCounts[] = [];

  constructor(
    private readonly simulation: Simulation,
    private readonly ledger: StageLedger,
    tenants: number,
    seriesWindowNs: number,
    private readonly warmupNs: number,
    private readonly batching: Batching | null = null,
  ) {
    for (let tenant = 0; tenant < tenants; tenant++) {
      this.series.push(new TenantSeries(seriesWindowNs));
      this.availability.push(new AvailabilityCounts());
    }
  }

  operationStarted(operation: Operation): void {
    const { startedAtNs, tenant } = operation;
    this.series[tenant].issued(startedAtNs);
    if (startedAtNs >= this.warmupNs) this.classOf(tenant, operation.kind, operation.isStrong).outcomes.issued++;
  }

  operationFinished(operation: Operation, winner: Attempt | null): void {
    const { startedAtNs, finishedAtNs } = operation;
    const latencyNs = finishedAtNs - startedAtNs;
    this.series[operation.tenant].finished(operation, latencyNs, isWrite(operation.kind));
    if (startedAtNs < this.warmupNs) return;
    const measured = this.classOf(operation.tenant, operation.kind, operation.isStrong);
    count(measured.outcomes, operation);
    if (winner === null) return;
    measured.latency.record(latencyNs);
    if (measured.batches !== null) measured.batches.record(startedAtNs, latencyNs);
    measured.tail.record(latencyNs, this.ledger, winner.index, operation.failedNs, operation.backoffNs);
  }

  /** A router answers: what the service itself can see. */
  answered(attempt: Attempt): void {
    const { nowNs } = this.simulation;
    if (nowNs < this.warmupNs) return;
    this.availability[attempt.tenant].answered(nowNs, attempt);
    if (attempt.status !== status.ok) return;
    const measured = this.classOf(attempt.tenant, attempt.kind, attempt.isStrong);
    measured.serviceLatency.record(nowNs - attempt.arrivedAtNs);
  }

  private classOf(tenant: number, kind: number, isStrong: boolean): ClassMeasurements {
    const index = requestClass(tenant, kind, isStrong);
    const known = this.classes[index];
    if (known !== undefined) return known;
    const created = new ClassMeasurements(this.batchesFor(tenant));
    while (this.classes.length < index) this.classes.push(undefined);
    this.classes[index] = created;
    return created;
  }

  private batchesFor(tenant: number): LatencyBatches | null {
    const { batching, warmupNs } = this;
    return batching?.tenants.has(tenant) ? new LatencyBatches(warmupNs, batching.untilNs) : null;
  }
}

function count(outcomes: OutcomeCounts, operation: Operation): void {
  switch (operation.outcome) {
    case outcome.succeeded:
      outcomes.succeeded++;
      break;
    case outcome.throttled:
      outcomes.throttled++;
      break;
    case outcome.serverError:
      outcomes.serverErrors++;
      break;
    default:
      outcomes.timedOut++;
  }
  outcomes.attempts += operation.attempts;
  if (operation.attempts === 1 && operation.retriesDenied === 0 && operation.outcome === outcome.succeeded) return;
  outcomes.retries += operation.retries;
  outcomes.hedges += operation.hedges;
  outcomes.retriesDenied += operation.retriesDenied;
  outcomes.attempts500 += operation.attempts500;
  outcomes.attempts503 += operation.attempts503;
  outcomes.attemptsTimedOut += operation.attemptsTimedOut;
}
