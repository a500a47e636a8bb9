/**
 * At most one leader: no replica begins to serve a group in a term in which another served, terms only grow, and whoever
 * leads has the items, which a log replica has not. Looked at whenever a replica begins to serve.
 */
import type { Clock } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

export const oneLeader: Property = {
  name: 'one-leader',
  about: 'at most one replica of a group serves as its leader, one with its items, in terms that only grow',
};

export class LeaderCheck implements Checker {
  private examined: number;
  private readonly violations = new Violations();
  /** Newest term of each group that has changed leaders, with its leader's slot. */
  private readonly newest = new Map<number, { term: number; slot: number }>();

  /** The leaders that a run begins with are as placed. */
  constructor(
    groups: number,
    private readonly nameOf: NameOf,
  ) {
    this.examined = groups;
  }

  leaderServes(
    { nowNs }: Clock,
    group: number,
    slot: number,
    term: number,
    rivals: readonly number[],
    hasItems: boolean,
  ): void {
    this.examined++;
    const before = this.newest.get(group);
    if (before !== undefined && before.term >= term) {
      this.violations.add(
        1,
        () =>
          `the replica in slot ${slot} of ${this.nameOf(group)} began term ${term} at ${inSeconds(nowNs)} after term ${before.term}`,
      );
    } else if (rivals.length > 0) {
      this.violations.add(
        1,
        () =>
          `at ${inSeconds(nowNs)} the replicas in slots ${slot} and ${rivals.join(', ')} of ${this.nameOf(group)} all may serve`,
      );
    }
    if (!hasItems) {
      this.violations.add(
        1,
        () =>
          `at ${inSeconds(nowNs)} the log replica in slot ${slot} of ${this.nameOf(group)} began to serve term ${term}`,
      );
    }
    this.newest.set(group, { term, slot });
  }

  results(): Check[] {
    return [verdictOf(oneLeader, this.examined, this.violations)];
  }
}
