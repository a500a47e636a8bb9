/**
 * A storage node's look at its own drive. A leader whose drive hangs still sends heartbeats and commits with the logs of its
 * followers, and yet answers no read: so with each heartbeat of a watched group it has a page read, unless the last such read
 * is still out, and hands its leadership over when that has been out for too long (the same gray failure is known of other
 * services: etcd issues 7617 and 3068). Left out: probes where no fault has made a group watched.
 */
import type { Simulation } from '../engine/simulation.js';
import { type Visitor, Visits } from '../infrastructure/visit.js';
import type { StorageNodes } from '../replication/storage-nodes.js';

class Probe implements Visitor {
  epoch = 0;
  serviceNs = 0;
  /** The read waits at the drive, or is being served. */
  isOut = false;
  /** Since when nothing has come from the drive that was asked for; -1: all that was has come. */
  sinceNs = -1;
  constructor(readonly index: number) {}
}

export class DriveProbes {
  /** By node that has ever been looked at. */
  private readonly probes = new Map<number, Probe>();
  private readonly reading: Visits;

  constructor(
    private readonly simulation: Simulation,
    private readonly nodes: StorageNodes,
    private readonly driveTimeoutNs: number,
  ) {
    const over = (node: number) => {
      const probe = this.probes.get(node)!;
      probe.isOut = false;
      probe.sinceNs = -1;
    };
    this.reading = new Visits(
      simulation,
      nodes.disks.stations,
      'drive probed',
      (node) => {
        if (this.reading.isOver(this.probes.get(node)!, node)) over(node);
      },
      over,
      (node) => nodes.hosts[node].name,
    );
  }

  /** Looks at the drive, unless the last look still waits, and says whether it hangs. */
  hangs(node: number): boolean {
    const { nowNs } = this.simulation;
    const probe = this.probes.get(node) ?? new Probe(node);
    this.probes.set(node, probe);
    if (probe.sinceNs < 0) probe.sinceNs = nowNs;
    // A drive with a full queue refuses the read, and is asked with the next heartbeat again.
    if (!probe.isOut) probe.isOut = this.reading.begin(probe, node, this.nodes.disks.read(node, nowNs, 1, 0));
    return this.isHanging(node);
  }

  isHanging(node: number): boolean {
    const probe = this.probes.get(node);
    return probe !== undefined && probe.sinceNs >= 0 && this.simulation.nowNs - probe.sinceNs >= this.driveTimeoutNs;
  }
}
