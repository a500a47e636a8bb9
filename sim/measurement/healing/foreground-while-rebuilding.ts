/**
 * What clients feel of healing: the p99 of successful requests, of all tenants, that ended while nothing but the items of
 * replicas was lacking, which is while they are copied. The seconds before, in which leaders and quorums are lost, are the
 * fault's doing and not that of healing.
 */
import { Histogram } from '../../engine/histogram.js';
import type { CountsOf, Fact } from '../../protocol/facts.js';
import { outcome } from '../../protocol/request.js';
import type { Clock, FinishedRequestView, Observer } from '../../trace.js';
import type { WarmUp } from '../warm-up.js';

export const foregroundFacts = [
  {
    name: 'requestsWhileRebuilding',
    unit: 'count',
    about: 'successful requests that ended while storage replicas were all that partitions lacked',
  },
  { name: 'p99WhileRebuildingMs', unit: 'ms', about: 'of these requests', ofCases: true },
] as const satisfies readonly Fact[];

export class ForegroundWhileRebuilding implements Observer {
  private readonly latency = new Histogram();

  constructor(
    private readonly copies: { readonly isRebuilding: boolean },
    private readonly warmUp: WarmUp,
  ) {}

  requestFinished({ nowNs }: Clock, request: FinishedRequestView): void {
    if (!this.copies.isRebuilding || request.outcome !== outcome.succeeded || this.warmUp.includes(request)) return;
    this.latency.record(nowNs - request.startedAtNs);
  }

  facts(): CountsOf<typeof foregroundFacts> {
    const { latency } = this;
    return {
      requestsWhileRebuilding: latency.count,
      p99WhileRebuildingMs: latency.count === 0 ? null : latency.quantile(0.99) / 1e6,
    };
  }
}
