/**
 * The calls of routers to storage nodes. Each comes to one of two ends at the router: its answer arrives, or the node was
 * silent for the whole time-out; an answer that comes later is thrown away, though node and network have worked for it.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Network } from '../infrastructure/network.js';
import type { Attempt } from '../protocol/attempt.js';
import type { Call } from '../protocol/call.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { ReplicaTable } from '../replication/replica-table.js';

/** Who calls, for an attempt. */
export interface Caller {
  answered(attempt: Attempt, call: Call): void;
  /** The node in the call's slot was silent. */
  unanswered(attempt: Attempt, call: Call): void;
}

export interface CallSettings {
  readonly callTimeout: number;
  readonly requestBytes: number;
}

export class Calls {
  private readonly answeredType: number;
  private readonly timers: TimerLane;

  constructor(
    simulation: Simulation,
    private readonly network: Network,
    private readonly groups: ReplicaTable,
    /** The message that brings a call to its node. */
    private readonly callType: number,
    private readonly underWay: UnderWay,
    private readonly settings: CallSettings,
    private readonly caller: Caller,
  ) {
    const { calls } = underWay;
    this.answeredType = network.channel(
      'call answered',
      (index) => this.answerArrives(calls.items[index]),
      (index) => underWay.letGoOfCall(calls.items[index]),
      underWay.aboutCall,
    );
    this.timers = new TimerLane(
      simulation,
      'call time-out',
      settings.callTimeout,
      (index) => this.timedOut(calls.items[index]),
      underWay.aboutCall,
    );
  }

  /** Asks the replica in `slot` for what the attempt's request asks. */
  begin(attempt: Attempt, slot: number): void {
    const { request, router, group } = attempt;
    const call = this.underWay.beginCall(request);
    const node = this.groups.hostOf(group, slot);
    attempt.node = node;
    call.attempt = attempt.index;
    call.router = router;
    call.replyType = this.answeredType;
    call.node = node;
    call.slot = slot;
    call.group = group;
    call.sequenceNumber = 0;
    call.readWriteId = 0;
    call.supersededAtNs = none;
    call.timer = this.timers.start(call.index);
    const bytes = request.isWrite ? request.bytes : this.settings.requestBytes;
    this.network.send(router, node, bytes, this.callType, call.index);
  }

  private answerArrives(call: Call): void {
    if (!this.network.reaches(call.router, this.answeredType, call.index)) return;
    const { underWay } = this;
    if (call.attempt === none) {
      underWay.letGoOfCall(call);
      return;
    }
    this.timers.cancel(call.timer);
    // The router has its answer, and the node has done its work. Until the call is taken again its fields stay readable.
    underWay.letGoOfCall(call, 2);
    this.caller.answered(underWay.attempts.items[call.attempt], call);
  }

  private timedOut(call: Call): void {
    const attempt = this.underWay.attempts.items[call.attempt];
    call.attempt = none;
    this.underWay.letGoOfCall(call);
    this.caller.unanswered(attempt, call);
  }
}
