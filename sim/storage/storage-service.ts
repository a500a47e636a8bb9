/**
 * The storage nodes' side of a request, and what a crash, a restart or a failed disk means for the replicas of a node.
 *
 *   call arrives ─ processor ─┬─ read:  (strong: does this replica lead?) ─ disk ─ version applied here ─> answer
 *                             └─ write: does this replica lead? ─ replication (replication.ts) ────────────> answer
 *
 * A replica that does not lead answers so at once and names the leader it knows. Left out: B-tree pages in memory (every
 * read costs the disk, because caches must not hide work the service cannot do without them, P22 section 1).
 */

import type { NodeAdmission } from '../admission/node-admission.js';
import type { ReadableArchive } from '../archive/archived-reads.js';
import { CatchUps } from '../consensus/catch-up.js';
import { Elections } from '../consensus/election.js';
import { Handovers } from '../consensus/handover.js';
import { LeaderLeases } from '../consensus/leader-lease.js';
import { Membership } from '../consensus/membership.js';
import { PeerMessages } from '../consensus/peer-messages.js';
import { none } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { Visits } from '../infrastructure/visit.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { Repartitioning, type RepartitioningParameters } from '../partitions/repartitioning.js';
import type { ReplacementNodes } from '../partitions/replacement-nodes.js';
import { answer } from '../protocol/answers.js';
import type { Call } from '../protocol/call.js';
import { operation } from '../protocol/operations.js';
import { isAsk } from '../protocol/request.js';
import { stage } from '../protocol/stages.js';
import { throttle } from '../protocol/throttles.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { GroupTimes } from '../replication/group-times.js';
import { GroupWatches } from '../replication/group-watch.js';
import type { ItemVersions } from '../replication/item-versions.js';
import type { RegionJournal } from '../replication/journal/region-journal.js';
import { recordIn } from '../replication/log-records.js';
import { LogTakeovers } from '../replication/log-takeover.js';
import { PartitionLogs } from '../replication/partition-log.js';
import { QuorumWrites } from '../replication/quorum-write.js';
import { ReplicaReads } from '../replication/replica-reads.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { VersionStamps } from '../replication/version-stamps.js';
import type { Trace } from '../trace.js';
import type { ArchivedTails } from './archived-tails.js';
import { DriveProbes } from './drive-probe.js';
import { neighboursOfLeadership } from './leadership-wiring.js';
import { neighboursOfMembership } from './membership-wiring.js';
import { PartitionLosses } from './partition-losses.js';
import { deliver } from './peer-dispatch.js';
import { ReplicaHealing } from './replica-healing.js';
import type { StorageParameters } from './storage-node-parameters.js';

/** What the storage nodes of a run stand on. */
export interface StorageContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  /** By table. */
  readonly versions: readonly ItemVersions[];
  /** Null where each table is in one region. */
  readonly stamps: VersionStamps | null;
  readonly keySpaces: KeySpaces;
  readonly bytesOfGroup: (group: number) => number;
  readonly underWay: UnderWay;
  readonly times: GroupTimes;
  /** Makes a new leader known to the metadata service. */
  readonly announce: (group: number, slot: number, term: number) => void;
  /** Null where every table's capacity is unlimited. */
  readonly admission: NodeAdmission | null;
  /** Null where partitions stay what and where they are. */
  readonly repartitioning: RepartitioningParameters | null;
  /** Null where nobody replaces lost replicas. */
  readonly replacementNodes: ReplacementNodes | null;
}

export class StorageService {
  readonly partitionLogs: PartitionLogs;
  readonly replication: QuorumWrites;
  readonly takeovers: LogTakeovers;
  readonly reads: ReplicaReads;
  readonly leadership: LeaderLeases;
  readonly elections: Elections;
  readonly catchUps: CatchUps;
  readonly membership: Membership;
  readonly handovers: Handovers;
  readonly messages: PeerMessages;
  readonly driveProbes: DriveProbes;
  readonly losses: PartitionLosses;
  /** Null where nobody replaces lost replicas. */
  readonly healing: ReplicaHealing | null;
  /** Null where no leader can fetch anything from an archive; the next where no log is archived. */
  archivedTails: ArchivedTails | null = null;
  archive: ReadableArchive | null = null;
  /** Null where no table's regions agree on each write. */
  journal: RegionJournal | null = null;
  /** Null where partitions stay what and where they are. */
  readonly repartitioning: Repartitioning | null;
  readonly callType: number;
  private readonly processing: Visits;
  private readonly reading: Visits;
  private readonly readsUnchecked: boolean;
  private readonly knowsSplits: boolean;

