/**
 * When a follower suspects its leader (P22 section 6.2): it has heard no heartbeat for `missedHeartbeatsMax` periods, plus a
 * drawn jitter that keeps followers from standing at the same moment. A check that comes due too early moves itself; a paused
 * replica checks after it has woken. What follows a suspicion is in gray-failure-question.ts and election.ts.
 */
import type { Simulation } from '../engine/simulation.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { type GroupWatch, slotOfWatch, watchAndSlot, watchIn } from '../replication/group-watch.js';
import type { LeaderLeases } from './leader-lease.js';

export const suspicionFacts = [
  { name: 'suspicions', unit: 'count', about: 'times that a follower missed its leader for too long' },
] as const satisfies readonly Fact[];

export class Suspicions {
  readonly counts = countsOf(suspicionFacts);
  private readonly checkType: number;
  private readonly logReplicasStand: boolean;

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly suspected: (watch: GroupWatch, slot: number) => void,
  ) {
    const { watches } = leadership;
    this.logReplicasStand = leadership.parameters.defects.includes('log-replica-elected');
    this.checkType = simulation.on(
      'heartbeat check',
      (payload) => this.check(watches.items[watchIn(payload)], slotOfWatch(payload)),
      watches.aboutReplica,
    );
  }

  /** Makes sure that a check is due when the replica's patience ends. A check that is already due moves itself. */
  expectHeartbeat(watch: GroupWatch, slot: number): void {
    if (watch.views[slot].checkAtNs >= 0 || !this.mayStand(watch.group, slot)) return;
    this.checkAt(watch, slot, watch.views[slot].heardAtNs + this.patienceNs());
  }

  private mayStand(group: number, slot: number): boolean {
    const { groups } = this.leadership;
    return this.logReplicasStand ? groups.isMember(group, slot) : groups.mayLead(group, slot);
  }

  checkAt(watch: GroupWatch, slot: number, atNs: number): void {
    const view = watch.views[slot];
    const jitterNs = this.leadership.times.electionJitterNs(watch.group, view.promisedTerm, slot);
    const { nowNs } = this.simulation;
    const dueNs = Math.max(nowNs, atNs + jitterNs);
    view.checkAtNs = dueNs;
    this.simulation.schedule(dueNs - nowNs, this.checkType, watchAndSlot(watch, slot));
  }

  patienceNs(): number {
    const { heartbeat, missedHeartbeatsMax } = this.leadership.parameters;
    return heartbeat * missedHeartbeatsMax;
  }

  private check(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const { nowNs } = this.simulation;
    if (view.checkAtNs !== nowNs) return;
    view.checkAtNs = -1;
    const { group } = watch;
    if (view.phase !== 'following' || !this.leadership.isAlive(group, slot)) return;
    const host = this.leadership.nodes.hosts[this.leadership.groups.hostOf(group, slot)];
    if (host.pausedUntilNs > nowNs) {
      this.checkAt(watch, slot, host.pausedUntilNs + this.leadership.parameters.heartbeat);
      return;
    }
    if (nowNs < view.heardAtNs + this.patienceNs()) {
      this.checkAt(watch, slot, view.heardAtNs + this.patienceNs());
      return;
    }
    this.counts.suspicions++;
    view.suspectedAtNs = nowNs;
    this.suspected(watch, slot);
  }

  /** A vote, or a suspicion that was withdrawn: patience counts anew. */
  followAgain(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.phase = 'following';
    view.heardAtNs = this.simulation.nowNs;
    this.expectHeartbeat(watch, slot);
  }
}
