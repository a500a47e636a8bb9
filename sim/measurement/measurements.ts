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
import { AnswerBatches } from './batches/answer-batches.js';
import { BatchClock, LatencyBatches, unaskedClassesMax } from './batches/latency-batches.js';
import { endings, noOutcomes } from './outcome-counts.js';
import { requestClass } from './request-class.js';
import { Staleness } from './staleness.js';
import { type StageSums, TailAttribution } from './tail-attribution.js';
import { TenantSeries } from './tenant-series.js';
import type { WarmUp } from './warm-up.js';
import { windowsAColumn } from './windows/latency-heat.js';

export class ClassMeasurements {
  readonly serviceLatency = new Histogram();
  readonly tail = new TailAttribution();
  readonly outcomes = noOutcomes();
  /** Of eventual reads. */
  readonly staleness = new Staleness();

  constructor(readonly batches: LatencyBatches) {}

  /** As the clients saw it. */
  get latency(): Histogram {
    return this.batches.whole();
  }
}

/** Of all tenants, some 100 KB each. */
export const classesMax = 4096;

/** When the measured time is to end, and whose classes have batches however many there are. */
export interface Batching {
  readonly untilNs: number;
  readonly victims: ReadonlySet<number>;
}

export class Measurements implements Observer {
  /** By request class; created at the first request of a class. */
  readonly classes: (ClassMeasurements | undefined)[] = [];
  readonly series: TenantSeries[] = [];
  /** By tenant: of the routers' answers, and of the clients' requests. */
  readonly availability: AvailabilityCounts[] = [];
  readonly clientAvailability: AvailabilityCounts[] = [];
  /** By tenant. */
  readonly answers: AnswerBatches[] = [];
  private readonly batchClock: BatchClock;
  private batchedClasses: number;

  constructor(
    private readonly stageTimes: StageSums,
    tenants: number,
    seriesWindowNs: number,
    private readonly warmUp: WarmUp,
    private readonly batching: Batching,
  ) {
    this.batchClock = new BatchClock(warmUp.untilNs, batching.untilNs);
    this.batchedClasses = 0;
    const ofHeat = windowsAColumn(batching.untilNs, seriesWindowNs);
    for (let tenant = 0; tenant < tenants; tenant++) {
      this.series.push(new TenantSeries(seriesWindowNs, ofHeat));
      this.availability.push(new AvailabilityCounts());
      this.clientAvailability.push(new AvailabilityCounts());
      this.answers.push(new AnswerBatches());
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
    const batch = this.batchClock.batchOf(startedAtNs);
    if (batch < 0) return;
    const measured = this.classOf(request.tenant, request.operation, request.isStrong);
    measured.outcomes[endings[request.outcome]]++;
    addCounts(measured.outcomes, request);
    this.clientAvailability[request.tenant].ended(nowNs, winner === null);
    if (winner === null) {
      measured.batches.recordFailure(batch, request.outcome === outcome.throttled);
      return;
    }
    measured.batches.histograms[batch].record(latencyNs);
    if (!request.isStrong && !request.isWrite) measured.staleness.read(request, winner);
    measured.tail.record(latencyNs, this.stageTimes, winner.index, request.failedNs, request.backoffNs);
  }

  /** A router answers: what the service itself can see. */
  attemptAnswered({ nowNs }: Clock, attempt: AttemptView): void {
    const { request } = attempt;
    const batch = this.batchClock.batchOf(request.startedAtNs);
    if (batch < 0) return;
    const { tenant, operation, isStrong } = request;
    const answer = attempt.status;
    const isError = answer === status.internalError || answer === status.unavailable;
    this.availability[tenant].ended(nowNs, isError);
    this.answers[tenant].requests[batch]++;
    if (isError) this.answers[tenant].errors[batch]++;
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

  private batchesFor(tenant: number): LatencyBatches {
    const areApart = this.batching.victims.has(tenant) || this.batchedClasses < unaskedClassesMax;
    if (areApart) this.batchedClasses++;
    return new LatencyBatches(areApart);
  }
}
