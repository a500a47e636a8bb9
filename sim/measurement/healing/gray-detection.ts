/**
 * What became of nodes that were slow and alive: how many autoadmin judged so, how often it was mistaken, how long it took
 * from when a fault began to act on the node, and how long until its replicas had gone elsewhere.
 */
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

export class GrayDetection implements Observer {
  private readonly counts = countsOf(grayFacts);
  /** By node that has been judged and has replicas: when. */
  private readonly judgedAtNs = new Map<number, number>();

  nodeJudgedGray({ nowNs }: Clock, node: number, troubledSinceNs: number): void {
    const { counts } = this;
    counts.nodesJudgedGray++;
    this.judgedAtNs.set(node, nowNs);
    if (troubledSinceNs < 0) counts.grayFalseAlarms++;
    else counts.longestToJudgeGrayMs = Math.max(counts.longestToJudgeGrayMs ?? 0, (nowNs - troubledSinceNs) / 1e6);
  }

  nodeEmptied({ nowNs }: Clock, node: number): void {
    const sinceNs = this.judgedAtNs.get(node);
    if (sinceNs === undefined) return;
    this.judgedAtNs.delete(node);
    this.took(nowNs - sinceNs);
  }

  private took(ns: number): void {
    this.counts.longestToEmptyGrayMs = Math.max(this.counts.longestToEmptyGrayMs ?? 0, ns / 1e6);
  }

  /** To be called once, at the end. */
  facts(endNs: number): CountsOf<typeof grayFacts> {
    for (const sinceNs of this.judgedAtNs.values()) this.took(endNs - sinceNs);
    return this.counts;
  }
}
