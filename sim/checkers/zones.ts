/**
 * Zones stay distinct: where the members of a partition have changed, no two replicas with items are in one zone while
 * another zone, without any of them, has a node that is up. Looked at whenever a replica has left for another. A log replica
 * stands in wherever it comes to be first, for minutes, and counts for nothing here.
 */
import type { Clock } from '../trace.js';
import { type Check, type Checker, type Property, Violations, verdictOf } from './check.js';

export const distinctZones: Property = {
  name: 'distinct-zones',
  about: 'replicas that take the place of lost ones stay in zones of their own while there are enough',
};

/** Of a storage node. */
export interface Place {
  readonly name: string;
  readonly region: number;
  readonly zone: number;
  readonly isUp: boolean;
}

export class ZoneCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();

  /** By id. */
  constructor(private readonly nodes: readonly Place[]) {}

  replicaLeft({ nowNs }: Clock, group: number, _node: number, remaining: readonly number[]): void {
    this.examined++;
    const taken = remaining.map((node) => this.nodes[node].zone);
    if (new Set(taken).size === taken.length) return;
    const { region } = this.nodes[remaining[0]];
    const free = this.nodes.find((node) => node.isUp && node.region === region && !taken.includes(node.zone));
    if (free === undefined) return;
    this.violations.add(1, () => {
      const names = remaining.map((node) => this.nodes[node].name).join(', ');
      return `at ${nowNs} ns the replicas of group ${group} are at ${names}, and ${free.name} is up`;
    });
  }

  results(): Check[] {
    return [verdictOf(distinctZones, this.examined, this.violations)];
  }
}
