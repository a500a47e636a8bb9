/**
 * Zones stay distinct: a replica with items that takes the place of another is in no zone where the partition has one, while
 * another zone, without any of them, has a node that could have had it: no fault has been on it for so long that everybody
 * trusts it. Looked at whenever a replica has left for another and the partition has all its copies; of replicas that came
 * before, one may be lost since and have left its zone free. A log replica stands in
 * wherever it comes to be first, for minutes, and counts for nothing here; but its node takes no other replica meanwhile.
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
  /** By group, of its replicas with items the one that came last. */
  private readonly newcomers = new Map<number, number>();
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

  replicaJoined(_clock: Clock, group: number, node: number, isStorage: boolean): void {
    if (isStorage) this.newcomers.set(group, node);
  }

  replicaLeft({ nowNs }: Clock, group: number, left: number, remaining: readonly number[]): void {
    if (remaining.length < this.replicas) return;
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
    return [verdictOf(distinctZones, this.examined, this.violations)];
  }
}
