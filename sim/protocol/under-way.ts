/**
 * All that is under way in a run: requests, their attempts, and the calls made for these, with the stages of their time
 * (a row an attempt). Each is an object that its holders share:
 *
 *   request   held by its client, and by each attempt and call that asks what it asks
 *   attempt   held by the client that waits for it, and by the service that works on it
 *   call      held by the router that waits for it, and by the node that works on it
 *
 * Who gives up lets go, and the other's work still costs what it costs.
 */
import { none, SharedPool } from '../engine/pool.js';
import { status } from './answers.js';
import { Attempt } from './attempt.js';
import { Call } from './call.js';
import { type Names, numbered } from './names.js';
import { operationNames } from './operations.js';
import { Request } from './request.js';
import { StageTimes } from './stage-times.js';
import { throttle } from './throttles.js';

export class UnderWay {
  readonly requests = new SharedPool('requests', (index) => new Request(index));
  readonly attempts = new SharedPool('attempts', (index) => new Attempt(index));
  readonly calls = new SharedPool('calls', (index) => new Call(index));

  readonly stageTimes = new StageTimes();

  constructor(readonly names: Names = numbered) {}

  /** An attempt at a request, held by the client, of which nothing has been heard. */
  beginAttempt(request: Request): Attempt {
    const attempt = this.attempts.take();
    attempt.request = request;
    attempt.status = status.timedOut;
    attempt.reason = throttle.none;
    attempt.node = none;
    attempt.silentNode = none;
    attempt.group = none;
    attempt.sequenceNumber = 0;
    attempt.readWriteId = 0;
    attempt.supersededAtNs = none;
    attempt.isAbandoned = false;
    this.requests.hold(request.index);
    return attempt;
  }

  /** A call for what a request asks, held by the router and by the node's work on it. */
  beginCall(request: Request): Call {
    const call = this.calls.take(2);
    call.request = request;
    call.agreed = null;
    this.requests.hold(request.index);
    return call;
  }

  letGoOfAttempt(attempt: Attempt, holders = 1): void {
    if (this.attempts.letGo(attempt.index, holders)) this.requests.letGo(attempt.request.index);
  }

  letGoOfCall(call: Call, holders = 1): void {
    if (this.calls.letGo(call.index, holders)) this.requests.letGo(call.request.index);
  }

  /** "getItem of storefront". */
  readonly aboutRequest = (index: number): string => {
    const { operation, tenant } = this.requests.items[index];
    return tenant === none ? 'write of another region' : `${operationNames[operation]} of ${this.names.tenant(tenant)}`;
  };

  /** "getItem of storefront on orders/7, attempt 2, router us-east-1/az-1/router-2". */
  readonly aboutAttempt = (index: number): string => {
    const { request, ordinal, router } = this.attempts.items[index];
    const what = `${this.aboutRequest(request.index)} on ${this.names.ownerOf(request.table, request.item)}`;
    return `${what}, attempt ${ordinal + 1}, ${router < 0 ? 'no router' : `router ${this.names.host(router)}`}`;
  };

  /** "getItem on orders/7, node us-east-1/az-1/storage-3". */
  readonly aboutCall = (index: number): string => {
    const { request, group, node } = this.calls.items[index];
    return `${operationNames[request.operation]} on ${this.names.partition(group)}, node ${this.names.host(node)}`;
  };
}
