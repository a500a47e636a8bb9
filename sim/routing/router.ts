/**
 * The request routers: each takes a client's attempt, works on it, looks the partition up in its cache, calls a storage
 * node, and answers.
 *
 *   attempt arrives ─ run queue ─ admission ─ map cache ─ call ─┬─ ok ────────────────────────────────> 200
 *                        │           │             ^            ├─ not the leader ─ learn, call again ─┐
 *                     full: 503  refused: 400      │            ├─ silent or unable ─ look up, call ───┤ bounded: 500
 *                                                  │            ├─ no tokens there: 400                │
 *                                                  └── look-up at the metadata service <──────────────┘
 *
 * Strong reads and writes go to the leader, eventual reads to the replica of the router's own zone if there is one. A
 * partition that a split made is unknown to a router until it hears of it: until then it asks the parent, which says so.
 * Left out until they have issues of their own: authentication and key caches.
 */

import { unitKindOf, unitsOf } from '../admission/capacity-units.js';
import type { GlobalAdmission } from '../admission/global-admission.js';
import type { Distribution } from '../engine/distribution.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { ValuesOf } from '../engine/tunable.js';
import type { Host } from '../infrastructure/host.js';
import type { HostStates } from '../infrastructure/host-states.js';
import type { Network } from '../infrastructure/network.js';
import { SilentPeers } from '../infrastructure/silent-peers.js';
import { rejected } from '../infrastructure/station-bank.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import { Visits } from '../infrastructure/visit.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { answer, status } from '../protocol/answers.js';
import type { Attempt } from '../protocol/attempt.js';
import type { Call } from '../protocol/call.js';
import { isWrite } from '../protocol/operations.js';
import { stage } from '../protocol/stages.js';
import { throttle } from '../protocol/throttles.js';
import type { UnderWay } from '../protocol/under-way.js';
import { none, type ReplicaTable } from '../replication/replica-table.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import type { MetadataClient } from './metadata-client.js';
import { type MapEntry, mapEntry, type PartitionMap, slotOfEntry } from './partition-map.js';
import type { routerParameters } from './router-parameters.js';

export type RouterParameters = Omit<ValuesOf<typeof routerParameters>, 'cpu'> & { readonly cpu: Distribution };