  readonly simulation: Simulation;
  readonly network: Network;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly keySpaces: KeySpaces;
  private readonly admission: NodeAdmission | null;
  private readonly underWay: UnderWay;

  constructor(
    context: StorageContext,
    readonly parameters: StorageParameters,
    private readonly trace: Trace,
  ) {
    const { simulation, network, nodes, groups, versions, keySpaces, underWay, times } = context;
    this.simulation = simulation;
    this.network = network;
    this.nodes = nodes;
    this.groups = groups;
    this.keySpaces = keySpaces;
    this.admission = context.admission;
    this.underWay = underWay;
    this.readsUnchecked = parameters.defects.includes('strong-read-unchecked');
    this.knowsSplits = !parameters.defects.includes('split-forgotten');
    const watches = new GroupWatches(groups);
    this.leadership = new LeaderLeases(
      { simulation, nodes, groups, watches, times },
      parameters,
      neighboursOfLeadership(this, context.announce, (call) => this.reply(call, answer.unavailable)),
      trace,
    );
    this.partitionLogs = new PartitionLogs(groups, parameters.retainedMax);
    this.losses = new PartitionLosses({ ...context, partitionLogs: this.partitionLogs }, trace);
    this.reads = new ReplicaReads(simulation, groups, this.partitionLogs, versions, times, parameters);
    const writing = { ...context, watches, partitionLogs: this.partitionLogs };
    this.replication = new QuorumWrites(
      writing,
      parameters,
      trace,
      (call, status) => this.reply(call, status),
      this.leadership,
    );
    this.takeovers = new LogTakeovers(writing, this.replication, trace, parameters);
    this.elections = new Elections(simulation, this.leadership);
    this.catchUps = new CatchUps(context, this.leadership, this.replication, this.reads, parameters);
    this.driveProbes = new DriveProbes(simulation, nodes, parameters.driveTimeout);
    this.handovers = new Handovers(
      simulation,
      this.leadership,
      parameters,
      (node, by) => this.driveProbes.isHanging(node) || this.healing?.isGray(by, node) === true,
      (call) => this.replyNotLeader(call),
      (call) => this.resume(call),
    );
    this.membership = new Membership(
      simulation,
      this.leadership,
      this.partitionLogs,
      parameters,
      neighboursOfMembership(this),
    );
    const { replacementNodes } = context;
    this.healing = replacementNodes && new ReplicaHealing(this, replacementNodes, parameters, trace);
    this.messages = new PeerMessages(network, groups, parameters, (message) => deliver(message, this));
    this.repartitioning = context.repartitioning && this.repartitioningOf(context, context.repartitioning);
    const { calls } = underWay;
    const lost = (index: number) => underWay.letGoOfCall(calls.items[index]);
    const about = underWay.aboutCall;
    this.callType = network.channel('call arrives', (index) => this.callArrives(calls.items[index]), lost, about);
    this.processing = new Visits(
      simulation,
      nodes.processors,
      'call processed',
      (index) => this.callProcessed(calls.items[index]),
      lost,
      about,
    );
    this.reading = new Visits(
      simulation,
      nodes.disks.stations,
      'disk read',
      (index) => this.diskRead(calls.items[index]),
      lost,
      about,
    );
  }

  beginHandover(group: number): void {
    this.handovers.begin(group);
  }

  private repartitioningOf(context: StorageContext, parameters: RepartitioningParameters): Repartitioning {
    const { simulation, network, keySpaces, bytesOfGroup, announce } = context;
    const { leadership } = this;
    return new Repartitioning(simulation, network, leadership, keySpaces, parameters, {
      bytesOfGroup,
      beginHandover: (group, slot) => this.handovers.begin(group, slot),
      resume: (call) => this.resume(call),
      release: (call) => this.underWay.letGoOfCall(call),
      logDivided: (parent, child) => this.partitionLogs.feed?.split(parent, child),
      served: (group, slot, term) => {
        leadership.tellServes(group, slot, term);
        announce(group, slot, term);
      },
    });
  }

