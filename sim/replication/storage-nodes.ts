/** The storage nodes: hosts 0 to n - 1, each with a drive and a log under its own number, and replicas of many tables. */
import type { RandomStream } from '../engine/random-stream.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Host } from '../infrastructure/host.js';
import type { StationBank } from '../infrastructure/station-bank.js';

/** Whether nothing is wrong with a node and it stays: others are no target of splits and moves. */
export function isSound({ id, isUp, isDraining, disturbances }: Host, disks: Disks): boolean {
  return isUp && !isDraining && disturbances === 0 && !disks.hasFailed(id);
}

export interface StorageNodes {
  readonly hosts: readonly Host[];
  readonly processors: StationBank;
  readonly processorStreams: readonly RandomStream[];
  readonly disks: Disks;
  /** Groups that have a replica on each node. */
  readonly groups: readonly number[][];
}