export class Routers {
  readonly attemptType: number;
  metadata!: MetadataClient;
  /** Null where no table is admitted by the routers. */
  admission: GlobalAdmission | null = null;
  private readonly processing: Visits;
  private readonly callAnsweredType: number;
  private readonly callTimers: TimerLane;
  private readonly inFlight: Int32Array;
  /** By router host id. */
  private readonly silentNodes: SilentPeers[] = [];

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly hosts: readonly Host[],
    private readonly states: HostStates,
    private readonly groups: ReplicaTable,
    private readonly keySpaces: KeySpaces,
    private readonly storage: StorageService,
    /** Map caches by host id, of which only the routers' are used. */
    private readonly caches: readonly PartitionMap[],
    private readonly processors: HostProcessors,
    private readonly parameters: RouterParameters,
    private readonly underWay: UnderWay,
    /** A router each, for the choice among replicas that are equally good. */
    private readonly choiceStreams: readonly RandomStream[],
    private readonly trace: Trace,
  ) {
    const { attempts, calls } = underWay;
    const lost = (index: number) => attempts.letGo(index);
    this.attemptType = network.channel('attempt arrives', (index) => this.attemptArrives(attempts.items[index]), lost);
    this.processing = new Visits(
      simulation,
      processors.stations,
      'attempt processed',
      (index) => this.attemptProcessed(attempts.items[index]),
      lost,
    );
    this.callAnsweredType = network.channel(
      'call answered',
      (index) => this.callAnswered(calls.items[index]),
      (index) => calls.letGo(index),
    );
    this.callTimers = new TimerLane(simulation, 'call time-out', parameters.callTimeout, (index) =>
      this.callTimedOut(calls.items[index]),
    );
    this.inFlight = new Int32Array(hosts.length);
    // One for every host, though only routers use theirs: an array that began at the first router's number would be sparse,
    // and a look-up in it a search.
    for (const host of hosts) this.silentNodes[host.id] = new SilentPeers(parameters.avoidSilentFor);
  }

  private attemptArrives(attempt: Attempt): void {
    const host = this.hosts[attempt.router];
    if (!this.network.reaches(host.id, this.attemptType, attempt.index)) return;
    const { nowNs } = this.simulation;
    this.underWay.stageTimes.mark(attempt.index, stage.network, nowNs);
    attempt.arrivedAtNs = nowNs;
    attempt.routerIncarnation = host.incarnation;
    attempt.callRetriesLeft = this.parameters.callRetriesMax;
    attempt.redirectsLeft = this.parameters.redirectsMax;
    attempt.triedSlots = 0;
    attempt.call = none;
    this.inFlight[host.id]++;
    const isFull = this.inFlight[host.id] > this.parameters.inFlightMax;
    const { firstHost, stations, streams } = this.processors;
    const waitNs = isFull
      ? rejected
      : stations.admit(host.id - firstHost, nowNs, this.parameters.cpu.sample(streams[host.id]));
    if (!this.processing.begin(attempt, host.id - firstHost, waitNs)) this.respond(attempt, status.unavailable);
  }

  private attemptProcessed(attempt: Attempt): void {
    if (!this.processing.isOver(attempt, attempt.router - this.processors.firstHost)) return;
    this.underWay.stageTimes.markVisit(
      attempt.index,
      stage.routerQueue,
      stage.routerCpu,
      attempt.serviceNs,
      this.simulation.nowNs,
    );
    if (!this.isThrottled(attempt)) this.forward(attempt);
  }

  /** The table has no tokens left for it at this router. */
  private isThrottled(attempt: Attempt): boolean {
    if (this.admission === null) return false;
    attempt.reason = this.admission.admit(attempt, unitsOfAttempt(attempt), unitKindOf(attempt.operation));
    if (attempt.reason === throttle.none) return false;
    this.respond(attempt, status.throttled);
    return true;
  }

  /** Whether the router still lives the life in which it took the attempt; if not, the attempt died with it. */
  private isAlive(attempt: Attempt): boolean {
    const host = this.hosts[attempt.router];
    return host.isUp && host.incarnation === attempt.routerIncarnation;
  }

  private forward(attempt: Attempt): void {
    const cache = this.caches[attempt.router];
    attempt.group = this.believedOwner(attempt, cache);
    const entry = cache.entry(attempt.group);
    if (entry < 0) {
      this.metadata.lookUp(this.hosts[attempt.router], attempt.index, attempt.group);
      return;
    }
    const slot = this.choose(attempt, entry);
    this.call(attempt, slot);
  }

  /** The partition that owns the item, as far as this router has heard of splits. */
  private believedOwner(attempt: Attempt, cache: PartitionMap): number {
    let group = this.keySpaces.spaces[attempt.table].groupOf(attempt.item);
    while (this.keySpaces.isFromSplit(group) && cache.entry(group) < 0) group = this.keySpaces.parentOf(group);
    return group;
  }

  /**
   * The leader, or for eventual reads a near replica; one that failed this attempt only if no other is left, and for
   * eventual reads one on a node that was silent lately only then, too.
   */
  private choose(attempt: Attempt, entry: MapEntry): number {
    const leader = slotOfEntry(entry);
    const needsLeader = attempt.isStrong || isWrite(attempt.operation);
    const untried = this.groups.readable[attempt.group] & ~attempt.triedSlots;
    if (needsLeader && (untried & (1 << leader)) !== 0) return leader;
    const silent = this.silentNodes[attempt.router];
    let candidates = 0;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if ((untried & (1 << slot)) === 0) continue;
      const node = this.groups.hostOf(attempt.group, slot);
      if (!needsLeader && silent.avoids(node, this.simulation.nowNs)) continue;
      if (!needsLeader && this.states.areInOneZone(attempt.router, node)) return slot;
      candidates |= 1 << slot;
    }
    if (candidates !== 0) return this.oneOf(candidates, attempt.router);
    if (this.groups.mayLead(attempt.group, leader)) return leader;
    return this.oneOf(this.groups.readable[attempt.group], attempt.router);
  }

  /** A slot drawn from a mask with at least one. */
  private oneOf(slots: number, router: number): number {
    let count = 0;
    for (let rest = slots; rest !== 0; rest &= rest - 1) count++;
    let nth = this.choiceStreams[router - this.processors.firstHost].below(count);
    for (let slot = 0; ; slot++) {
      if ((slots & (1 << slot)) !== 0 && nth-- === 0) return slot;
    }
  }

  private call(attempt: Attempt, slot: number): void {
    const { calls } = this.underWay;
    const call = calls.take();
    const node = this.groups.hostOf(attempt.group, slot);
    call.attempt = attempt.index;
    call.tenant = attempt.tenant;
    call.router = attempt.router;
    call.replyType = this.callAnsweredType;
    call.node = node;
    call.slot = slot;
    call.group = attempt.group;
    call.table = attempt.table;
    call.item = attempt.item;
    call.operation = attempt.operation;
    call.isStrong = attempt.isStrong;
    call.bytes = attempt.bytes;
    call.writeId = attempt.writeId;
    call.sequenceNumber = 0;
    call.readWriteId = 0;
    call.stageRow = attempt.index;
    calls.hold(call.index);
    attempt.call = call.index;
    call.timer = this.callTimers.start(call.index);
    const bytes = isWrite(attempt.operation) ? attempt.bytes : this.parameters.requestBytes;
    this.network.send(attempt.router, node, bytes, this.storage.callType, call.index);
  }

  private callAnswered(call: Call): void {
    if (!this.network.reaches(call.router, this.callAnsweredType, call.index)) return;
    if (call.stageRow < 0) {
      this.underWay.calls.letGo(call.index);
      return;
    }
    const attempt = this.underWay.attempts.items[call.attempt];
    this.callTimers.cancel(call.timer);
    attempt.call = none;
    // Both holders let go: the router has its answer, and the thread of work ends here. Its fields stay readable below.
    this.underWay.calls.letGo(call.index);
    this.underWay.calls.letGo(call.index);
    if (!this.isAlive(attempt)) {
      this.underWay.attempts.letGo(attempt.index);
      return;
    }
    this.silentNodes[attempt.router].answered(call.node);
    this.underWay.stageTimes.mark(attempt.index, stage.network, this.simulation.nowNs);
    this.follow(attempt, call);
  }

  private follow(attempt: Attempt, call: Call): void {
    switch (call.answer) {
      case answer.ok:
        attempt.sequenceNumber = call.sequenceNumber;
        attempt.readWriteId = call.readWriteId;
        return this.respond(attempt, status.ok);
      case answer.notLeader:
        return this.redirect(attempt, call);
      case answer.moved:
        return this.goAfter(attempt, call);
      case answer.throttled:
        attempt.reason = call.reason;
        this.admission?.giveBack(attempt, unitsOfAttempt(attempt), unitKindOf(attempt.operation));
        return this.respond(attempt, status.throttled);
      case answer.overloaded:
        return isWrite(attempt.operation) || attempt.isStrong
          ? this.respond(attempt, status.unavailable)
          : this.tryElsewhere(attempt, call.slot, status.unavailable);
      default:
        return this.tryElsewhere(attempt, call.slot, status.internalError);
    }
  }

  /** A stale answer: follow its hint if that is news, else ask the metadata service, a bounded number of times. */
  private redirect(attempt: Attempt, call: Call): void {
    if (attempt.redirectsLeft-- === 0) {
      this.respond(attempt, status.internalError);
      return;
    }
    const cache = this.caches[attempt.router];
    const isNews = call.hintSlot !== none && cache.learn(attempt.group, mapEntry(call.hintTerm, call.hintSlot));
    const leader = slotOfEntry(cache.entry(attempt.group));
    const isHinted = call.slot !== leader && call.hintSlot === leader && (attempt.triedSlots & (1 << leader)) === 0;
    if ((isNews || isHinted) && this.groups.mayLead(attempt.group, leader)) {
      this.call(attempt, leader);
      return;
    }
    attempt.triedSlots |= 1 << call.slot;
    this.metadata.lookUp(this.hosts[attempt.router], attempt.index, attempt.group);
  }

  /** The item or the replica is elsewhere: each answer names a younger partition, or the same one on its new node. */
  private goAfter(attempt: Attempt, call: Call): void {
    const cache = this.caches[attempt.router];
    cache.learn(call.hintGroup, mapEntry(call.hintTerm, call.hintSlot));
    attempt.group = call.hintGroup;
    attempt.triedSlots = 0;
    this.call(attempt, this.choose(attempt, cache.entry(attempt.group)));
  }

  private tryElsewhere(attempt: Attempt, failedSlot: number, failure: number): void {
    attempt.triedSlots |= 1 << failedSlot;
    if (attempt.callRetriesLeft === 0) {
      this.respond(attempt, failure);
      return;
    }
    attempt.callRetriesLeft--;
    this.metadata.lookUp(this.hosts[attempt.router], attempt.index, attempt.group);
  }

  private callTimedOut(call: Call): void {
    const attempt = this.underWay.attempts.items[call.attempt];
    const { slot } = call;
    call.stageRow = -1;
    attempt.call = none;
    const { node } = call;
    this.underWay.calls.letGo(call.index);
    if (!this.isAlive(attempt)) {
      this.underWay.attempts.letGo(attempt.index);
      return;
    }
    this.silentNodes[attempt.router].wasSilent(node, this.simulation.nowNs);
    this.underWay.stageTimes.mark(attempt.index, stage.failover, this.simulation.nowNs);
    this.tryElsewhere(attempt, slot, status.internalError);
  }

  /** The metadata service answered for `index`, or (-1) nobody did. */
  resolve(index: number, group: number, entry: MapEntry): void {
    const attempt = this.underWay.attempts.items[index];
    if (!this.isAlive(attempt)) {
      this.underWay.attempts.letGo(attempt.index);
      return;
    }
    this.underWay.stageTimes.mark(attempt.index, stage.metadata, this.simulation.nowNs);
    const cache = this.caches[attempt.router];
    const isNews = entry >= 0 && cache.learn(group, entry);
    if (isNews) attempt.triedSlots &= ~(1 << slotOfEntry(entry));
    const known = cache.entry(group);
    if (known < 0) {
      this.respond(attempt, status.internalError);
      return;
    }
    if ((this.groups.readable[group] & ~attempt.triedSlots) === 0) {
      this.respond(attempt, status.internalError);
      return;
    }
    this.call(attempt, this.choose(attempt, known));
  }

  private respond(attempt: Attempt, outcome: number): void {
    attempt.status = outcome;
    this.inFlight[attempt.router]--;
    this.trace.attemptAnswered(this.simulation, attempt);
    const hasItem = outcome === status.ok && !isWrite(attempt.operation);
    const bytes = hasItem ? attempt.bytes : this.parameters.answerBytes;
    this.network.send(attempt.router, attempt.client, bytes, attempt.answerType, attempt.index);
  }

  /** The metadata service pushes news to a router. */
  learn(router: number, group: number, entry: MapEntry): void {
    this.caches[router].learn(group, entry);
  }

  /** Whether it holds attempts that it has not answered. */
  hasWork(router: number): boolean {
    return this.inFlight[router] > 0;
  }

  /** What the router held is gone with it: each attempt ends when its next event finds the router dead. */
  routerDied(router: number): void {
    this.inFlight[router] = 0;
    this.caches[router].clear();
    this.silentNodes[router].clear();
  }
}

const unitsOfAttempt = ({ operation, bytes, isStrong }: Attempt) => unitsOf(operation, bytes, isStrong);
