/**
 * Storage nodes look at each other: of a partition that is watched, each member's node asks the nodes of the others, every
 * `checkUpEvery`, for a few pages read one after the other, as a query would, and takes the time until the answer. So it
 * sees what a heartbeat does not feel: a drive or a processor that is slow and alive, as well as a slow way there (fail-slow
 * hardware: Gunawi, FAST 2018; peers judge each other as in IASO, Panda, ATC 2019).
 *
 *   heartbeat of a watched partition ─ due? ─> question ─ run queue ─ drive ─> answer: a time
 *   health report ─> slow: its median over `slowAfter` is `slowerBy` times the median of the other nodes that it looks at
 *
 * A question without an answer by the next counts with the time it has waited. Left out: nodes without a watched partition,
 * which no fault disturbs, and what routers see of a node.
 */
import type { Distribution } from '../engine/distribution.js';
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { type Visitor, Visits } from '../infrastructure/visit.js';
import type { GroupWatch } from '../replication/group-watch.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { StorageNodes } from '../replication/storage-nodes.js';

export interface CheckUpParameters {
  readonly checkUpEvery: number;
  readonly checkUpPages: number;
  /** Of a question, and of its answer. */
  readonly checkUpBytes: number;
  readonly slowAfter: number;
  readonly slowerBy: number;
  /** Work of a processor on each page. */
  readonly readCpu: Distribution;
}

export interface CheckUpContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
}

/** Who says nothing of this node has looked at it too rarely, or has nobody to hold it against. */
export interface Opinion {
  readonly node: number;
  readonly isSlow: boolean;
}

/** Nodes that one is held against; fewer tell nothing. */
const othersMin = 2;

class CheckUp implements Pooled, Visitor {
  from = 0;
  to = 0;
  /** Of all that were ever asked. */
  ordinal = 0;
  epoch = 0;
  serviceNs = 0;
  constructor(readonly index: number) {}
}

/** What a node has seen of another. */
interface Sight {
  ordinal: number;
  askedAtNs: number;
  isOut: boolean;
  /** Oldest first. */
  readonly times: { readonly atNs: number; readonly tookNs: number }[];
}

export class CheckUps {
  /** By node that looks, then by node that it looks at. */
  private readonly sights = new Map<number, Map<number, Sight>>();
  private readonly questions = new Pool('check-ups', (index) => new CheckUp(index));
  private readonly questionType: number;
  private readonly answerType: number;
  private readonly processing: Visits;
  private readonly reading: Visits;
  private asked = 0;

  constructor(
    private readonly context: CheckUpContext,
    private readonly parameters: CheckUpParameters,
  ) {
    const { simulation, network, nodes } = context;
    const of = (index: number) => this.questions.items[index];
    const lost = (index: number) => this.questions.release(of(index));
    const about = (index: number) => `${nodes.hosts[of(index).to].name}, seen from ${nodes.hosts[of(index).from].name}`;
    this.questionType = network.channel('check-up arrives', (index) => this.arrives(of(index)), lost, about);
    this.answerType = network.channel('check-up answered', (index) => this.answerArrives(of(index)), lost, about);
    const { processors, disks } = nodes;
    this.processing = new Visits(
      simulation,
      processors,
      'check-up processed',
      (index) => this.processed(of(index)),
      lost,
      about,
    );
    this.reading = new Visits(
      simulation,
      disks.stations,
      'check-up read',
      (index) => this.read(of(index)),
      lost,
      about,
    );
  }

