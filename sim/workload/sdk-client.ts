/**
 * A tenant's SDK clients: they send a request's attempts to routers, wait with a time-out, retry with full-jitter
 * back-off as far as attempts and quota allow, and may hedge.
 *
 *   attempt ─┬─ answered 200 ─────────────────────────────────> succeeded
 *            ├─ 400, 500, 503, silent, no connection ─┬─ may retry: back off ─> attempt
 *            │                                        └─ may not: final outcome
 *            └─ slow: hedge ─> a second attempt; the first good answer wins, the other is thrown away
 *
 * Retry modes and constants are the SDK's (client-parameters.ts). A client knows its front door, not who is behind it: no router, no partition.
 */

import { none } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Connections } from '../front-door/connections.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Host } from '../infrastructure/host.js';
import { status } from '../protocol/answers.js';
import type { Attempt } from '../protocol/attempt.js';
import { outcome, type Request } from '../protocol/request.js';
import { stage } from '../protocol/stages.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Trace } from '../trace.js';
import type { ClientParameters } from './client-parameters.js';
import type { FailoverSpec } from './failover/region-choice.js';
import { Hedging } from './hedging.js';
import { RetryQuota, type RetryQuotaParameters } from './retry-quota.js';
import type { TenantEventTypes } from './tenant.js';
import type { TokenLines } from './token-lines.js';

/** Instances of all tenants: a retry quota and, in the adaptive mode, a rate limiter and its line for each. */
export const clientsInAllMax = 1_000_000;

export interface ClientSpec {
  /** Independent SDK clients, each with its own retry quota and rate limiter; requests go round them. */
  readonly instances: number;
  readonly retries: 'none' | 'legacy' | 'standard' | 'adaptive';
  readonly attemptsMax: number;
  readonly requestTimeoutNs: number;
  readonly connectTimeoutNs: number;
  readonly backoffBaseNs: number;
  readonly throttleBackoffBaseNs: number;
  readonly backoffCapNs: number;
  /** Null switches the quota off. */
  readonly retryQuota: RetryQuotaParameters | null;
  /** A second attempt is sent when the first has not answered after this; null switches hedging off. */
  readonly hedgeAfterNs: number | null;
  /** Left out: clients stay with the first region. */
  readonly failover?: FailoverSpec;
}

/** What the clients of one tenant stand on. */
export interface ClientContext {
  readonly parameters: ClientParameters;
  readonly simulation: Simulation;
  /** The tenant's machines, with the zone whose load balancer they reach: SDK clients go round them. */
  readonly machines: readonly Pick<Host, 'id' | 'zone'>[];
  readonly frontDoor: FrontDoor;
  readonly underWay: UnderWay;
  /** Null where no tenant of the run is in the adaptive mode. */
  readonly tokenLines: TokenLines | null;
  readonly types: TenantEventTypes;
  readonly trace: Trace;
}

export class SdkClients {
  private readonly quotas: RetryQuota[] = [];
  /** In the adaptive mode, and the number of the first client's line there. */
  private readonly tokenLines: TokenLines | null;
  private readonly firstLine: number;
  private readonly requestTimers: TimerLane;
  private readonly connections: Connections;
  /** Null where nothing is hedged. */
  private readonly hedging: Hedging | null;

  constructor(
    tenantName: string,
    private readonly spec: ClientSpec,
    private readonly context: ClientContext,
    balancingStream: RandomStream,
    private readonly jitterStream: RandomStream,
    private readonly finish: (request: Request, winner: Attempt | null) => void,
  ) {
    const { simulation, parameters, frontDoor, underWay } = context;
    for (let i = 0; i < spec.instances; i++) {
      if (spec.retryQuota !== null) this.quotas.push(new RetryQuota(spec.retryQuota, parameters.quotaFirstTry));
    }
    this.requestTimers = new TimerLane(
      simulation,
      `request time-out of ${tenantName}`,
      spec.requestTimeoutNs,
      (index) => this.expired(underWay.attempts.items[index]),
      underWay.aboutAttempt,
    );
    this.connections = frontDoor.connect({
      tenant: tenantName,
      connectTimeoutNs: spec.connectTimeoutNs,
      stream: balancingStream,
      unanswered: (attempt) => this.unanswered(attempt),
    });
    const { hedgeAfterNs } = spec;
    this.hedging =
      hedgeAfterNs === null
        ? null
        : new Hedging(simulation, tenantName, hedgeAfterNs, underWay, (request) => this.send(request, true));
    this.tokenLines = spec.retries === 'adaptive' ? context.tokenLines : null;
    this.firstLine =
      this.tokenLines?.open(spec.instances, parameters, (request) => this.sendAfterWait(request)) ?? none;
  }

  /** Sends the first attempt of a request. */
  begin(request: Request): void {
    request.waitingSinceNs = this.context.simulation.nowNs;
    this.attemptDue(request);
  }

  /** The back-off is over. */
  attemptDue(request: Request): void {
    if (this.tokenLines === null) this.sendAfterWait(request);
    else this.tokenLines.sendInTurn(this.firstLine + request.instance, request);
  }

  private sendAfterWait(request: Request): void {
    request.backoffNs += this.context.simulation.nowNs - request.waitingSinceNs;
    this.send(request, false);
    if (this.hedging !== null) this.hedging.begin(request);
  }

