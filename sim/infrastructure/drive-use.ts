/**
 * A background copy's use of a drive, as it is waited for: how long it takes is known when it begins, as far as the drive's
 * faults are known, and a fault that begins meanwhile makes it later.
 */
import type { Disks } from './disks.js';

export class DriveUse {
  private disk = 0;
  /** As planned in the drive's epoch. */
  private doneAtNs = 0;
  private epoch = 0;

  constructor(private readonly disks: Disks) {}

  /** Gives the bytes to the drive; how long it takes. */
  begin(disk: number, nowNs: number, bytes: number, isFlushed = false): number {
    const takesNs = this.disks.copyInBackground(disk, nowNs, bytes, isFlushed);
    this.disk = disk;
    this.epoch = this.disks.stations.epoch(disk);
    this.doneAtNs = nowNs + takesNs;
    return takesNs;
  }

  /** For how long it still takes; none is left when the drive is done. */
  leftNs(nowNs: number): number {
    const { stations } = this.disks;
    this.doneAtNs += Math.max(0, stations.lateness(this.disk, this.epoch, this.doneAtNs));
    this.epoch = stations.epoch(this.disk);
    return Math.max(0, this.doneAtNs - nowNs);
  }
}
