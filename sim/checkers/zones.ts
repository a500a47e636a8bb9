/**
 * Zones stay distinct: a replica with items that takes the place of another is in no zone where the partition has one, while
 * another zone, without any of them, has a node that could have had it: no fault has been on it for so long that everybody
 * trusts it. Looked at whenever a replica has left for another and the partition has all its copies: of members whose drives
 * lost everything, some keep their seats until a slot may be had, and who comes may have to share a zone with one of them.
 * Of replicas that came before, one may be lost since and have left its zone free. Who comes and who leaves at one moment may
 * be told in any order, so that it is judged when that moment is over. A log replica stands in wherever it comes to be first,
 * for minutes, and counts for nothing here; but its node takes no other replica meanwhile.
 */
import type { Clock } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

export const distinctZones: Property = {
  name: 'distinct-zones',
  about: 'replicas that take the place of lost ones stay in zones of their own while there are enough',
};

/** Of a storage node. */
export interface Place {
  readonly name: string;
  readonly region: number;
  readonly zone: number;
}

/** A replica has left, and these remained. */
interface Left {
  readonly atNs: number;
  readonly group: number;
  readonly node: number;
  readonly remaining: readonly number[];
}

export class ZoneCheck implements Checker {
  /** Of the moment that is not over. */
  private toJudge: Left[] = [];
  private examined = 0;
  /** By group, of its replicas with items the one that came last. */
  private readonly newcomers = new Map<number, number>();
  /** By node, when its drive last lost all that it had. */
  private readonly lostAtNs = new Map<number, number>();
  /** By group, and by node of those that joined or copied what they lacked, when that last was. */
  private readonly filledAtNs = new Map<number, Map<number, number>>();
  private readonly violations = new Violations();

  constructor(
    /** By id. */
    private readonly nodes: readonly Place[],
    private readonly replicas: number,
    /** Whether any fault has been on the node since then. */
    private readonly isTroubledSince: (node: number, sinceNs: number) => boolean,
    /** In which a node that is well again is trusted, and copies that were begun without it come to their end. */
    private readonly settlesWithinNs: number,
    private readonly nameOf: NameOf,
  ) {}

  replicaJoined({ nowNs }: Clock, group: number, node: number, isStorage: boolean): void {
    this.judgeUntil(nowNs);
    if (isStorage) this.newcomers.set(group, node);
    this.filled(nowNs, group, node);
  }

  replicaCopied({ nowNs }: Clock, group: number, node: number): void {
    this.filled(nowNs, group, node);
  }

  nodeLostData({ nowNs }: Clock, node: number, sinceNs: number): void {
    if (sinceNs === 0) this.lostAtNs.set(node, nowNs);
  }

  private filled(nowNs: number, group: number, node: number): void {
    const byNode = this.filledAtNs.get(group) ?? new Map<number, number>();
    this.filledAtNs.set(group, byNode.set(node, nowNs));
  }

  private isLost(group: number, node: number): boolean {
    const filledAtNs = this.filledAtNs.get(group)?.get(node) ?? Number.NEGATIVE_INFINITY;
    return (this.lostAtNs.get(node) ?? Number.NEGATIVE_INFINITY) > filledAtNs;
  }

  replicaLeft({ nowNs }: Clock, group: number, node: number, remaining: readonly number[]): void {
    this.judgeUntil(nowNs);
    const hasAllCopies = remaining.length >= this.replicas && !remaining.some((member) => this.isLost(group, member));
    if (hasAllCopies) this.toJudge.push({ atNs: nowNs, group, node, remaining });
  }

  /** Moments before that one are over. */
  private judgeUntil(nowNs: number): void {
    if (this.toJudge.length === 0 || this.toJudge[0].atNs === nowNs) return;
    for (const left of this.toJudge) this.judge(left);
    this.toJudge = [];
  }

  private judge({ atNs: nowNs, group, node: left, remaining }: Left): void {
    this.examined++;
    const taken = remaining.map((node) => this.nodes[node].zone);
    const newcomer = this.newcomers.get(group);
    const isApart = (node: number) => taken.indexOf(this.nodes[node].zone) === taken.lastIndexOf(this.nodes[node].zone);
    if (newcomer === undefined || !remaining.includes(newcomer) || isApart(newcomer)) return;
    const { region } = this.nodes[remaining[0]];
    const since = nowNs - this.settlesWithinNs;
    const free = this.nodes.find(
      (node, id) =>
        id !== left && node.region === region && !taken.includes(node.zone) && !this.isTroubledSince(id, since),
    );
    if (free === undefined) return;
    this.violations.add(1, () => {
      const names = remaining.map((node) => this.nodes[node].name).join(', ');
      return `at ${inSeconds(nowNs)} the replicas of ${this.nameOf(group)} are at ${names}, and nothing is wrong with ${free.name}`;
    });
  }

  results(): Check[] {
    this.judgeUntil(Number.POSITIVE_INFINITY);
    return [verdictOf(distinctZones, this.examined, this.violations)];
  }
}
