/**
 * Eventual replication between the copies of a global table (facts 2.4): each write that a region commits is told to every
 * other region that has the table, partition by partition, as a conditional write to a router there.
 *
 *   committed ─ backlog of (partition, region) ─ the partition's leader ══ to the other region ══> router ─ leader there:
 *                    ^                                                                      newer? quorum write : nothing
 *                    └── refused, lost or silent: back-off, again <── answer: applied, or superseded by a newer one ──┘
 *
 * It takes the way of any write there: admission, which it costs units, run queues, quorum. Which version is newer, the
 * copy itself decides (replication/version-stamps.ts), so changes may overtake each other and come twice. A region passes
 * on its own writes and no others', and writes on whatever is cut off. Changes sent = applied + superseded + waiting.
 *
 * A copy in a region that is added to a table in use is told from then on; how it gets the rest is in region-fills.ts.
 *
 * Left out: the service that reads feeds and sends (here the leader's node does, without work of its processor), its own
 * permissions and limits, and that a feed is kept for 24 h.
 */
import { none } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { ValuesOf } from '../engine/tunable.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { status } from '../protocol/answers.js';
import type { Attempt } from '../protocol/attempt.js';
import type { Plantable } from '../protocol/defects.js';
import { type CountsOf, countsOf, type Fact } from '../protocol/facts.js';
import { operation } from '../protocol/operations.js';
import { type StampedVersion, VersionBuffer } from '../protocol/stamped-version.js';
import type { UnderWay } from '../protocol/under-way.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import { Backlog, Pace } from './backlog.js';
import { Changes } from './changes.js';
import { Crossings, crossingOutcome } from './crossings.js';
import type { globalTableParameters } from './global-table-parameters.js';
import { Unanswered } from './unanswered.js';

export const changeFacts = [
  { name: 'changesSent', unit: 'count', about: 'writes of a region told to another one, each for itself' },
  { name: 'changesApplied', unit: 'count', about: 'of these, those that were the newest of their item there' },
  { name: 'changesSuperseded', unit: 'count', about: 'of these, those that found a newer version there' },
  { name: 'changesWaiting', unit: 'count', about: 'of these, those that were not answered in the end' },
  { name: 'changesSentAgain', unit: 'count', about: 'times that a change was refused or not answered in time' },
] as const satisfies readonly Fact[];

export type ReplicatorParameters = ValuesOf<typeof globalTableParameters> & Plantable;

/** The copy of a global table in a region. */
export interface GlobalCopy {
  readonly table: number;
  readonly region: number;
}

export interface ReplicatorContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly hosts: readonly Host[];
  readonly groups: ReplicaTable;
  readonly underWay: UnderWay;
  /** By region. */
  readonly frontDoors: readonly FrontDoor[];
  /** By table: its copies in other regions, which are told of what is written to it. */
  readonly others: readonly GlobalCopy[][];
  /** Zones of a region. */
  readonly zonesOf: (region: number) => number;
  readonly stream: RandomStream;
  /** A router takes it in. */
  readonly arrive: (attempt: Attempt) => void;
}

const remedy = 'a lower load, a wider link or a shorter cut leaves fewer';

export class Replicator {
  /** By group: a backlog for each other copy of its table; none before the first write. */
  private readonly ofGroup: (readonly Backlog[] | undefined)[] = [];
  private readonly backlogs: Backlog[] = [];
  private readonly changes = new Changes(remedy);
  /** By the region that tells, and there by the one that is told. */
  private readonly ofPair: Unanswered[][] = [];
  private readonly crossings = new Crossings(this.changes, remedy);
  /** By request under way: what it brings. */
  private readonly brought: VersionBuffer[] = [];
  private readonly pace: Pace;
  private readonly timers: TimerLane;
  private readonly dueType: number;
  private readonly againType: number;
  private readonly arrivesType: number;
  private readonly answeredType: number;
  private readonly counts = countsOf(changeFacts);
  private readonly truncates: boolean;
  private readonly movesWinner: boolean;
  private readonly missesUnderWay: boolean;

