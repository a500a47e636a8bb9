/**
 * A tenant's SDK clients: they send an operation's attempts to routers, wait with a time-out, retry with full-jitter
 * back-off as far as attempts and quota allow, and may hedge.
 *
 *   attempt ─┬─ answered 200 ─────────────────────────────────> succeeded
 *            ├─ 400, 500, 503, silent, no connection ─┬─ may retry: back off ─> attempt
 *            │                                        └─ may not: final outcome
 *            └─ slow: hedge ─> a second attempt; the first good answer wins, the other is thrown away
 *
 * Retry modes and constants: facts 4.1. Left out: connection pools and handshakes; a connection is refused only by time.
 */

import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { LoadBalancer } from '../front-door/load-balancer.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { type Attempt, status } from '../protocol/attempt.js';
import { isWrite } from '../protocol/call.js';
import { type Operation, outcome } from '../protocol/request.js';
import type { StageLedger } from '../protocol/stage-times.js';
import { stage } from '../protocol/stages.js';
import type { Routers } from '../routing/router.js';
import { ClientRateLimiter } from './client-rate-limiter.js';
import { RetryQuota, type RetryQuotaParameters } from './retry-quota.js';

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
}

/** What the clients of one tenant stand on. */
export interface ClientGround {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  /** Where the tenant's machines are: one host a zone. */
  readonly clientHosts: readonly Host[];
  readonly loadBalancer: LoadBalancer;
  readonly routers: Routers;
  readonly ledger: StageLedger;
  readonly operations: { readonly items: readonly Operation[] };
  /** Event type whose handler calls `attempt` for the operation in its payload. */
  readonly attemptDueType: number;
  groupOf(table: number, item: number): number;
}

const requestBytes = 300;

export class SdkClients {
  private readonly quotas: RetryQuota[] = [];
  private readonly limiters: ClientRateLimiter[] = [];
  private readonly requestTimers: TimerLane;
  private readonly connectTimers: TimerLane;
  private readonly hedgeTimers: TimerLane | null;

  constructor(
    tenantName: string,
    private readonly spec: ClientSpec,
    private readonly ground: ClientGround,
    private readonly balancingStream: RandomStream,
    private readonly jitterStream: RandomStream,
    private readonly finish: (operation: Operation, winner: Attempt | null) => void,
  ) {
    const { simulation, routers } = ground;
    for (let i = 0; i < spec.instances; i++) {
      if (spec.retryQuota !== null) this.quotas.push(new RetryQuota(spec.retryQuota));
      if (spec.retries === 'adaptive') this.limiters.push(new ClientRateLimiter());
    }
    const attemptOf = (index: number) => routers.attempts.items[index];
    const lane = (name: string, delayNs: number, expire: (attempt: Attempt) => void) =>
      new TimerLane(simulation, `${name} of ${tenantName}`, delayNs, (index) => expire(attemptOf(index)));
    this.requestTimers = lane('request time-out', spec.requestTimeoutNs, (attempt) => this.expired(attempt));
    this.connectTimers = lane('connect time-out', spec.connectTimeoutNs, (attempt) => this.unconnected(attempt));
    this.hedgeTimers =
      spec.hedgeAfterNs === null
        ? null
        : new TimerLane(simulation, `hedge of ${tenantName}`, spec.hedgeAfterNs, (index) =>
            this.hedge(ground.operations.items[index]),
          );
  }

  /** Sends the first attempt of an operation. */
  begin(operation: Operation): void {
    this.attemptWhenAllowed(operation, 0);
  }

  /** Back-off or the rate limiter's wait is over. */
  attemptDue(operation: Operation): void {
    operation.backoffNs += this.ground.simulation.nowNs - operation.waitingSinceNs;
    this.send(operation, false);
    if (this.hedgeTimers !== null && operation.first >= 0) this.startHedgeTimer(operation);
  }

  private attemptWhenAllowed(operation: Operation, backoffNs: number): void {
    const { simulation, attemptDueType } = this.ground;
    const limiter = this.limiters[operation.instance];
    const waitNs = backoffNs + (limiter === undefined ? 0 : limiter.acquire(simulation.nowNs));
    if (waitNs > 0) {
      operation.waitingSinceNs = simulation.nowNs;
      simulation.schedule(waitNs, attemptDueType, operation.index);
      return;
    }
    this.send(operation, false);
    if (this.hedgeTimers !== null && operation.first >= 0) this.startHedgeTimer(operation);
  }

  private startHedgeTimer(operation: Operation): void {
    operation.hedgeTimer = this.hedgeTimers!.start(operation.index);
    operation.hasHedgeTimer = true;
  }

