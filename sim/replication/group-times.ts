/**
 * Times that every group has of its own, so that groups do not move in step: the phase of its heartbeats, and the jitter of
 * its elections. Both are drawn from the run's seed, the table's name and the partition's number in it, so that they are
 * the same whatever other tables there are; none is kept, so that quiet groups cost nothing.
 */
import type { NumberedStreams, RandomStreams } from '../engine/random-stream.js';

/** Which table a group is of, and its number among the partitions there. */
interface Partitions {
  tableOf(group: number): number;
  numberOf(group: number): number;
}

export class GroupTimes {
  /** By table. */
  private readonly phases: readonly NumberedStreams[];
  private readonly jitters: readonly NumberedStreams[];

  constructor(
    private readonly partitions: Partitions,
    tableNames: readonly string[],
    private readonly heartbeatNs: number,
    streams: RandomStreams,
  ) {
    this.phases = tableNames.map((name) => streams.numbered(`table ${name}`, 'heartbeat phase'));
    this.jitters = tableNames.map((name) => streams.numbered(`table ${name}`, 'election jitter'));
  }

  /** When the leader of a calm group last sent a heartbeat, at `byNs` the latest. */
  heartbeatBefore(group: number, byNs: number): number {
    const { heartbeatNs, partitions } = this;
    const phases = this.phases[partitions.tableOf(group)];
    const phaseNs = Math.floor(phases.of(partitions.numberOf(group)).next() * heartbeatNs);
    return Math.floor((byNs - phaseNs) / heartbeatNs) * heartbeatNs + phaseNs;
  }

  /**
   * How much longer than its peers the replica in `slot` has patience in a term: up to a quarter of a heartbeat, which
   * keeps the followers of a dead leader from standing at the same moment. Every candidacy is in a new term.
   */
  electionJitterNs(group: number, term: number, slot: number): number {
    const jitters = this.jitters[this.partitions.tableOf(group)];
    const drawn = jitters.of(this.partitions.numberOf(group), term, slot).next();
    return Math.floor((drawn * this.heartbeatNs) / 4);
  }
}