  constructor(
    private readonly context: ReplicatorContext,
    private readonly parameters: ReplicatorParameters,
  ) {
    const { simulation, network, underWay, groups } = context;
    this.truncates = parameters.defects.includes('backlog-truncated-on-return');
    this.movesWinner = parameters.defects.includes('change-applied-twice-moves-winner');
    this.missesUnderWay = parameters.defects.includes('fill-misses-changes-under-way');
    this.pace = new Pace(parameters.changesPerSecond, parameters.changesInFlight);
    const aboutChange = (change: number) => groups.nameOf(this.changes.group(change));
    this.timers = new TimerLane(
      simulation,
      'change time-out',
      parameters.timeout,
      (change) => this.timedOut(change),
      aboutChange,
    );
    this.dueType = simulation.on(
      'changes due',
      (index) => this.due(this.backlogs[index]),
      (index) => groups.nameOf(this.backlogs[index].group),
    );
    this.againType = simulation.on('change sent again', (change) => this.send(change), aboutChange);
    this.arrivesType = network.channel(
      'change arrives',
      (crossing) => this.arrives(crossing),
      (crossing) => this.crossings.end(crossing),
      (crossing) => this.about(crossing, underWay),
    );
    this.answeredType = network.channel(
      'change answered',
      (crossing) => this.answered(crossing),
      (crossing) => this.crossings.endAnswer(crossing),
      (crossing) => this.aboutAnswer(crossing, underWay),
    );
  }

  /** "write of another region on orders/7, attempt 2, router us-east-1/az-1/router-2". */
  private about(crossing: number, { names }: UnderWay): string {
    const { changes, crossings } = this;
    const change = crossings.change(crossing);
    const owner = names.ownerOf(changes.to(change), changes.versionOf(change).item);
    return `write of another region on ${owner}, ${this.aboutTry(crossing, names)}`;
  }

  /** What a try that was given up was about may have been settled meanwhile, and be forgotten. */
  private aboutAnswer(crossing: number, underWay: UnderWay): string {
    if (this.crossings.isAwaited(crossing)) return this.about(crossing, underWay);
    return `write of another region, given up, ${this.aboutTry(crossing, underWay.names)}`;
  }

  private aboutTry(crossing: number, names: UnderWay['names']): string {
    return `attempt ${this.crossings.ordinal(crossing) + 1}, router ${names.host(this.crossings.router(crossing))}`;
  }

  /** A region's own write is committed. */
  written(version: StampedVersion): void {
    for (const backlog of this.backlogsOf(version)) {
      this.counts.changesSent++;
      this.tell(backlog, version);
    }
  }

  /** Sends the version as soon as the backlog lets it: most at once, without a place among those that wait. */
  tell(backlog: Backlog, version: StampedVersion): void {
    const { index, table, copying, ofPair, isEmpty } = backlog;
    const change = this.changes.take(version, table, index, copying === null);
    if (copying === null) ofPair.add(change);
    const { nowNs } = this.context.simulation;
    if (isEmpty && backlog.nextLeavesAtNs(nowNs) <= nowNs) {
      backlog.leaves(nowNs);
      this.send(change);
    } else {
      backlog.add(change);
      this.sendDue(backlog);
    }
  }

  /** The copy that a version has come to has not had it before, and is not only filled with it. */
  isNews(version: VersionBuffer, table: number): boolean {
    return this.changes.hear(version, table);
  }

  /**
   * From now on a copy that is added is told of what is written to `teller`, whose partitions these are, and of what the copy
   * that its items are taken from has not answered: that may come there when the item has been read.
   */
  addCopy(added: GlobalCopy, teller: GlobalCopy, partitions: readonly number[], source: GlobalCopy): void {
    const { context, counts } = this;
    context.others[teller.table].push(added);
    for (const group of partitions) {
      const known = this.ofGroup[group];
      if (known === undefined) continue;
      const backlog = this.backlogTo(added, group, teller.region, this.pace);
      this.ofGroup[group] = [...known, backlog];
      if (this.missesUnderWay) continue;
      const toSource = known.find(({ table }) => table === source.table);
      const underWay = toSource?.ofPair.versions().filter(({ backlog: of }) => of === toSource.index) ?? [];
      counts.changesSent += underWay.length;
      // The region was not there before: late is what comes long after now.
      for (const { version } of underWay) this.tell(backlog, { ...version, committedAtNs: context.simulation.nowNs });
    }
  }

