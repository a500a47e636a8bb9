/**
 * Zones stay distinct: where the members of a partition have changed, no two replicas with items are in one zone while
 * another zone, without any of them, has a node that could have had one: no fault has been on it for so long that everybody
 * trusts it. Looked at whenever a replica has left for another and the partition has all its copies. A log replica stands in
 * wherever it comes to be first, for minutes, and counts for nothing here; but its node takes no other replica meanwhile, so
 * one that a replica of the partition has left not so long ago could not have had another.
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

export class ZoneCheck implements Checker {
  private examined = 0;
  /** By group and node. */
  private readonly leftAtNs = new Map<number, number>();
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

  replicaLeft({ nowNs }: Clock, group: number, left: number, remaining: readonly number[]): void {
    this.leftAtNs.set(this.keyOf(group, left), nowNs);
    if (remaining.length < this.replicas) return;
    this.examined++;
    const taken = remaining.map((node) => this.nodes[node].zone);
    if (new Set(taken).size === taken.length) return;
    const { region } = this.nodes[remaining[0]];
    const since = nowNs - this.settlesWithinNs;
    const free = this.nodes.find(
      (node, id) =>
        node.region === region &&
        !taken.includes(node.zone) &&
        (this.leftAtNs.get(this.keyOf(group, id)) ?? -Infinity) < since &&
        !this.isTroubledSince(id, since),
    );
    if (free === undefined) return;
    this.violations.add(1, () => {
      const names = remaining.map((node) => this.nodes[node].name).join(', ');
      return `at ${inSeconds(nowNs)} the replicas of ${this.nameOf(group)} are at ${names}, and nothing is wrong with ${free.name}`;
    });
  }

  private keyOf(group: number, node: number): number {
    return group * this.nodes.length + node;
  }

  results(): Check[] {
    return [verdictOf(distinctZones, this.examined, this.violations)];
  }
}
