/**
 * The newest version of each item of a table that was written up to a time: the oldest snapshot that its archive keeps, and
 * what a backup is.
 */
import type { VersionVisitor } from './archived-logs.js';

export class FoldedVersions {
  private readonly sequenceNumbers: Uint32Array;
  private readonly writeIds: Uint32Array;
  private readonly bytes: Uint32Array;

  constructor(items: number) {
    this.sequenceNumbers = new Uint32Array(items);
    this.writeIds = new Uint32Array(items);
    this.bytes = new Uint32Array(items);
  }

  /** Versions of an item have sequence numbers that only grow, whichever partitions it has been in. */
  set(item: number, sequenceNumber: number, writeId: number, bytes: number): void {
    if (sequenceNumber < this.sequenceNumbers[item]) return;
    this.sequenceNumbers[item] = sequenceNumber;
    this.writeIds[item] = writeId;
    this.bytes[item] = bytes;
  }

  forEach(visit: VersionVisitor): void {
    for (let item = 0; item < this.sequenceNumbers.length; item++) {
      if (this.sequenceNumbers[item] > 0)
        visit(item, this.sequenceNumbers[item], this.writeIds[item], this.bytes[item]);
    }
  }
}