  backlogTo({ table, region: to }: GlobalCopy, group: number, from: number, pace: Pace): Backlog {
    const { backlogs } = this;
    const backlog = new Backlog(backlogs.length, group, to, table, this.unansweredOf(from, to), pace);
    backlogs.push(backlog);
    return backlog;
  }

  private unansweredOf(from: number, to: number): Unanswered {
    this.ofPair[from] ??= [];
    this.ofPair[from][to] ??= new Unanswered(this.changes);
    return this.ofPair[from][to];
  }

  private backlogsOf({ group, table, region: from }: StampedVersion): readonly Backlog[] {
    const known = this.ofGroup[group];
    return known === undefined ? this.open(group, table, from) : known;
  }

  private open(group: number, table: number, from: number): readonly Backlog[] {
    const opened = this.context.others[table].map((copy) => this.backlogTo(copy, group, from, this.pace));
    while (this.ofGroup.length <= group) this.ofGroup.push(undefined);
    this.ofGroup[group] = opened;
    return opened;
  }

  private due(backlog: Backlog): void {
    backlog.isPlanned = false;
    this.sendDue(backlog);
  }

  /** Sends what may leave now, and comes again when more may. */
  private sendDue(backlog: Backlog): void {
    const { simulation } = this.context;
    const { nowNs } = simulation;
    while (!backlog.isEmpty && backlog.nextLeavesAtNs(nowNs) <= nowNs) {
      backlog.leaves(nowNs);
      this.send(backlog.takeNext());
    }
    if (backlog.isEmpty || backlog.isPlanned) return;
    const nextNs = backlog.nextLeavesAtNs(nowNs);
    if (nextNs === Number.POSITIVE_INFINITY) return;
    backlog.isPlanned = true;
    simulation.schedule(Math.ceil(nextNs - nowNs), this.dueType, backlog.index);
  }

  private send(change: number): void {
    const { network, hosts, frontDoors, zonesOf, stream } = this.context;
    const { changes } = this;
    const ordinal = changes.countTry(change);
    const sender = this.senderOf(changes.group(change));
    if (sender === null) return this.sendLater(change);
    const { to } = this.backlogs[changes.backlog(change)];
    const router = frontDoors[to].loadBalancer.pick(sender.zone % zonesOf(to), stream);
    if (router < 0 || !hosts[router].isUp) return this.sendLater(change);
    const crossing = this.crossings.begin(change, ordinal, this.timers.start(change), sender.id, router);
    const bytes = changes.bytes(change) + this.parameters.changeBytes;
    network.send(sender.id, router, bytes, this.arrivesType, crossing);
  }

  /** The node that leads the partition; null where none does. */
  private senderOf(group: number): Host | null {
    const { groups, hosts } = this.context;
    const leader = groups.get(group, field.leader);
    if (leader === none) return null;
    const host = hosts[groups.hostOf(group, leader)];
    return host.isUp ? host : null;
  }

  private arrives(crossing: number): void {
    if (!this.context.network.reaches(this.crossings.router(crossing), this.arrivesType, crossing)) return;
    const attempt = this.attemptOf(crossing);
    this.crossings.end(crossing);
    this.context.arrive(attempt);
  }

  private attemptOf(crossing: number): Attempt {
    const { underWay, simulation } = this.context;
    const { changes, crossings } = this;
    const change = crossings.change(crossing);
    const ordinal = crossings.ordinal(crossing);
    const request = underWay.requests.take();
    const version = changes.read(change, this.bufferOf(request.index));
    if (this.movesWinner && ordinal > 0) version.stampNs = simulation.nowNs;
    request.tenant = none;
    request.table = changes.to(change);
    request.operation = operation.putItem;
    request.isWrite = true;
    request.isStrong = false;
    request.item = version.item;
    request.bytes = version.bytes;
    request.replacedBytes = 0;
    request.followingBytes = none;
    request.writeId = version.writeId;
    request.ask = null;
    request.version = version;
    request.startedAtNs = simulation.nowNs;
    const attempt = underWay.beginAttempt(request);
    underWay.requests.letGo(request.index);
    underWay.stageTimes.open(attempt.index, simulation.nowNs);
    attempt.client = crossings.sender(crossing);
    attempt.router = crossings.router(crossing);
    attempt.timer = crossings.timer(crossing);
    attempt.answerType = none;
    attempt.ordinal = ordinal;
    attempt.isConnected = true;
    attempt.startedAtNs = simulation.nowNs;
    return attempt;
  }

