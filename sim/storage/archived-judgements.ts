/**
 * Items in dispute are judged by the archive as soon as it has the version that their copies should have: the leader of
 * their partition reads its page there, some at a time.
 *
 *   in dispute ─> waiting, while it is not archived or no leader is up ─> page is read ─> judged
 *                   ^                                                          └─ no answer: waiting
 *
 * Assumption: the page is found and read without the rest, by the index of a sorted snapshot and of the segments since.
 */
import { type ArchivedReadOwner, ArchivedReads, type ReadableArchive } from '../archive/archived-reads.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { DamagedCopies } from '../replication/damaged-copies.js';
import type { Dispute } from '../trace.js';
import type { CopyComparison } from './copy-comparison.js';
import { Line } from './line.js';

/** Of the fleet: each is a page, and more would be a storm of their own. */
const atOnceMax = 64;
const tryAgainAfterNs = 1e9;
/** Of those that wait, at a time. */
const triedAtOnceMax = 1024;

export interface ArchivedJudgementParameters {
  readonly bandwidth: number;
  readonly pageBytes: number;
}

class Judgement implements Pooled {
  dispute: Dispute | null = null;
  /** The node that reads, and its life. */
  node = 0;
  incarnation = 0;
  constructor(readonly index: number) {}
}

export class ArchivedJudgements implements ArchivedReadOwner {
  private readonly waiting = new Line<Dispute>();
  private readonly underWay = new Pool('judgements', (index) => new Judgement(index));
  private readonly pages: ArchivedReads;
  private readonly tryAgainType: number;
  private isTryingAgain = false;

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly damage: DamagedCopies,
    private readonly comparison: CopyComparison,
    private readonly archive: ReadableArchive,
    private readonly parameters: ArchivedJudgementParameters,
  ) {
    const { hosts } = leadership.nodes;
    this.pages = new ArchivedReads('disputed page read', simulation, hosts, archive, this, parameters.bandwidth);
    this.tryAgainType = simulation.on('judgements tried again', () => this.tryAgain());
    damage.disputed.begun = (dispute) => this.wait(dispute);
  }

  private wait(dispute: Dispute): void {
    this.waiting.push(dispute);
    if (this.isTryingAgain) return;
    this.isTryingAgain = true;
    this.simulation.schedule(tryAgainAfterNs, this.tryAgainType, 0);
  }

  private tryAgain(): void {
    this.isTryingAgain = false;
    for (let left = Math.min(this.waiting.length, triedAtOnceMax); left > 0; left--) this.begin(this.waiting.shift());
    if (this.waiting.length > 0) this.wait(this.waiting.shift());
  }

  private begin(dispute: Dispute): void {
    if (!this.isInDispute(dispute)) return;
    const { groups, nodes } = this.leadership;
    const group = this.damage.groupOf(dispute);
    const host = nodes.hosts[groups.leaderHost(group)];
    const isArchived = dispute.overSequenceNumber <= this.archive.archivedUpTo(group);
    if (!isArchived || !host.isUp || this.underWay.inUse >= atOnceMax) return this.wait(dispute);
    const judgement = this.underWay.take();
    judgement.dispute = dispute;
    judgement.node = host.id;
    judgement.incarnation = host.incarnation;
    this.pages.begin(judgement.index, host.id, this.parameters.pageBytes);
  }

  private isInDispute(dispute: Dispute): boolean {
    return this.damage.disputed.of(dispute.table, dispute.item) === dispute;
  }

  aboutRead(job: number): string {
    const { table, item } = this.underWay.items[job].dispute!;
    return `item ${item} of table ${table}`;
  }

  archiveAnswered(): void {}

  isReadWanted(): boolean {
    return true;
  }

  archiveRead(job: number): void {
    const { node, incarnation } = this.underWay.items[job];
    const dispute = this.over(job);
    if (!this.isInDispute(dispute)) return;
    const { groups, nodes } = this.leadership;
    const host = nodes.hosts[node];
    if (!host.isUp || host.incarnation !== incarnation) return this.wait(dispute);
    this.comparison.settle(dispute, groups.hostsWithItems(this.damage.groupOf(dispute)));
  }

  archiveUnanswered(job: number): void {
    const dispute = this.over(job);
    if (this.isInDispute(dispute)) this.wait(dispute);
  }

  private over(job: number): Dispute {
    const judgement = this.underWay.items[job];
    const dispute = judgement.dispute!;
    judgement.dispute = null;
    this.underWay.release(judgement);
    return dispute;
  }
}
