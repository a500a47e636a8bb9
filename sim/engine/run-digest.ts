/**
 * The fingerprint of a run: a rolling 64-bit hash, in two 32-bit lanes, over every executed event, with checkpoints at
 * regular event counts. Two runs are the same if and only if their digests are (up to chance, 2^-64), and the checkpoints
 * tell where two runs parted without replaying either.
 *
 * Folding the low 32 bits of the time is enough: two runs that differ only in a multiple of 4.3 s do not exist.
 */
const checkpointsMaxByDefault = 1 << 16;
const firstCheckpointInterval = 4096;

export class RunDigest {
  events = 0;
  /** Events between checkpoints: doubles, dropping every other checkpoint, when their number reaches its bound. */
  checkpointInterval = firstCheckpointInterval;
  private high = 0x243f6a88 | 0;
  private low = 0x13198a2e | 0;
  private untilCheckpoint = firstCheckpointInterval;
  private checkpointCount = 0;
  private readonly checkpoints: Int32Array;

  /** `checkpointsMax` is even. */
  constructor(private readonly checkpointsMax = checkpointsMaxByDefault) {
    this.checkpoints = new Int32Array(2 * checkpointsMax);
  }

  fold(timeNs: number, type: number, payload: number): void {
    const mixed = Math.imul(this.high ^ (timeNs | 0), 0x9e3779b1);
    this.high = mixed ^ (mixed >>> 15);
    this.low = (Math.imul(this.low ^ (type << 20) ^ payload ^ mixed, 0x85ebca6b) + 0x27d4eb2f) | 0;
    this.events++;
    if (--this.untilCheckpoint === 0) this.takeCheckpoint();
  }

  /** Folds a number that belongs to the end state, such as a stream's draw count. */
  foldFinal(value: number): void {
    this.high = Math.imul(this.high ^ (value | 0), 0x9e3779b1);
    this.low = Math.imul(this.low ^ Math.floor(value / 2 ** 32) ^ (this.high >>> 13), 0x85ebca6b);
  }

  /**
   * One byte of the rolling hash after the last event: what a recording keeps of each event. The top one, because a
   * multiplication carries differences upwards only, and those of event types start high.
   */
  get lastByte(): number {
    return this.low >>> 24;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(this.high) + hex(this.low);
  }

  /** After checkpointInterval events, after twice as many, and so on. */
  listCheckpoints(): string[] {
    const list: string[] = [];
    for (let i = 0; i < this.checkpointCount; i++) {
      list.push(hex(this.checkpoints[2 * i]) + hex(this.checkpoints[2 * i + 1]));
    }
    return list;
  }

  private takeCheckpoint(): void {
    this.checkpoints[2 * this.checkpointCount] = this.high;
    this.checkpoints[2 * this.checkpointCount + 1] = this.low;
    this.checkpointCount++;
    if (this.checkpointCount === this.checkpointsMax) this.thin();
    this.untilCheckpoint = this.checkpointInterval;
  }

  /** Keeps the second, fourth, … checkpoint: the count is even, so that the last taken lies on the new grid too. */
  private thin(): void {
    for (let i = 1; i < this.checkpointCount; i += 2) {
      this.checkpoints[i - 1] = this.checkpoints[2 * i];
      this.checkpoints[i] = this.checkpoints[2 * i + 1];
    }
    this.checkpointCount /= 2;
    this.checkpointInterval *= 2;
  }
}

const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0');
