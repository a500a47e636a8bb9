/** One storage node: a host with a drive, the write-ahead log on it, and replicas of many unrelated partitions. */
import type { Disk } from '../infrastructure/disk.js';
import type { Host } from '../infrastructure/host.js';
import type { LogWriter } from './log-writer.js';

export interface StorageNode {
  readonly host: Host;
  readonly disk: Disk;
  readonly log: LogWriter;
  /** Groups that have a replica here. */
  readonly groups: Int32Array;
}