  private send(request: Request, isHedge: boolean): void {
    const { simulation, parameters, machines, underWay, types } = this.context;
    const { nowNs } = simulation;
    const client = machines[request.instance % machines.length];
    const attempt = underWay.beginAttempt(request);
    attempt.client = client.id;
    attempt.answerType = types.answered;
    attempt.ordinal = request.attempts++;
    attempt.startedAtNs = nowNs;
    underWay.stageTimes.open(attempt.index, nowNs);
    if (isHedge) request.second = attempt.index;
    else request.first = attempt.index;
    const { requestBytes } = parameters;
    const bytes = request.isWrite ? requestBytes + request.bytes : requestBytes;
    if (this.connections.send(attempt, client, bytes)) attempt.timer = this.requestTimers.start(attempt.index);
  }

  /** The router's answer is back. */
  answered(attempt: Attempt): void {
    const { simulation, underWay } = this.context;
    if (attempt.isAbandoned) {
      underWay.letGoOfAttempt(attempt);
      return;
    }
    underWay.stageTimes.mark(attempt.index, stage.network, simulation.nowNs);
    this.requestTimers.cancel(attempt.timer);
    const { request } = attempt;
    if (this.tokenLines !== null) this.heard(request, attempt.status === status.throttled);
    if (attempt.status === status.ok) this.succeed(request, attempt);
    else this.failed(request, attempt);
    // The client has its answer, and the service has done its work.
    underWay.letGoOfAttempt(attempt, 2);
  }

  private heard(request: Request, isThrottle: boolean): void {
    this.tokenLines!.observe(this.firstLine + request.instance, isThrottle);
  }

  private expired(attempt: Attempt): void {
    attempt.isAbandoned = true;
    attempt.status = status.timedOut;
    this.unanswered(attempt);
  }

  /** Nobody answered in time, or there was no connection. */
  private unanswered(attempt: Attempt): void {
    if (this.tokenLines !== null) this.heard(attempt.request, false);
    this.failed(attempt.request, attempt);
    this.context.underWay.letGoOfAttempt(attempt);
  }

  private succeed(request: Request, attempt: Attempt): void {
    const other = request.first === attempt.index ? request.second : request.first;
    if (other >= 0) this.abandon(this.context.underWay.attempts.items[other]);
    this.quotas[request.instance]?.refund(request.tokensTaken);
    // A try and its hedge are the newest attempts: the hedge is the last, once its timer is gone.
    const isOfHedgedTry = this.hedging !== null && !request.hasHedgeTimer;
    if (isOfHedgedTry && attempt.ordinal === request.attempts - 1) request.hedgesWon++;
    request.failedNs = attempt.startedAtNs - request.startedAtNs - request.backoffNs;
    this.end(request, outcome.succeeded, attempt);
  }

  private abandon(attempt: Attempt): void {
    attempt.isAbandoned = true;
    if (attempt.isConnected) this.requestTimers.cancel(attempt.timer);
    else this.connections.giveUp(attempt);
    this.context.underWay.letGoOfAttempt(attempt);
  }

  /** The attempt failed; the request goes on if another is under way or it may retry. */
  private failed(request: Request, attempt: Attempt): void {
    const { simulation, types, trace } = this.context;
    trace.attemptFailed(simulation, attempt);
    if (attempt.status === status.internalError) request.attempts500++;
    else if (attempt.status === status.unavailable) request.attempts503++;
    else if (attempt.status === status.timedOut) request.attemptsTimedOut++;
    request.lastStatus = attempt.status;
    if (request.first === attempt.index) {
      request.first = request.second;
      request.second = -1;
    } else request.second = -1;
    if (request.first >= 0) return;
    if (this.hedging !== null) this.hedging.end(request);
    if (!this.mayRetry(request)) {
      this.end(request, outcomeOf(request.lastStatus), null);
      return;
    }
    request.retries++;
    request.waitingSinceNs = simulation.nowNs;
    const backoffNs = this.backoffNs(request);
    if (backoffNs > 0) simulation.schedule(backoffNs, types.retryDue, request.index);
    else this.attemptDue(request);
  }

  private mayRetry(request: Request): boolean {
    if (request.lastStatus === status.notFound) return false;
    if (request.attempts - request.hedges >= this.spec.attemptsMax) return false;
    const quota = this.quotas[request.instance];
    if (quota === undefined) return true;
    const taken = quota.take(request.lastStatus === status.throttled);
    if (taken < 0) {
      request.retriesDenied++;
      return false;
    }
    request.tokensTaken = taken;
    return true;
  }

  /** Full jitter: uniform up to base x 2^retries so far, capped before the jitter. */
  private backoffNs(request: Request): number {
    const { backoffBaseNs, throttleBackoffBaseNs, backoffCapNs } = this.spec;
    const base = request.lastStatus === status.throttled ? throttleBackoffBaseNs : backoffBaseNs;
    const ceilingNs = Math.min(backoffCapNs, base * 2 ** (request.retries - 1));
    return Math.floor(this.jitterStream.next() * ceilingNs);
  }

  private end(request: Request, result: number, winner: Attempt | null): void {
    if (this.hedging !== null) this.hedging.end(request);
    request.outcome = result;
    this.finish(request, winner);
  }
}

function outcomeOf(lastStatus: number): number {
  if (lastStatus === status.throttled) return outcome.throttled;
  return lastStatus === status.timedOut ? outcome.timedOut : outcome.serverError;
}