  private send(operation: Operation, isHedge: boolean): void {
    const { simulation, network, hosts, clientHosts, routers, loadBalancer, ledger } = this.ground;
    const { nowNs } = simulation;
    const client = clientHosts[operation.instance % clientHosts.length];
    const attempt = routers.attempts.take();
    attempt.operation = operation.index;
    attempt.tenant = operation.tenant;
    attempt.table = operation.table;
    attempt.group = this.ground.groupOf(operation.table, operation.item);
    attempt.item = operation.item;
    attempt.kind = operation.kind;
    attempt.isStrong = operation.isStrong;
    attempt.bytes = operation.bytes;
    attempt.writeId = operation.writeId;
    attempt.client = client.id;
    attempt.status = status.timedOut;
    attempt.position = 0;
    attempt.readWriteId = 0;
    attempt.ordinal = operation.attempts++;
    attempt.isAbandoned = false;
    attempt.startedAtNs = nowNs;
    ledger.open(attempt.index, nowNs);
    if (isHedge) operation.second = attempt.index;
    else operation.first = attempt.index;
    attempt.router = loadBalancer.pick(client.zone, nowNs, this.balancingStream);
    attempt.isConnected = attempt.router >= 0 && hosts[attempt.router].isUp;
    if (!attempt.isConnected) {
      attempt.holders = 1;
      attempt.timer = this.connectTimers.start(attempt.index);
      return;
    }
    attempt.holders = 2;
    attempt.timer = this.requestTimers.start(attempt.index);
    const bytes = isWrite(operation.kind) ? requestBytes + operation.bytes : requestBytes;
    network.send(client.id, attempt.router, bytes, routers.attemptType, attempt.index);
  }

  /** The router's answer is back. */
  answered(attempt: Attempt): void {
    const { simulation, routers, ledger, operations } = this.ground;
    if (attempt.isAbandoned) {
      routers.release(attempt);
      return;
    }
    ledger.mark(attempt.index, stage.network, simulation.nowNs);
    this.requestTimers.cancel(attempt.timer);
    routers.release(attempt);
    const operation = operations.items[attempt.operation];
    const limiter = this.limiters[operation.instance];
    if (limiter !== undefined) limiter.observe(simulation.nowNs, attempt.status === status.throttled);
    if (attempt.status === status.ok) this.succeed(operation, attempt);
    else this.failed(operation, attempt);
    routers.release(attempt);
  }

  private expired(attempt: Attempt): void {
    attempt.isAbandoned = true;
    attempt.status = status.timedOut;
    this.failed(this.ground.operations.items[attempt.operation], attempt);
    this.ground.routers.release(attempt);
  }

  private unconnected(attempt: Attempt): void {
    this.failed(this.ground.operations.items[attempt.operation], attempt);
    this.ground.routers.release(attempt);
  }

  private hedge(operation: Operation): void {
    operation.hasHedgeTimer = false;
    operation.hedges++;
    this.send(operation, true);
  }

  private succeed(operation: Operation, attempt: Attempt): void {
    const other = operation.first === attempt.index ? operation.second : operation.first;
    if (other >= 0) this.abandon(this.ground.routers.attempts.items[other]);
    this.quotas[operation.instance]?.refund(operation.tokensTaken);
    operation.failedNs = attempt.startedAtNs - operation.startedAtNs - operation.backoffNs;
    this.end(operation, outcome.succeeded, attempt);
  }

  private abandon(attempt: Attempt): void {
    attempt.isAbandoned = true;
    (attempt.isConnected ? this.requestTimers : this.connectTimers).cancel(attempt.timer);
    this.ground.routers.release(attempt);
  }

  /** The attempt failed; the operation goes on if another is under way or it may retry. */
  private failed(operation: Operation, attempt: Attempt): void {
    if (attempt.status === status.internalError) operation.attempts500++;
    else if (attempt.status === status.unavailable) operation.attempts503++;
    else if (attempt.status === status.timedOut) operation.attemptsTimedOut++;
    operation.lastStatus = attempt.status;
    if (operation.first === attempt.index) {
      operation.first = operation.second;
      operation.second = -1;
    } else operation.second = -1;
    if (operation.first >= 0) return;
    if (operation.hasHedgeTimer) {
      this.hedgeTimers!.cancel(operation.hedgeTimer);
      operation.hasHedgeTimer = false;
    }
    if (!this.mayRetry(operation)) {
      this.end(operation, outcomeOf(operation.lastStatus), null);
      return;
    }
    operation.retries++;
    this.attemptWhenAllowed(operation, this.backoffNs(operation));
  }

  private mayRetry(operation: Operation): boolean {
    if (operation.attempts - operation.hedges >= this.spec.attemptsMax) return false;
    const quota = this.quotas[operation.instance];
    if (quota === undefined) return true;
    const taken = quota.take(operation.lastStatus === status.throttled);
    if (taken < 0) {
      operation.retriesDenied++;
      return false;
    }
    operation.tokensTaken = taken;
    return true;
  }

  /** Full jitter: uniform up to base x 2^retries so far, capped before the jitter. */
  private backoffNs(operation: Operation): number {
    const { backoffBaseNs, throttleBackoffBaseNs, backoffCapNs } = this.spec;
    const base = operation.lastStatus === status.throttled ? throttleBackoffBaseNs : backoffBaseNs;
    const ceilingNs = Math.min(backoffCapNs, base * 2 ** (operation.retries - 1));
    return Math.floor(this.jitterStream.next() * ceilingNs);
  }

  private end(operation: Operation, result: number, winner: Attempt | null): void {
    if (operation.hasHedgeTimer) {
      this.hedgeTimers!.cancel(operation.hedgeTimer);
      operation.hasHedgeTimer = false;
    }
    operation.outcome = result;
    operation.finishedAtNs = this.ground.simulation.nowNs;
    this.finish(operation, winner);
  }
}

function outcomeOf(lastStatus: number): number {
  if (lastStatus === status.throttled) return outcome.throttled;
  return lastStatus === status.timedOut ? outcome.timedOut : outcome.serverError;
}
