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
 * Which replica is asked is in replica-choice.ts, how it is asked in calls.ts. A partition that a split made is unknown to a
 * router until it hears of it: until then it asks the parent, which says so. Left out until they have issues of their own: authentication and key caches.
 */

import { unitKindOf, unitsOfRequest } from '../admission/capacity-units.js';
import type { GlobalAdmission } from '../admission/global-admission.js';
import type { Distribution } from '../engine/distribution.js';
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { ValuesOf } from '../engine/tunable.js';
import type { Exchange } from '../infrastructure/exchange.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { rejected } from '../infrastructure/station-bank.js';
import type { HostProcessors } from '../infrastructure/topology.js';
import { Visits } from '../infrastructure/visit.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { answer, status } from '../protocol/answers.js';
import type { Attempt } from '../protocol/attempt.js';
import type { Call } from '../protocol/call.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { stage } from '../protocol/stages.js';
import { throttle } from '../protocol/throttles.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { Trace } from '../trace.js';
import { type Caller, Calls } from './calls.js';
import type { LookUp } from './look-up.js';
import { MetadataClient } from './metadata-client.js';
import { type MapEntry, mapEntry, type PartitionMap, slotOfEntry } from './partition-map.js';
import type { ReplicaChoice } from './replica-choice.js';
import type { routerParameters } from './router-parameters.js';

export type RouterParameters = Omit<ValuesOf<typeof routerParameters>, 'cpu'> & { readonly cpu: Distribution };

/** What the routers are built with. */
export interface RouterContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  readonly processors: HostProcessors;
  readonly groups: ReplicaTable;
  readonly keySpaces: KeySpaces;
  /** Map caches by host id, of which only the routers' are used. */
  readonly caches: readonly PartitionMap[];
  /** The message that brings a call to a storage node. */
  readonly callType: number;
  readonly underWay: UnderWay;
  /** Of the metadata service, and its hosts by region and zone. */
  readonly lookUps: Exchange<LookUp>;
  readonly metadataHosts: readonly (readonly Host[])[];
  /** Null where no table is admitted by the routers. */
  readonly admission: GlobalAdmission | null;
}

export const mapFacts = [
  { name: 'mapHits', unit: 'count', about: 'attempts whose partition the router had in its copy of the partition map' },
  { name: 'mapMisses', unit: 'count', about: 'attempts whose partition it had to look up first' },
  { name: 'mapHitShare', unit: 'share', about: 'hits of all attempts that were routed' },
  {
    name: 'staleMapEntries',
    unit: 'count',
    about: 'calls answered by a node that leads or keeps the partition no more',
  },
] as const satisfies readonly Fact[];

export class Routers implements Caller {
  readonly attemptType: number;
  /** Takes the answers to what another region asked: where no message brings them to a client. */
  otherRegions: { answer(attempt: Attempt, bytes: number): void } | null = null;
  /** Those that clients do not find yet; null where there are none. */
  absentTables: ReadonlySet<number> | null = null;
  private readonly metadata: MetadataClient;
  private readonly admission: GlobalAdmission | null;
  private readonly processing: Visits;
  private readonly calls: Calls;
  private readonly inFlight: Int32Array;
  private readonly counts = countsOf(mapFacts);

  constructor(
    private readonly context: RouterContext,
    private readonly choice: ReplicaChoice,
    private readonly parameters: RouterParameters,
    private readonly trace: Trace,
  ) {
    const { simulation, network, hosts, processors, groups, callType, underWay } = context;
    const { attempts } = underWay;
    const { lookUps, metadataHosts } = context;
    this.admission = context.admission;
    this.metadata = new MetadataClient(lookUps, hosts, metadataHosts, (attempt, group, entry) =>
      this.resolve(attempt, group, entry),
    );
    const lost = (index: number) => underWay.letGoOfAttempt(attempts.items[index]);
    const about = underWay.aboutAttempt;
    this.attemptType = network.channel(
      'attempt arrives',
      (index) => this.attemptArrives(attempts.items[index]),
      lost,
      about,
    );
    this.processing = new Visits(
      simulation,
      processors.stations,
      'attempt processed',
      (index) => this.attemptProcessed(attempts.items[index]),
      lost,
      about,
    );
    this.calls = new Calls(simulation, network, groups, callType, underWay, parameters, this);
    this.inFlight = new Int32Array(hosts.length);
  }

