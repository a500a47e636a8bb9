/**
 * What an on-demand table takes of one kind of unit (P22 section 4.5; DG23): at once up to twice its previous
 * peak, a peak being the highest mean over a window. A new peak does not count at once, or the table would double in every
 * window: the limit rises towards twice the new peak on a straight line on which it doubles within the scale time, and
 * then on a steeper one. It never falls. Worked out when consumption is reported; no event is scheduled.
 */
import type { AdmissionParameters } from './admission-parameters.js';

/** The window of a peak slides by a twelfth of itself. */
const parts = 12;

export type OnDemandParameters = Pick<AdmissionParameters, 'onDemandScaleTime' | 'onDemandPeakWindow'>;

export class OnDemandLimit {
  unitsPerSecond: number;
  /** The limit at which the present straight line began. */
  private base: number;
  private target: number;
  private risenAtNs = 0;
  private readonly scaleTimeNs: number;
  private readonly windowNs: number;
  private readonly partNs: number;
  /** Units consumed in each part of the last window, a ring; `part` counts the parts of the run. */
  private readonly units = new Float64Array(parts);
  private part = 0;

  constructor(
    /** What a new table takes at once. */
    startUnitsPerSecond: number,
    parameters: OnDemandParameters,
  ) {
    this.scaleTimeNs = parameters.onDemandScaleTime;
    this.windowNs = parameters.onDemandPeakWindow;
    this.partNs = this.windowNs / parts;
    this.unitsPerSecond = startUnitsPerSecond;
    this.base = startUnitsPerSecond;
    this.target = startUnitsPerSecond;
  }

  /** Routers report units consumed in the last `overNs`; returns the limit from now on. */
  consumed(units: number, overNs: number, nowNs: number): number {
    this.rise(nowNs);
    this.count(units, overNs, nowNs);
    this.target = Math.max(this.target, 2 * this.meanOfWindow());
    return this.unitsPerSecond;
  }

  private rise(nowNs: number): void {
    let leftNs = nowNs - this.risenAtNs;
    this.risenAtNs = nowNs;
    while (leftNs > 0 && this.unitsPerSecond < this.target) {
      const end = Math.min(this.target, 2 * this.base);
      const neededNs = ((end - this.unitsPerSecond) / this.base) * this.scaleTimeNs;
      if (neededNs > leftNs) {
        this.unitsPerSecond += (leftNs / this.scaleTimeNs) * this.base;
        return;
      }
      leftNs -= neededNs;
      this.unitsPerSecond = end;
      this.base = end;
    }
  }

  /** What a report tells of a time longer than a part is spread over it: it may have been held up for long. */
  private count(units: number, overNs: number, nowNs: number): void {
    const { partNs } = this;
    const part = Math.floor(nowNs / partNs);
    for (let passed = Math.max(this.part, part - parts) + 1; passed <= part; passed++) this.units[passed % parts] = 0;
    this.part = part;
    const isLong = overNs > partNs && overNs < Number.POSITIVE_INFINITY;
    const over = isLong ? Math.min(part + 1, overNs / partNs) : 1;
    const touched = Math.min(parts, Math.ceil(over));
    for (let back = 0; back < touched; back++) {
      this.units[(part - back) % parts] += (units * Math.min(1, over - back)) / over;
    }
  }

  /** Units per second in the window that ended with the last report. */
  private meanOfWindow(): number {
    let sum = 0;
    for (let at = 0; at < parts; at++) sum += this.units[at];
    return sum / (this.windowNs / 1e9);
  }
}
