/**
 * What a run measures, told by the clients and routers as it happens: latency as the clients saw it and as the routers
 * saw it, outcomes, availability, series over time, and where time went. It only listens; the run is the same without it.
 *
 * Latency counts successful requests issued after the warm-up (warm-up.ts), from the first attempt to the good answer.
 * Everything here has a size that does not grow with the number of requests.
 */

import { Histogram } from '../engine/histogram.js';
import { status } from '../protocol/answers.js';
import { addCounts, outcome } from '../protocol/request.js';
import type { AttemptView, Clock, FinishedRequestView, Observer, RequestView } from '../trace.js';
import { AvailabilityCounts } from './availability.js';
import { LatencyBatches } from './latency-batches.js';
import { endings, noOutcomes } from './outcome-counts.js';
import { requestClass } from './request-class.js';
import { Staleness } from './staleness.js';
import { type StageSums, TailAttribution } from './tail-attribution.js';
import { TenantSeries } from './tenant-series.js';
import type { WarmUp } from './warm-up.js';

export class ClassMeasurements {
  readonly latency = new Histogram();
  readonly serviceLatency = new Histogram();
  readonly tail = new TailAttribution();
  readonly outcomes = noOutcomes();
  /** Of eventual reads. */
  readonly staleness = new Staleness();

  /** `batches`: null where nobody asks for an interval. */
  constructor(readonly batches: LatencyBatches | null) {}
}

/** Of all tenants, some 100 KB each. */
export const classesMax = 4096;

/** Whose latencies are also kept by time, and when the measured time is to end. */
export interface Batching {
  readonly tenants: ReadonlySet<number>;
  readonly untilNs: number;
}

export class Measurements implements Observer {
  /** By request class; created at the first request of a class. */
  readonly classes: (ClassMeasurements | undefined)[] = [];
  readonly series: TenantSeries[] = [];
  /** By tenant: of the routers' answers, and of the clients' requests. */
  readonly availability: AvailabilityCounts[] = [];
  readonly clientAvailability: AvailabilityCounts[] = [];

  constructor(
    private readonly stageTimes: StageSums,
    tenants: number,
    seriesWindowNs: number,
    private readonly warmUp: WarmUp,
    private readonly batching: Batching | null = null,
  ) {
    for (let tenant = 0; tenant < tenants; tenant++) {
      this.series.push(new TenantSeries(seriesWindowNs));
      this.availability.push(new AvailabilityCounts());
      this.clientAvailability.push(new AvailabilityCounts());
    }
  }

  requestStarted({ nowNs }: Clock, request: RequestView): void {
    const { tenant } = request;
    this.series[tenant].issued(nowNs);
    if (!this.warmUp.includes(request)) this.classOf(tenant, request.operation, request.isStrong).outcomes.issued++;
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const { startedAtNs } = request;
    const latencyNs = nowNs - startedAtNs;
    this.series[request.tenant].finished(nowNs, request, latencyNs, request.isWrite);
    if (this.warmUp.includes(request)) return;
    const measured = this.classOf(request.tenant, request.operation, request.isStrong);
    measured.outcomes[endings[request.outcome]]++;
    addCounts(measured.outcomes, request);
    this.clientAvailability[request.tenant].ended(nowNs, winner === null);
    if (winner === null) return;
    measured.latency.record(latencyNs);
    if (!request.isStrong && !request.isWrite) measured.staleness.read(request, winner);
    if (measured.batches !== null) measured.batches.record(startedAtNs, latencyNs);
    measured.tail.record(latencyNs, this.stageTimes, winner.index, request.failedNs, request.backoffNs);
  }

  /** A router answers: what the service itself can see. */
  attemptAnswered({ nowNs }: Clock, attempt: AttemptView): void {
    const { request } = attempt;
    if (this.warmUp.includes(request)) return;
    const { tenant, operation, isStrong } = request;
    const answer = attempt.status;
    this.availability[tenant].ended(nowNs, answer === status.internalError || answer === status.unavailable);
    if (answer !== status.ok) return;
    const measured = this.classOf(tenant, operation, isStrong);
    measured.serviceLatency.record(nowNs - attempt.arrivedAtNs);
  }

  /** The requests that are open when the run ends: what their attempts took, too, was taken. */
  runEnded(requests: readonly FinishedRequestView[]): void {
    for (const request of requests) {
      if (request.outcome !== outcome.open || this.warmUp.includes(request)) continue;
      addCounts(this.classOf(request.tenant, request.operation, request.isStrong).outcomes, request);
    }
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
    const { batching, warmUp } = this;
    return batching?.tenants.has(tenant) ? new LatencyBatches(warmUp.untilNs, batching.untilNs) : null;
  }
}