  attemptArrives(attempt: Attempt): void {
    const host = this.context.hosts[attempt.router];
    if (!this.context.network.reaches(host.id, this.attemptType, attempt.index)) return;
    const { nowNs } = this.context.simulation;
    this.context.underWay.stageTimes.mark(attempt.index, stage.network, nowNs);
    attempt.arrivedAtNs = nowNs;
    attempt.routerIncarnation = host.incarnation;
    attempt.callRetriesLeft = this.parameters.callRetriesMax;
    attempt.redirectsLeft = this.parameters.redirectsMax;
    attempt.triedSlots = 0;
    this.inFlight[host.id]++;
    const isFull = this.inFlight[host.id] > this.parameters.inFlightMax;
    const { firstHost, stations, streams } = this.context.processors;
    const waitNs = isFull
      ? rejected
      : stations.admit(host.id - firstHost, nowNs, this.parameters.cpu.sample(streams[host.id]));
    if (!this.processing.begin(attempt, host.id - firstHost, waitNs)) this.respond(attempt, status.unavailable);
  }

  private attemptProcessed(attempt: Attempt): void {
    if (!this.processing.isOver(attempt, attempt.router - this.context.processors.firstHost)) return;
    this.context.underWay.stageTimes.markVisit(
      attempt.index,
      stage.routerQueue,
      stage.routerCpu,
      attempt.serviceNs,
      this.context.simulation.nowNs,
    );
    const { tenant, table } = attempt.request;
    if (this.absentTables !== null && tenant !== none && this.absentTables.has(table)) {
      this.respond(attempt, status.notFound);
      return;
    }
    if (!this.isThrottled(attempt)) this.forward(attempt);
  }

  /** The table has no tokens left for it at this router. */
  private isThrottled(attempt: Attempt): boolean {
    if (this.admission === null) return false;
    attempt.reason = this.admission.admit(
      attempt,
      unitsOfRequest(attempt.request),
      unitKindOf(attempt.request.operation),
    );
    if (attempt.reason === throttle.none) return false;
    this.respond(attempt, status.throttled);
    return true;
  }

  /** Whether the router still lives the life in which it took the attempt; if not, the attempt died with it. */
  private isAlive(attempt: Attempt): boolean {
    const host = this.context.hosts[attempt.router];
    return host.isUp && host.incarnation === attempt.routerIncarnation;
  }

  private forward(attempt: Attempt): void {
    const cache = this.context.caches[attempt.router];
    attempt.group = this.believedOwner(attempt, cache);
    const entry = cache.entry(attempt.group);
    if (entry < 0) {
      this.counts.mapMisses++;
      this.metadata.lookUp(this.context.hosts[attempt.router], attempt.index, attempt.group);
      return;
    }
    this.counts.mapHits++;
    this.calls.begin(attempt, this.choice.choose(attempt, entry));
  }

  /** The partition that owns the item, as far as this router has heard of splits. */
  private believedOwner(attempt: Attempt, cache: PartitionMap): number {
    const { keySpaces } = this.context;
    const { table, item } = attempt.request;
    let group = keySpaces.spaces[table].groupOf(item);
    while (keySpaces.isFromSplit(group) && cache.entry(group) < 0) group = keySpaces.parentOf(group);
    return group;
  }

  answered(attempt: Attempt, call: Call): void {
    const { underWay, simulation } = this.context;
    if (!this.isAlive(attempt)) {
      underWay.letGoOfAttempt(attempt);
      return;
    }
    this.choice.nodeAnswered(attempt.router, call.node);
    underWay.stageTimes.mark(attempt.index, stage.network, simulation.nowNs);
    this.follow(attempt, call);
  }

  private follow(attempt: Attempt, call: Call): void {
    switch (call.answer) {
      case answer.ok:
        attempt.sequenceNumber = call.sequenceNumber;
        attempt.readWriteId = call.readWriteId;
        attempt.supersededAtNs = call.supersededAtNs;
        return this.respond(attempt, status.ok);
      case answer.notLeader:
        return this.redirect(attempt, call);
      case answer.moved:
        return this.goAfter(attempt, call);
      case answer.throttled:
        attempt.reason = call.reason;
        this.admission?.giveBack(attempt, unitsOfRequest(attempt.request), unitKindOf(attempt.request.operation));
        return this.respond(attempt, status.throttled);
      case answer.conflict:
        return this.respond(attempt, status.conflict);
      case answer.overloaded:
        return attempt.request.isWrite || attempt.request.isStrong
          ? this.respond(attempt, status.unavailable)
          : this.tryElsewhere(attempt, call.slot, status.unavailable);
      default:
        return this.tryElsewhere(attempt, call.slot, status.internalError);
    }
  }

