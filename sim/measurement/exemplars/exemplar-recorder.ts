/**
 * Exemplars: a few requests kept with their attempts and stages, from which waterfalls are drawn and causes are named; of
 * requests issued after the warm-up. A run is the same without them, and one that is not kept costs a hash and three
 * comparisons.
 */
import type { AttemptView, Clock, FinishedRequestView, Observer } from '../../trace.js';
import { requestClass } from '../request-class.js';
import type { WarmUp } from '../warm-up.js';
import { FailedTries, type StageRows, type Try } from './failed-tries.js';
import { ClassExemplars, type Exemplar, type KeptExemplar, WindowExemplars } from './kept-exemplars.js';

/** Classes and tenants of which exemplars are kept, the first to end a request: some 20 KB of a result each. */
export const exemplarClassesMax = 128;
export const exemplarTenantsMax = 64;

export class ExemplarRecorder implements Observer {
  private readonly classes: ClassExemplars[] = [];
  private readonly classOf: (ClassExemplars | null | undefined)[] = [];
  private readonly tenants: WindowExemplars[] = [];
  private readonly failures: FailedTries;

  constructor(
    private readonly stageTimes: StageRows,
    tenants: number,
    windowNs: number,
    private readonly warmUp: WarmUp,
  ) {
    this.failures = new FailedTries(stageTimes);
    for (let tenant = 0; tenant < Math.min(tenants, exemplarTenantsMax); tenant++)
      this.tenants.push(new WindowExemplars(windowNs));
  }

  attemptFailed({ nowNs }: Clock, attempt: AttemptView): void {
    if (!this.warmUp.includes(attempt.request)) this.failures.add(nowNs, attempt);
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    if (this.warmUp.includes(request)) return;
    const { tenant, startedAtNs } = request;
    const latencyNs = nowNs - startedAtNs;
    const ofClass = this.classFor(requestClass(tenant, request.operation, request.isStrong));
    if (winner === null) ofClass?.failed(request.outcome, () => this.exemplarOf(nowNs, request, winner));
    else {
      const isWanted = ofClass?.wants(latencyNs) === true;
      const isWindows = tenant < this.tenants.length && this.tenants[tenant].wants(nowNs, latencyNs);
      if (isWanted || isWindows) {
        const exemplar = this.exemplarOf(nowNs, request, winner);
        if (isWanted) ofClass.keep(exemplar);
        if (isWindows) this.tenants[tenant].keep(exemplar);
      }
    }
    if (request.attempts > 1 || winner === null) this.failures.forget(request.index);
  }

  /** Class by class in order of their first requests, then tenant by tenant. To be called once, at the end. */
  kept(): KeptExemplar[] {
    return [...this.classes, ...this.tenants].flatMap((each) => each.kept());
  }

  private classFor(index: number): ClassExemplars | null {
    const known = this.classOf[index];
    if (known !== undefined) return known;
    while (this.classOf.length <= index) this.classOf.push(undefined);
    const isKept = this.classes.length < exemplarClassesMax;
    const created = isKept ? new ClassExemplars() : null;
    if (created !== null) this.classes.push(created);
    this.classOf[index] = created;
    return created;
  }

  private exemplarOf(nowNs: number, request: FinishedRequestView, winner: AttemptView | null): Exemplar {
    const { index, tenant, table, operation, isStrong, item, startedAtNs, outcome, attempts } = request;
    const failed = this.failures.of(index);
    const tries = winner === null ? failed : [...failed, this.winning(nowNs, winner)];
    const latencyNs = nowNs - startedAtNs;
    return { tenant, table, operation, isStrong, item, startedAtNs, latencyNs, outcome, attempts, tries };
  }

  private winning(nowNs: number, attempt: AttemptView): Try {
    const { index, ordinal, router, node, silentNode, group, status, reason, startedAtNs } = attempt;
    const spans = this.stageTimes.spansOf(index);
    return {
      ordinal,
      fromNs: startedAtNs,
      toNs: nowNs,
      router,
      node,
      silentNode,
      partition: group,
      status,
      reason,
      spans,
    };
  }
}