  private bufferOf(request: number): VersionBuffer {
    while (this.brought.length <= request) this.brought.push(new VersionBuffer());
    return this.brought[request];
  }

  /** The other region's router is done with it. */
  answer(attempt: Attempt, bytes: number): void {
    const { network, underWay } = this.context;
    const { request, client, router } = attempt;
    const { refused, superseded, applied } = crossingOutcome;
    const isApplied = attempt.readWriteId === request.writeId;
    const outcome = attempt.status !== status.ok ? refused : isApplied ? applied : superseded;
    const crossing = this.crossings.answer(this.brought[request.index], request.table, outcome, attempt);
    underWay.letGoOfAttempt(attempt);
    network.send(router, client, bytes, this.answeredType, crossing);
  }

  private answered(crossing: number): void {
    const { changes, crossings } = this;
    if (!this.context.network.reaches(crossings.sender(crossing), this.answeredType, crossing)) return;
    const change = crossings.change(crossing);
    const outcome = crossings.outcome(crossing);
    const isAwaited = crossings.isAwaited(crossing);
    crossings.endAnswer(crossing);
    if (!isAwaited) return;
    this.timers.cancel(changes.timer(change));
    changes.setTimer(change, none);
    if (outcome === crossingOutcome.refused) this.sendLater(change);
    else this.settle(change, outcome === crossingOutcome.applied);
  }

  private timedOut(change: number): void {
    this.changes.setTimer(change, none);
    this.sendLater(change);
  }

  private sendLater(change: number): void {
    const { simulation, stream } = this.context;
    const { backoff, backoffMax } = this.parameters;
    const backoffNs = Math.min(backoff * 2 ** (this.changes.tries(change) - 1), backoffMax);
    const waitNs = Math.round(backoffNs * (0.5 + stream.next() / 2));
    const { copying } = this.backlogs[this.changes.backlog(change)];
    if (copying === null) this.counts.changesSentAgain++;
    else copying.sentAgain();
    simulation.schedule(waitNs, this.againType, change);
  }

  /** The other region has it, or something newer. */
  private settle(change: number, isApplied: boolean): void {
    const { changes } = this;
    const backlog = this.backlogs[changes.backlog(change)];
    if (backlog.copying !== null) backlog.copying.answered(isApplied);
    else {
      if (isApplied) this.counts.changesApplied++;
      else this.counts.changesSuperseded++;
      backlog.ofPair.remove(change);
    }
    if (this.truncates && changes.tries(change) > 1) this.truncate(backlog);
    backlog.settle();
    changes.letGo(change);
    this.sendDue(backlog);
  }

  private truncate(backlog: Backlog): void {
    for (const dropped of backlog.drop()) {
      if (backlog.copying === null) backlog.ofPair.remove(dropped);
      this.changes.letGo(dropped);
    }
  }

  /** Of changes from one region to another without an answer: how many there are, and when the oldest was committed, or -1. */
  waiting(from: number, to: number): { readonly changes: number; readonly sinceNs: number } {
    const unanswered = this.ofPair[from]?.[to];
    return { changes: unanswered?.count ?? 0, sinceNs: unanswered?.sinceNs ?? none };
  }

  /** When the oldest write of a region was committed that the other does not have; -1: it has all. */
  behindSinceNs(from: number, to: number): number {
    return this.ofPair[from]?.[to]?.unheardSinceNs ?? none;
  }

  /** What no answer has come for, the copy that it is for, and whether that has it all the same. */
  unanswered(): { readonly table: number; readonly isHeard: boolean; readonly version: StampedVersion }[] {
    const all = this.ofPair.flatMap((ofTeller) => ofTeller.flatMap((unanswered) => unanswered.versions()));
    return all.map(({ backlog, isHeard, version }) => ({ table: this.backlogs[backlog].table, isHeard, version }));
  }

  facts(): CountsOf<typeof changeFacts> {
    const changesWaiting = this.ofPair.flat().reduce((sum, { count }) => sum + count, 0);
    return { ...this.counts, changesWaiting };
  }
}