  /** A stale answer: follow its hint if that is news, else ask the metadata service, a bounded number of times. */
  private redirect(attempt: Attempt, call: Call): void {
    this.counts.staleMapEntries++;
    if (attempt.redirectsLeft-- === 0) {
      this.respond(attempt, status.internalError);
      return;
    }
    const cache = this.context.caches[attempt.router];
    const isNews = call.hintSlot !== none && cache.learn(attempt.group, mapEntry(call.hintTerm, call.hintSlot));
    const leader = slotOfEntry(cache.entry(attempt.group));
    const isHinted = call.slot !== leader && call.hintSlot === leader && (attempt.triedSlots & (1 << leader)) === 0;
    if ((isNews || isHinted) && this.context.groups.mayLead(attempt.group, leader)) {
      this.calls.begin(attempt, leader);
      return;
    }
    attempt.triedSlots |= 1 << call.slot;
    this.metadata.lookUp(this.context.hosts[attempt.router], attempt.index, attempt.group);
  }

  /** The item or the replica is elsewhere: each answer names a younger partition, or the same one on its new node. */
  private goAfter(attempt: Attempt, call: Call): void {
    this.counts.staleMapEntries++;
    const cache = this.context.caches[attempt.router];
    cache.learn(call.hintGroup, mapEntry(call.hintTerm, call.hintSlot));
    attempt.group = call.hintGroup;
    attempt.triedSlots = 0;
    this.calls.begin(attempt, this.choice.choose(attempt, cache.entry(attempt.group)));
  }

  private tryElsewhere(attempt: Attempt, failedSlot: number, failure: number): void {
    attempt.triedSlots |= 1 << failedSlot;
    if (attempt.callRetriesLeft === 0) {
      this.respond(attempt, failure);
      return;
    }
    attempt.callRetriesLeft--;
    this.metadata.lookUp(this.context.hosts[attempt.router], attempt.index, attempt.group);
  }

  unanswered(attempt: Attempt, call: Call): void {
    const { underWay, simulation } = this.context;
    if (!this.isAlive(attempt)) {
      underWay.letGoOfAttempt(attempt);
      return;
    }
    this.choice.nodeWasSilent(attempt.router, call.node);
    attempt.silentNode = call.node;
    underWay.stageTimes.mark(attempt.index, stage.failover, simulation.nowNs);
    this.tryElsewhere(attempt, call.slot, status.internalError);
  }

  /** The metadata service answered for `index`, or (-1) nobody did. */
  private resolve(index: number, group: number, entry: MapEntry): void {
    const attempt = this.context.underWay.attempts.items[index];
    if (!this.isAlive(attempt)) {
      this.context.underWay.letGoOfAttempt(attempt);
      return;
    }
    this.context.underWay.stageTimes.mark(attempt.index, stage.metadata, this.context.simulation.nowNs);
    const cache = this.context.caches[attempt.router];
    const isNews = entry >= 0 && cache.learn(group, entry);
    if (isNews) attempt.triedSlots &= ~(1 << slotOfEntry(entry));
    const known = cache.entry(group);
    if (known < 0) {
      const isThere = this.context.groups.seated[group] !== 0;
      this.respond(attempt, isThere ? status.internalError : status.notFound);
      return;
    }
    if ((this.context.groups.readable[group] & ~attempt.triedSlots) === 0) {
      this.respond(attempt, status.internalError);
      return;
    }
    this.calls.begin(attempt, this.choice.choose(attempt, known));
  }

  private respond(attempt: Attempt, outcome: number): void {
    attempt.status = outcome;
    this.inFlight[attempt.router]--;
    if (attempt.request.tenant !== none) this.trace.attemptAnswered(this.context.simulation, attempt);
    const hasItem = outcome === status.ok && !attempt.request.isWrite;
    const bytes = hasItem ? attempt.request.bytes : this.parameters.answerBytes;
    if (attempt.answerType === none) this.otherRegions!.answer(attempt, bytes);
    else this.context.network.send(attempt.router, attempt.client, bytes, attempt.answerType, attempt.index);
  }

  /** Of the run so far. */
  facts() {
    const { mapHits, mapMisses } = this.counts;
    const mapHitShare = mapHits + mapMisses === 0 ? null : mapHits / (mapHits + mapMisses);
    return { ...this.counts, mapHitShare, ...this.metadata.counts };
  }

  /** Whether it holds attempts that it has not answered. */
  hasWork(router: number): boolean {
    return this.inFlight[router] > 0;
  }

  /** What the router held is gone with it: each attempt ends when its next event finds the router dead. */
  routerDied(router: number): void {
    this.inFlight[router] = 0;
    this.context.caches[router].clear();
    this.choice.routerDied(router);
  }
}
