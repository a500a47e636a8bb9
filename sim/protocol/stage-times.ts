/**
 * Where attempts spend their time: a row an attempt, with its start and then the stages that it went through, in order, each
 * with the time at which it ended. Every instant of an attempt thus belongs to exactly one stage, and the stages of a row
 * sum to the time that it took. Flat arrays, since each request marks a dozen stages; whoever asks for a row walks it.
 */

/**
 * Stages that a row remembers, some 290 bytes. An attempt that meets nothing unusual goes through at most 13, and each
 * further call of its router adds up to 8; of what is beyond, the time counts for the last stage that was remembered.
 */
export const stageEndsMax = 32;

export interface StageSpan {
  readonly stage: number;
  readonly fromNs: number;
  readonly toNs: number;
}

export class StageTimes {
  private startsNs = new Float64Array(0);
  private counts = new Uint8Array(0);
  /** Row after row, `stageEndsMax` each. */
  private endsNs = new Float64Array(0);
  private stages = new Uint8Array(0);

  /** Begins a row anew. */
  open(row: number, nowNs: number): void {
    while (row >= this.counts.length) this.grow();
    this.startsNs[row] = nowNs;
    this.counts[row] = 0;
  }

  /** The time since the last mark belongs to `stage`. */
  mark(row: number, stage: number, nowNs: number): void {
    const count = this.counts[row];
    if (count === stageEndsMax) {
      this.endsNs[row * stageEndsMax + stageEndsMax - 1] = nowNs;
      return;
    }
    const at = row * stageEndsMax + count;
    this.stages[at] = stage;
    this.endsNs[at] = nowNs;
    this.counts[row] = count + 1;
  }

  /** The time since the last mark was a visit to a station: `serviceNs` of service, the rest waiting. */
  markVisit(row: number, waitStage: number, serviceStage: number, serviceNs: number, nowNs: number): void {
    const count = this.counts[row];
    if (count > stageEndsMax - 2) {
      this.mark(row, waitStage, nowNs - serviceNs);
      this.mark(row, serviceStage, nowNs);
      return;
    }
    const at = row * stageEndsMax + count;
    this.stages[at] = waitStage;
    this.endsNs[at] = nowNs - serviceNs;
    this.stages[at + 1] = serviceStage;
    this.endsNs[at + 1] = nowNs;
    this.counts[row] = count + 2;
  }

  /** Adds the time that the row spent in each stage to the sums that begin at `from`, a stage after the other. */
  addTo(sums: Float64Array, from: number, row: number): void {
    const { endsNs, stages } = this;
    let reachedNs = this.startsNs[row];
    for (let at = row * stageEndsMax, end = at + this.counts[row]; at < end; at++) {
      sums[from + stages[at]] += endsNs[at] - reachedNs;
      reachedNs = endsNs[at];
    }
  }

  /** In order of time; stages that took none are left out. */
  spansOf(row: number): StageSpan[] {
    const spans: StageSpan[] = [];
    let fromNs = this.startsNs[row];
    for (let at = row * stageEndsMax, end = at + this.counts[row]; at < end; at++) {
      const toNs = this.endsNs[at];
      if (toNs > fromNs) spans.push({ stage: this.stages[at], fromNs, toNs });
      fromNs = toNs;
    }
    return spans;
  }

  /** Writes each mark of the row as its stage and its time, one after the other from `at` on; says how many there were. */
  copyTo(values: Float64Array, at: number, row: number): number {
    const count = this.counts[row];
    for (let mark = 0; mark < count; mark++) {
      values[at + 2 * mark] = this.stages[row * stageEndsMax + mark];
      values[at + 2 * mark + 1] = this.endsNs[row * stageEndsMax + mark];
    }
    return count;
  }

  private grow(): void {
    const rows = Math.max(64, 2 * this.counts.length);
    this.startsNs = grown(this.startsNs, new Float64Array(rows));
    this.counts = grown(this.counts, new Uint8Array(rows));
    this.endsNs = grown(this.endsNs, new Float64Array(rows * stageEndsMax));
    this.stages = grown(this.stages, new Uint8Array(rows * stageEndsMax));
  }
}

function grown<Values extends Float64Array | Uint8Array>(from: Values, into: Values): Values {
  into.set(from);
  return into;
}
