/**
 * How long after the last fault every partition must have all its copies again, worked out from the parameters.
 *
 *   last fault over ─ its leader finds a member silent, autoadmin its node dead ─ two rounds of orders ─> whole
 *
 * A round is a report that says what is lacking, the look after it that orders, the report that says that it is there, and the
 * next look. Copies of some 50 KB at 50 MB/s take none of it. A partition that has used all its slots waits until one has
 * rested. One that was left with no majority, or no copy, goes on or is rebuilt before that: believed lost, and as long again
 * for an election, whose lease is over within it.
 */
import { slotRestNs } from '../../../sim/consensus/rested-slots.js';
import { none } from '../../../sim/engine/pool.js';
import type { Run } from '../../../sim/run.js';
import type { Scenario } from '../../../sim/scenario/scenario.js';
import type { Clock, Observer } from '../../../sim/trace.js';

const roundsOfOrders = 2;

function withinNs({ parameters: { healing } }: Scenario, copiesLeft: 1 | 2): number {
  const { replaceSilentAfter, reportEvery, missedReportsMax, goOnWithoutMajorityAfter } = healing;
  const believedDead = reportEvery * (missedReportsMax + 2);
  const majority = copiesLeft === 2 ? 0 : 2 * (believedDead + goOnWithoutMajorityAfter);
  return majority + replaceSilentAfter + believedDead + roundsOfOrders * 4 * reportEvery;
}

export class FullReplication implements Observer {
  /** By group, of those that lack a copy: since when. */
  private readonly lacking = new Map<number, number>();
  private readonly late: string[] = [];
  private readonly lastFaultNs: number;

  constructor(
    private readonly scenario: Scenario,
    private readonly copiesLeft: 1 | 2,
  ) {
    this.lastFaultNs = Math.max(...scenario.faults.map(({ atNs, forNs }) => atNs + (forNs ?? 0)));
  }

  /** The run that it watches. */
  run!: Run;

  copiesChanged({ nowNs }: Clock, group: number, copies: number): void {
    if (copies < this.scenario.parameters.replication.replicas) {
      if (!this.lacking.has(group)) this.lacking.set(group, nowNs);
    } else if (this.lacking.delete(group)) this.judge(group, nowNs);
  }

  private judge(group: number, nowNs: number): void {
    const { groups } = this.run.service;
    const slots = Array.from({ length: groups.slots }, (_, slot) => slot);
    const hasUsedAll = slots.every((slot) => groups.hostOf(group, slot) !== none);
    const allowedNs = withinNs(this.scenario, this.copiesLeft) + (hasUsedAll ? slotRestNs : 0);
    const tookNs = nowNs - this.lastFaultNs;
    if (tookNs <= allowedNs) return;
    const name = groups.nameOf(group);
    this.late.push(`${name} was whole ${tookNs / 1e9} s after the last fault, not within ${allowedNs / 1e9} s`);
  }

  problems(): readonly string[] {
    const { groups } = this.run.service;
    return [
      ...this.late,
      ...[...this.lacking.keys()].map((group) => `${groups.nameOf(group)} lacks a copy in the end`),
    ];
  }
}
