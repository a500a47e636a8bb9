/**
 * Where requests spend their time: a row of stage totals a request, and a mark up to which its time has been accounted.
 * Every instant of a request belongs to exactly one stage, so that the stages of a row sum to its latency.
 */
export class StageTimes {
  /** Row after row, `stages` totals in nanoseconds each. */
  private totalsNs = new Float64Array(0);
  private marksNs = new Float64Array(0);

  constructor(readonly stages: number) {}

  /** Begins a row anew. */
  open(row: number, nowNs: number): void {
    while (row >= this.marksNs.length) this.grow();
    this.marksNs[row] = nowNs;
    const { totalsNs, stages } = this;
    // A loop, because fill() on a dozen elements costs several times as much.
    for (let at = row * stages, end = at + stages; at < end; at++) totalsNs[at] = 0;
  }

  /** The time since the mark belongs to `stage`. */
  mark(row: number, stage: number, nowNs: number): void {
    this.totalsNs[row * this.stages + stage] += nowNs - this.marksNs[row];
    this.marksNs[row] = nowNs;
  }

  /** The time since the mark was a visit to a station: `serviceNs` of service, the rest waiting. */
  markVisit(row: number, waitStage: number, serviceStage: number, serviceNs: number, nowNs: number): void {
    const from = row * this.stages;
    const waitNs = nowNs - this.marksNs[row] - serviceNs;
    this.totalsNs[from + waitStage] += waitNs;
    this.totalsNs[from + serviceStage] += serviceNs;
    this.marksNs[row] = nowNs;
  }

  total(row: number, stage: number): number {
    return this.totalsNs[row * this.stages + stage];
  }

  private grow(): void {
    const capacity = Math.max(64, 2 * this.marksNs.length);
    const totalsNs = new Float64Array(capacity * this.stages);
    totalsNs.set(this.totalsNs);
    const marksNs = new Float64Array(capacity);
    marksNs.set(this.marksNs);
    this.totalsNs = totalsNs;
    this.marksNs = marksNs;
  }
}
