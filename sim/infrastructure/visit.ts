/**
 * A turn at a station, as everything takes it that waits for a processor or a drive: admitted with a wait that is known on
 * arrival, completed by one event, and in between slowed or stopped with the station or lost with it.
 *
 *   wait known ─ begin ─────────────> completion event ─ isOver ─┬─ yes: on it goes
 *        └─ refused: false                     ^                 ├─ a fault slowed the station: comes again, as much later
 *                                              └─────────────────┘
 *                                                                └─ a crash cleared the station: lost
 *
 * Who visits keeps the turn in two fields of its own, so that a turn costs no object. Left out: the flush of a
 * write-ahead log, where a node, not a record, takes the turn: a crash gives the node's next turn to another flush before
 * the lost one's completion comes, so that log knows its completion by its time (replication/write-ahead-log.ts).
 */
import type { About, Handler, Simulation } from '../engine/simulation.js';
import { rejected, type StationBank } from './station-bank.js';

/** A pooled object on its way through stations, at one at a time. */
export interface Visitor {
  readonly index: number;
  /** The station's epoch in which the turn began, or was put off last. */
  epoch: number;
  /** Of the turn begun last, for whoever accounts for time. */
  serviceNs: number;
}

export class Visits {
  private readonly completionType: number;

  constructor(
    private readonly simulation: Simulation,
    readonly stations: StationBank,
    name: string,
    /** The completion event, with the visitor's index; it must first ask `isOver`. */
    completed: Handler,
    /** The turn was lost in a crash, and nothing else will come of it. */
    private readonly lost: Handler,
    about?: About,
  ) {
    this.completionType = simulation.on(name, completed, about);
  }

  /** Begins a turn with the wait that the station has just given; false when it refused. */
  begin(visitor: Visitor, station: number, waitNs: number): boolean {
    if (waitNs === rejected) return false;
    const { stations } = this;
    const serviceNs = stations.lastServiceNs;
    visitor.epoch = stations.epoch(station);
    visitor.serviceNs = serviceNs;
    this.simulation.schedule(waitNs + serviceNs, this.completionType, visitor.index);
    return true;
  }

  /** Whether the turn is over now; if not, its completion comes later, or it was lost. */
  isOver(visitor: Visitor, station: number): boolean {
    return visitor.epoch === this.stations.epoch(station) || this.isOverAnyway(visitor, station);
  }

  /** The station was slowed or cleared since. */
  private isOverAnyway(visitor: Visitor, station: number): boolean {
    const lateNs = this.stations.lateness(station, visitor.epoch, this.simulation.nowNs);
    visitor.epoch = this.stations.epoch(station);
    if (lateNs > 0) this.simulation.schedule(lateNs, this.completionType, visitor.index);
    if (lateNs < 0) this.lost(visitor.index);
    return lateNs === 0;
  }
}