  private callArrives(call: Call): void {
    const { node } = call;
    if (!this.network.reaches(node, this.callType, call.index)) return;
    if (call.attempt >= 0) this.underWay.stageTimes.mark(call.attempt, stage.network, this.simulation.nowNs);
    call.isProcessed = false;
    this.admit(call);
  }

  /** Sends the call through admission to the run queue. */
  private admit(call: Call): void {
    const { node } = call;
    const { nowNs } = this.simulation;
    if (this.hasMoved(call) || this.isTurnedAway(call) || this.isThrottled(call)) return;
    const { processors, processorStreams } = this.nodes;
    const waitNs = processors.admit(node, nowNs, this.workOf(call, processorStreams[node]));
    if (!this.processing.begin(call, node, waitNs)) this.reply(call, answer.overloaded);
  }

  /** Processor time of a request; a query pays for each page it goes through. */
  private workOf(call: Call, stream: RandomStream): number {
    if (call.request.isWrite) return this.parameters.writeCpu.sample(stream);
    let workNs = 0;
    for (let page = this.pagesOf(call); page > 0; page--) workNs += this.parameters.readCpu.sample(stream);
    return workNs;
  }

  /**
   * A request for the leader at a replica that does not lead, or is handing over: answered or held before it costs a turn
   * on the run queue, so that asking around does not keep an overload alive.
   */
  private isTurnedAway(call: Call): boolean {
    if (!call.request.isStrong && !call.request.isWrite) return false;
    if (this.handovers.holds(call, call.slot)) return true;
    if (this.repartitioning !== null && call.request.isWrite && this.repartitioning.fences.holds(call)) return true;
    if (this.mayAnswer(call)) return false;
    this.replyNotLeader(call);
    return true;
  }

  /** The partition gave the item away, or the replica went elsewhere, while the call was on its way or waited. */
  private hasMoved(call: Call): boolean {
    if (this.repartitioning === null && this.membership.agreed === 0) return false;
    const { group, slot, node, request } = call;
    const child =
      this.knowsSplits && this.repartitioning !== null && this.keySpaces.spaces[request.table].hasSplit
        ? this.keySpaces.childOwning(group, request.table, request.item)
        : none;
    if (child === none && this.groups.hostOf(group, slot) === node && this.groups.mayLead(group, slot)) return false;
    call.hintGroup = child === none ? group : child;
    call.hintSlot = this.groups.get(call.hintGroup, field.leader);
    call.hintTerm = this.groups.get(call.hintGroup, field.term);
    this.reply(call, answer.moved);
    return true;
  }

  private mayAnswer({ group, slot, request }: Call): boolean {
    return this.leadership.mayServe(group, slot) || (this.readsUnchecked && !request.isWrite);
  }

  private isThrottled(call: Call): boolean {
    if (this.admission === null || isAsk(call.request)) return false;
    call.reason = this.admission.admit(call);
    if (call.reason === throttle.none) return false;
    this.reply(call, answer.throttled);
    return true;
  }

  private callProcessed(call: Call): void {
    if (!this.processing.isOver(call, call.node)) return;
    if (call.attempt >= 0) {
      this.underWay.stageTimes.markVisit(
        call.attempt,
        stage.nodeQueue,
        stage.nodeCpu,
        call.serviceNs,
        this.simulation.nowNs,
      );
    }
    call.isProcessed = true;
    this.process(call);
  }

  /** Takes up a call that waited for a change to pass, where it was when it was held. */
  resume(call: Call): void {
    if (call.isProcessed) this.process(call);
    else this.admit(call);
  }

  private process(call: Call): void {
    const { disks } = this.nodes;
    if (disks.hasFailed(call.node)) return this.reply(call, answer.unavailable);
    if (this.hasMoved(call) || this.isTurnedAway(call) || this.journal?.takesUp(call) === true) return;
    if (call.request.isWrite) {
      if (!this.replication.append(call)) this.reply(call, answer.overloaded);
      return;
    }
    const waitNs = disks.read(call.node, this.simulation.nowNs, this.pagesOf(call), call.request.bytes);
    if (!this.reading.begin(call, call.node, waitNs)) this.reply(call, answer.overloaded);
  }

