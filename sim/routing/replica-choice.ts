/**
 * Which replica of a partition a router asks: the leader for strong reads and writes, one near for eventual reads. What
 * failed an attempt is asked again only if no other is left, and eventual reads go past nodes that were silent lately.
 */
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostStates } from '../infrastructure/host-states.js';
import { SilentPeers } from '../infrastructure/silent-peers.js';
import type { Attempt } from '../protocol/attempt.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { type MapEntry, slotOfEntry } from './partition-map.js';

/** A stream a router, for the choice among replicas that are equally good. */
export interface RouterDraws {
  readonly streams: readonly RandomStream[];
  /** The router whose stream is the first. */
  readonly firstHost: number;
}

export class ReplicaChoice {
  /**
   * By host id, one for every host though only routers use theirs: an array that began at the first router's number would
   * be sparse, and a look-up in it a search.
   */
  private readonly silentNodes: SilentPeers[] = [];

  constructor(
    private readonly simulation: Simulation,
    private readonly states: HostStates,
    private readonly groups: ReplicaTable,
    private readonly draws: RouterDraws,
    avoidSilentFor: number,
  ) {
    for (let host = 0; host < states.hosts; host++) this.silentNodes.push(new SilentPeers(avoidSilentFor));
  }

  /** The slot to ask, by what the router's map says of the attempt's partition. */
  choose(attempt: Attempt, entry: MapEntry): number {
    const leader = slotOfEntry(entry);
    const needsLeader = attempt.request.isStrong || attempt.request.isWrite;
    const untried = this.groups.readable[attempt.group] & ~attempt.triedSlots;
    if (needsLeader && (untried & (1 << leader)) !== 0) return leader;
    const silent = this.silentNodes[attempt.router];
    let candidates = 0;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if ((untried & (1 << slot)) === 0) continue;
      const node = this.groups.hostOf(attempt.group, slot);
      if (!needsLeader && silent.avoids(node, this.simulation.nowNs)) continue;
      if (!needsLeader && this.states.areInOneZone(attempt.router, node)) return slot;
      candidates |= 1 << slot;
    }
    if (candidates !== 0) return this.oneOf(candidates, attempt.router);
    if (this.groups.mayLead(attempt.group, leader)) return leader;
    return this.oneOf(this.groups.readable[attempt.group], attempt.router);
  }

  nodeAnswered(router: number, node: number): void {
    this.silentNodes[router].answered(node);
  }

  nodeWasSilent(router: number, node: number): void {
    this.silentNodes[router].wasSilent(node, this.simulation.nowNs);
  }

  routerDied(router: number): void {
    this.silentNodes[router].clear();
  }

  /** A slot drawn from a mask with at least one. */
  private oneOf(slots: number, router: number): number {
    const { streams, firstHost } = this.draws;
    let count = 0;
    for (let rest = slots; rest !== 0; rest &= rest - 1) count++;
    let nth = streams[router - firstHost].below(count);
    for (let slot = 0; ; slot++) {
      if ((slots & (1 << slot)) !== 0 && nth-- === 0) return slot;
    }
  }
}
