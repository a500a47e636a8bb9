/**
 * Before, during and after each fault: how every tenant fared between the moments at which faults began or ended, which
 * windows of a fixed width blur. A request counts where it ended; those issued in the warm-up do not count. Time runs one
 * way, so one histogram a tenant is enough, emptied at each moment. A run without faults has none of this.
 *
 * Left out: faults beyond a bound begin and end without a phase of their own; the last phase goes on.
 */
import { Histogram } from '../engine/histogram.js';
import { outcome } from '../protocol/request.js';
import type { Clock, FinishedRequestView, Observer } from '../trace.js';
import { endings } from './outcome-counts.js';
import type { WarmUp } from './warm-up.js';

export const phasesMax = 100;
/** Of all tenants together, some 200 bytes each in the result. */
export const phaseRowsMax = 5_000;

/** Of one tenant in one phase. Latencies are of its successful requests. */
export interface PhaseTenant {
  readonly tenant: string;
  readonly ended: number;
  readonly succeeded: number;
  readonly throttled: number;
  readonly serverErrors: number;
  readonly timedOut: number;
  /** Ended without a success / ended; null where nothing ended. */
  readonly failedShare: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly p99_9Ms: number | null;
  readonly maxMs: number | null;
}

export interface Phase {
  readonly fromS: number;
  readonly toS: number;
  /** Places in the list of faults of those that lasted meanwhile. */
  readonly faults: readonly number[];
  readonly tenants: readonly PhaseTenant[];
}

/** Of a fault; it never heals where `toNs` is infinite. */
export interface Lasting {
  readonly fromNs: number;
  readonly toNs: number;
}

interface Tally {
  readonly latency: Histogram;
  /** By outcome. */
  readonly ended: number[];
}

/** When phases begin: at the end of the warm-up, and wherever later a fault begins or ends. */
export function phaseStarts(faults: readonly Lasting[], warmupNs: number, tenants: number): readonly number[] {
  const moments = faults
    .flatMap(({ fromNs, toNs }) => [fromNs, toNs])
    .filter((each) => each > warmupNs && each < Infinity);
  const starts = [warmupNs, ...new Set(moments.sort((a, b) => a - b))];
  return starts.slice(0, Math.max(1, Math.min(phasesMax, Math.floor(phaseRowsMax / tenants))));
}

export class FaultPhases implements Observer {
  private readonly tallies: Tally[];
  private readonly closed: Phase[] = [];
  private nextNs: number;
  private readonly starts: readonly number[];

  constructor(
    private readonly faults: readonly Lasting[],
    private readonly tenants: readonly string[],
    private readonly warmUp: WarmUp,
  ) {
    this.starts = phaseStarts(faults, warmUp.untilNs, tenants.length);
    this.tallies = tenants.map(() => ({ latency: new Histogram(), ended: endings.map(() => 0) }));
    this.nextNs = this.starts[1] ?? Infinity;
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView): void {
    while (nowNs >= this.nextNs) this.closePhase(this.nextNs);
    if (this.warmUp.includes(request)) return;
    const { latency, ended } = this.tallies[request.tenant];
    ended[request.outcome]++;
    if (request.outcome === outcome.succeeded) latency.record(nowNs - request.startedAtNs);
  }

  /** Ends the run; nothing may be recorded afterwards. */
  phases(endNs: number): readonly Phase[] {
    while (this.nextNs < endNs) this.closePhase(this.nextNs);
    const fromNs = this.starts[this.closed.length];
    if (fromNs < endNs) this.closePhase(endNs);
    return this.closed;
  }

  private closePhase(toNs: number): void {
    const fromNs = this.starts[this.closed.length];
    this.closed.push({
      fromS: fromNs / 1e9,
      toS: toNs / 1e9,
      faults: this.faults.flatMap((fault, at) => (fault.fromNs < toNs && fault.toNs > fromNs ? [at] : [])),
      tenants: this.tallies.map((tally, tenant) => rowOf(this.tenants[tenant], tally)),
    });
    for (const { latency, ended } of this.tallies) {
      latency.reset();
      ended.fill(0);
    }
    this.nextNs = this.starts[this.closed.length + 1] ?? Infinity;
  }
}

function rowOf(tenant: string, { latency, ended }: Tally): PhaseTenant {
  const all = ended.reduce((sum, each) => sum + each, 0);
  const succeeded = ended[outcome.succeeded];
  const at = (quantile: number) => (latency.count === 0 ? null : latency.quantile(quantile) / 1e6);
  return {
    tenant,
    ended: all,
    succeeded,
    throttled: ended[outcome.throttled],
    serverErrors: ended[outcome.serverError],
    timedOut: ended[outcome.timedOut],
    failedShare: all === 0 ? null : (all - succeeded) / all,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p99_9Ms: at(0.999),
    maxMs: at(1),
  };
}