  /** With every heartbeat of the group. */
  heartbeat({ group }: GroupWatch): void {
    const { groups, nodes, simulation } = this.context;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (!groups.isMember(group, slot)) continue;
      const from = nodes.hosts[groups.hostOf(group, slot)];
      if (!from.isUp || from.pausedUntilNs > simulation.nowNs) continue;
      for (let other = 0; other < groups.slots; other++) {
        if (other !== slot && groups.isMember(group, other)) this.lookAt(from.id, groups.hostOf(group, other));
      }
    }
  }

  private lookAt(from: number, to: number): void {
    const { nowNs } = this.context.simulation;
    const seen = this.sights.get(from) ?? new Map<number, Sight>();
    this.sights.set(from, seen);
    const sight = seen.get(to) ?? { ordinal: 0, askedAtNs: Number.NEGATIVE_INFINITY, isOut: false, times: [] };
    seen.set(to, sight);
    if (nowNs - sight.askedAtNs < this.parameters.checkUpEvery) return;
    if (sight.isOut) this.note(sight);
    const question = this.questions.take();
    question.from = from;
    question.to = to;
    question.ordinal = ++this.asked;
    sight.ordinal = question.ordinal;
    sight.askedAtNs = nowNs;
    sight.isOut = true;
    this.context.network.send(from, to, this.parameters.checkUpBytes, this.questionType, question.index);
  }

  private note(sight: Sight): void {
    const { nowNs } = this.context.simulation;
    sight.isOut = false;
    sight.times.push({ atNs: nowNs, tookNs: nowNs - sight.askedAtNs });
    while (nowNs - sight.times[0].atNs > this.parameters.slowAfter) sight.times.shift();
  }

  private arrives(question: CheckUp): void {
    const { network, nodes, simulation } = this.context;
    const { to, index } = question;
    if (!network.reaches(to, this.questionType, index)) return;
    let workNs = 0;
    for (let page = 0; page < this.parameters.checkUpPages; page++) {
      workNs += this.parameters.readCpu.sample(nodes.processorStreams[to]);
    }
    const waitNs = nodes.processors.admit(to, simulation.nowNs, workNs);
    if (!this.processing.begin(question, to, waitNs)) this.questions.release(question);
  }

  private processed(question: CheckUp): void {
    const { to } = question;
    if (!this.processing.isOver(question, to)) return;
    const { disks } = this.context.nodes;
    const { nowNs } = this.context.simulation;
    const waits = !disks.hasFailed(to) && this.begins(question, disks.read(to, nowNs, this.parameters.checkUpPages, 0));
    if (!waits) this.questions.release(question);
  }

  private begins(question: CheckUp, waitNs: number): boolean {
    return this.reading.begin(question, question.to, waitNs);
  }

  private read(question: CheckUp): void {
    const { from, to, index } = question;
    if (!this.reading.isOver(question, to)) return;
    this.context.network.send(to, from, this.parameters.checkUpBytes, this.answerType, index);
  }

  private answerArrives(question: CheckUp): void {
    const { from, to, ordinal, index } = question;
    if (!this.context.network.reaches(from, this.answerType, index)) return;
    const sight = this.sights.get(from)?.get(to);
    if (sight?.isOut === true && sight.ordinal === ordinal) this.note(sight);
    this.questions.release(question);
  }

  /** What the node thinks of others now: of those that it has looked at for most of `slowAfter`, and few who are unlike them. */
  opinionsOf(node: number): readonly Opinion[] {
    const { nowNs } = this.context.simulation;
    const { slowAfter, checkUpEvery, slowerBy } = this.parameters;
    const medians: { readonly node: number; readonly medianNs: number }[] = [];
    const seen = this.sights.get(node) ?? new Map<number, Sight>();
    for (const [other, { times, askedAtNs }] of seen) {
      if (nowNs - askedAtNs > slowAfter) seen.delete(other);
      const recent = times.filter(({ atNs }) => nowNs - atNs <= slowAfter);
      if (recent.length * 2 * checkUpEvery < slowAfter) continue;
      medians.push({ node: other, medianNs: medianOf(recent.map(({ tookNs }) => tookNs)) });
    }
    if (medians.length <= othersMin) return [];
    return medians.map(({ node: each, medianNs }) => {
      const others = medians.filter((other) => other.node !== each).map((other) => other.medianNs);
      return { node: each, isSlow: medianNs >= slowerBy * medianOf(others) };
    });
  }

  /** It has forgotten what it saw. */
  nodeDied(node: number): void {
    this.sights.delete(node);
  }
}

/** The lower one of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}
