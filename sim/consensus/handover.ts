/**
 * A planned move of leadership, as before a deployment (P22 section 6.4): no lease has to run out.
 *
 *   old leader  holds new requests ─ waits for its writes ─ transfer(term + 1) ─────────────┐
 *   successor                                              leads at once ─ transferred ─┐   │
 *   old leader  answers what it held: "not the leader, the successor is"  <─────────────┘
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { Plantable } from '../protocol/defects.js';
import type { GroupWatch } from '../replication/group-watch.js';
import { field } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';

export interface HandoverParameters extends Plantable {
  /** How often the old leader looks whether its writes are through, and how long before it gives the move up. */
  readonly handoverCheckEvery: number;
  readonly handoverTimeout: number;
  readonly heldRequestsMax: number;
}

export class Handovers {
  private readonly checkType: number;
  private readonly skipsCatchUp: boolean;

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly parameters: HandoverParameters,
    /** A node whose drive is known to hang, or of which the leader's node was told that it is slow, takes no leadership. */
    private readonly mayNotLead: (node: number, leader: number) => boolean,
    /** Answers a held request: the replica in `slot` does not lead. */
    private readonly answerNotLeader: (call: Call, slot: number) => void,
    /** Takes a held request up again after a move that was given up. */
    private readonly resume: (call: Call) => void,
  ) {
    const { watches } = leadership;
    this.skipsCatchUp = parameters.defects.includes('serve-before-caught-up');
    this.checkType = simulation.on('hand-over check', (index) => this.check(watches.items[index]), watches.about);
  }

  /**
   * Moves leadership of the group to the replica in `preferred`, or to the follower with the longest log. Nothing happens
   * while the group has no serving leader.
   */
  begin(group: number, preferred = none): void {
    const { groups } = this.leadership;
    const leader = groups.get(group, field.leader);
    const watch = this.leadership.watch(group);
    if (!this.leadership.mayServe(group, leader) || watch.successor !== none) return;
    const maySucceed = (slot: number) =>
      slot !== leader &&
      groups.mayLead(group, slot) &&
      this.leadership.isAlive(group, slot) &&
      !this.mayNotLead(groups.hostOf(group, slot), groups.hostOf(group, leader));
    if (preferred !== none && maySucceed(preferred)) watch.successor = preferred;
    for (let slot = 0; preferred === none && slot < groups.slots; slot++) {
      if (!maySucceed(slot)) continue;
      const isLonger = watch.successor === none || groups.durable(group, slot) > groups.durable(group, watch.successor);
      if (isLonger) watch.successor = slot;
    }
    if (watch.successor === none) return;
    watch.handoverDeadlineNs = this.simulation.nowNs + this.parameters.handoverTimeout;
    this.checkAfter(watch, 0);
  }

  /** Whether a request that reached the replica in `slot` must wait for a hand-over; then it is kept here. */
  holds(call: Call, slot: number): boolean {
    const watch = this.leadership.watches.of(call.group);
    if (watch === null || watch.successor === none || watch.successor === slot) return false;
    if (slot !== this.leadership.groups.get(call.group, field.leader)) return false;
    if (watch.parkedCalls.length >= this.parameters.heldRequestsMax) return false;
    watch.parkedCalls.push(call);
    return true;
  }

  private checkAfter(watch: GroupWatch, delayNs: number): void {
    watch.handoverCheckAtNs = this.simulation.nowNs + delayNs;
    this.simulation.schedule(delayNs, this.checkType, watch.index);
  }

  private check(watch: GroupWatch): void {
    const { group, successor } = watch;
    if (successor === none || watch.handoverCheckAtNs !== this.simulation.nowNs) return;
    const { groups } = this.leadership;
    const leader = groups.get(group, field.leader);
    const last = groups.get(group, field.last);
    if (this.simulation.nowNs >= watch.handoverDeadlineNs || !this.leadership.mayServe(group, leader)) {
      this.giveUp(watch);
    } else if (groups.get(group, field.commit) === last && this.isCaughtUp(group, successor)) {
      this.transfer(watch, leader);
    } else this.checkAfter(watch, this.parameters.handoverCheckEvery);
  }

  private isCaughtUp(group: number, successor: number): boolean {
    const { groups } = this.leadership;
    return this.skipsCatchUp || groups.durable(group, successor) === groups.get(group, field.last);
  }

  private transfer(watch: GroupWatch, leader: number): void {
    const { group, successor } = watch;
    const view = watch.views[leader];
    const untilClockNs = this.leadership.clockNs(group, leader) + this.leadership.parameters.lease;
    const term = view.promisedTerm + 1;
    this.leadership.stepDown(watch, leader);
    view.promisedTerm = term;
    view.grantedUntilClockNs = untilClockNs;
    this.leadership.neighbours.send('transfer', group, leader, successor, term, {
      untilClockNs,
      isYes: true,
    });
    // From here on only `transferred` or a new leader's heartbeat lets the held requests go; the deadline bounds the wait.
    this.checkAfter(watch, Math.max(0, watch.handoverDeadlineNs - this.simulation.nowNs));
  }

  /** The successor leads: what was held goes to it. */
  transferred(watch: GroupWatch): void {
    this.letGo(watch, (call) => this.answerNotLeader(call, call.slot));
  }

  private giveUp(watch: GroupWatch): void {
    const { groups } = this.leadership;
    const leader = groups.get(watch.group, field.leader);
    const serves = this.leadership.mayServe(watch.group, leader);
    this.letGo(watch, serves ? this.resume : (call) => this.answerNotLeader(call, call.slot));
  }

  private letGo(watch: GroupWatch, what: (call: Call) => void): void {
    watch.successor = none;
    const held = watch.parkedCalls.splice(0);
    for (const call of held) what(call);
  }
}
