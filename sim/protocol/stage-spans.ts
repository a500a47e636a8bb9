/**
 * Stage times that also remember when each stage was: the spans of an attempt, end to end from its start. In place of the
 * plain stage times only where a run keeps exemplars, so that others pay nothing. An attempt has few spans: the router's
 * retries and redirects are bounded.
 */
import { StageTimes } from './stage-times.js';

export interface StageSpan {
  readonly stage: number;
  readonly fromNs: number;
  readonly toNs: number;
}

export class StageSpans extends StageTimes {
  /** By row: its start, then stage and end of each span. */
  private readonly log: number[][] = [];

  override open(row: number, nowNs: number): void {
    super.open(row, nowNs);
    while (this.log.length <= row) this.log.push([]);
    this.log[row] = [nowNs];
  }

  override mark(row: number, stage: number, nowNs: number): void {
    super.mark(row, stage, nowNs);
    this.log[row].push(stage, nowNs);
  }

  override markVisit(row: number, waitStage: number, serviceStage: number, serviceNs: number, nowNs: number): void {
    super.markVisit(row, waitStage, serviceStage, serviceNs, nowNs);
    this.log[row].push(waitStage, nowNs - serviceNs, serviceStage, nowNs);
  }

  /** In order of time; stages that took no time are left out. */
  spansOf(row: number): StageSpan[] {
    const [startNs, ...ends] = this.log[row];
    const spans: StageSpan[] = [];
    let fromNs = startNs;
    for (let at = 0; at < ends.length; at += 2) {
      const [stage, toNs] = [ends[at], ends[at + 1]];
      if (toNs !== fromNs) spans.push({ stage, fromNs, toNs });
      fromNs = toNs;
    }
    return spans;
  }
}