  private diskRead(call: Call): void {
    if (!this.reading.isOver(call, call.node)) return;
    if (call.attempt >= 0) {
      this.underWay.stageTimes.markVisit(
        call.attempt,
        stage.diskQueue,
        stage.disk,
        call.serviceNs,
        this.simulation.nowNs,
      );
    }
    if (this.hasMoved(call)) return;
    if (call.request.isStrong) {
      if (!this.mayAnswer(call)) return this.replyNotLeader(call);
    } else if (this.isTooFarBehind(call)) {
      return this.reply(call, answer.unavailable);
    } else if (this.groups.get(call.group, field.watch) === none) {
      this.reads.learn(call.group, call.slot);
    }
    this.reply(call, this.reads.read(call, call.slot) ? answer.ok : answer.unavailable);
  }

  /** An emptied replica, or one whose missing records are no longer kept, has nothing right to say. */
  private isTooFarBehind(call: Call): boolean {
    const durable = this.groups.durable(call.group, call.slot);
    if (durable >= this.groups.get(call.group, field.commit)) return false;
    return this.partitionLogs.bytesAfter(call.group, durable) < 0;
  }

  private replyNotLeader(call: Call): void {
    const watch = this.leadership.watchOf(call.group);
    const leader = this.groups.get(call.group, field.leader);
    const knows = watch === null || this.groups.get(call.group, field.term) <= watch.views[call.slot].promisedTerm;
    const isElsewhere = leader !== call.slot && knows;
    call.hintSlot = isElsewhere ? leader : none;
    call.hintTerm = this.groups.get(call.group, field.term);
    this.reply(call, answer.notLeader);
  }

  reply(call: Call, status: number): void {
    call.answer = status;
    const bytes = status === answer.ok && !call.request.isWrite ? call.request.bytes : this.parameters.answerBytes;
    this.network.send(call.node, call.router, bytes, call.replyType, call.index);
  }

  private pagesOf({ request }: Call): number {
    const { pageBytes } = this.parameters;
    return request.operation === operation.query ? Math.max(1, Math.ceil(request.bytes / pageBytes)) : 1;
  }

  /** A fault on the node or its links begins or ends: from here on its groups' heartbeats are real. */
  watchGroupsOf(node: number): void {
    for (const group of this.nodes.groups[node]) this.leadership.watch(group);
  }

  /** The node's replicas are gone from the cluster; their data too, if so said. The host or the disk is already down. */
  nodeDied(node: number, losesData: boolean): void {
    this.repartitioning?.fences.nodeDied(node);
    this.journal?.nodeDied(node);
    this.nodes.disks.clear(node, this.simulation.nowNs);
    const lostSinceNs = losesData ? 0 : (this.partitionLogs.lies?.lyingSinceNs(node) ?? Number.POSITIVE_INFINITY);
    if (lostSinceNs < Number.POSITIVE_INFINITY) this.trace.nodeLostData(this.simulation, node, lostSinceNs);
    this.replication.logs.clear(node, (payload) => this.partitionLogs.records.endThread(recordIn(payload)));
    for (const group of this.nodes.groups[node]) {
      const slot = this.groups.slotOn(group, node);
      const watch = this.leadership.watch(group);
      this.leadership.replicaDied(watch, slot);
      this.takeovers.abandonCalls(group, slot, (call) => this.underWay.letGoOfCall(call));
      for (const call of watch.takeParkedAt(slot)) this.underWay.letGoOfCall(call);
      if (losesData) {
        this.reads.damage?.lost(node, group);
        this.losses.replicaLost(group, slot);
      } else this.partitionLogs.loseUnflushed(group, slot);
    }
    this.healing?.nodeDied(node, losesData);
  }

  nodeReturned(node: number): void {
    for (const group of this.nodes.groups[node]) {
      const watch = this.leadership.watch(group);
      const slot = this.groups.slotOn(group, node);
      this.leadership.replicaReturned(watch, slot);
      this.partitionLogs.rot?.restarted(group, slot);
    }
  }
}
