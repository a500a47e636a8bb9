/**
 * What became of nodes that were slow and alive: how many autoadmin judged so, how often it was mistaken, how long it took
 * from when a fault began to act on the node, and how long until its replicas had gone elsewhere.
 */
import { none } from '../../engine/pool.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { Clock, Observer } from '../../trace.js';

export const grayFacts = [
  { name: 'nodesJudgedGray', unit: 'count', about: 'nodes that autoadmin took for slow though alive' },
  { name: 'grayFalseAlarms', unit: 'count', about: 'of these, nodes on which no fault acted' },
  {
    name: 'longestToJudgeGrayMs',
    unit: 'ms',
    about: 'from when a fault began to act on such a node until it was judged',
    ofCases: true,
  },
  {
    name: 'longestToEmptyGrayMs',
    unit: 'ms',
    about: 'from when a node was judged slow until it had no replica, or until the end',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

export const grayNodesListedMax = 100;

/** A time for which autoadmin took a node for slow though alive, of the first `grayNodesListedMax`. */
export interface GrayNodeRow {
  readonly node: string;
  readonly judgedS: number;
  /** Since when a fault had acted on it; null: none did, and autoadmin was mistaken. */
  readonly troubledSinceS: number | null;
  /** When it had no replica any more; null: it kept some for as long as it was so judged. */
  readonly emptiedS: number | null;
  /** When it was trusted again; null: not within the run. */
  readonly trustedS: number | null;
}

interface Judged {
  readonly node: number;
  readonly atNs: number;
  readonly troubledSinceNs: number;
  /** -1 until then, as the next. */
  emptiedAtNs: number;
  trustedAtNs: number;
}

const secondsOf = (ns: number) => (ns < 0 ? null : ns / 1e9);

export class GrayDetection implements Observer {
  private readonly counts = countsOf(grayFacts);
  /** By node that has been judged and has replicas: when. */
  private readonly judgedAtNs = new Map<number, number>();
  private readonly list: Judged[] = [];
  /** By node that is judged now, if it is listed. */
  private readonly now = new Map<number, Judged>();

  nodeJudgedGray({ nowNs }: Clock, node: number, troubledSinceNs: number): void {
    const { counts } = this;
    counts.nodesJudgedGray++;
    this.judgedAtNs.set(node, nowNs);
    if (this.list.length < grayNodesListedMax) {
      const judged = { node, atNs: nowNs, troubledSinceNs, emptiedAtNs: none, trustedAtNs: none };
      this.list.push(judged);
      this.now.set(node, judged);
    }
    if (troubledSinceNs < 0) counts.grayFalseAlarms++;
    else counts.longestToJudgeGrayMs = Math.max(counts.longestToJudgeGrayMs ?? 0, (nowNs - troubledSinceNs) / 1e6);
  }

  nodeNoLongerGray({ nowNs }: Clock, node: number): void {
    const judged = this.now.get(node);
    if (judged !== undefined) judged.trustedAtNs = nowNs;
    this.now.delete(node);
  }

  nodeEmptied({ nowNs }: Clock, node: number): void {
    const judged = this.now.get(node);
    if (judged !== undefined && judged.emptiedAtNs === none) judged.emptiedAtNs = nowNs;
    const sinceNs = this.judgedAtNs.get(node);
    if (sinceNs === undefined) return;
    this.judgedAtNs.delete(node);
    this.took(nowNs - sinceNs);
  }

  private took(ns: number): void {
    this.counts.longestToEmptyGrayMs = Math.max(this.counts.longestToEmptyGrayMs ?? 0, ns / 1e6);
  }

  rows(nameOf: (node: number) => string): readonly GrayNodeRow[] {
    return this.list.map(({ node, atNs, troubledSinceNs, emptiedAtNs, trustedAtNs }) => ({
      ...{ node: nameOf(node), judgedS: atNs / 1e9, troubledSinceS: secondsOf(troubledSinceNs) },
      ...{ emptiedS: secondsOf(emptiedAtNs), trustedS: secondsOf(trustedAtNs) },
    }));
  }

  /** To be called once, at the end. */
  facts(endNs: number): CountsOf<typeof grayFacts> {
    for (const sinceNs of this.judgedAtNs.values()) this.took(endNs - sinceNs);
    return this.counts;
  }
}
