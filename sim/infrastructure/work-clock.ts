/**
 * What a machine could have done by a time, in nanoseconds of work at full speed: it goes as time does, slower while faults
 * make the machine slow, and not at all while one stops it. Who queues at the machine reckons in work, which no fault
 * changes; only what it means in time does, from the instant at which a fault begins to the one at which it ends.
 *
 *   work                          ·
 *     |                        ·        3 times slower from a to b, standing still from c to d
 *     |              ·  ·  · ·
 *     |      ·  ·  ·   ·      .
 *     |  ·    .       .   .   .
 *     +·------a-------b---c---d---- time
 *
 * A fault is known with its end when it begins, so a time once told can only become later: by a fault that begins since.
 * Clocks do not change, a fault makes a new one; whoever planned by an old one asks what became of the plan (`Epochs`).
 * Work is whole nanoseconds, rounded down where the speed changes. Left out: speeds above the full one.
 */
import { timeMaxNs } from '../engine/simulation.js';

/** The factor of a machine that does nothing. */
export const standstill = Number.POSITIVE_INFINITY;

interface Slowdown {
  readonly untilNs: number;
  readonly factor: number;
}

/** From a time on, so many nanoseconds for one of work. */
interface Span {
  readonly fromNs: number;
  readonly fromWorkNs: number;
  readonly factor: number;
}

export class WorkClock {
  /** Of a machine that was never slow. */
  static readonly even = new WorkClock([], [{ fromNs: 0, fromWorkNs: 0, factor: 1 }]);

  private constructor(
    private readonly slowdowns: readonly Slowdown[],
    /** From when the last fault began; the last span is at full speed and has no end. */
    private readonly spans: readonly Span[],
  ) {}

  workAt(timeNs: number): number {
    const { fromNs, fromWorkNs, factor } = this.spanAt(timeNs);
    return fromWorkNs + Math.floor((timeNs - fromNs) / factor);
  }

  factorAt(timeNs: number): number {
    return this.spanAt(timeNs).factor;
  }

  /** The first whole nanosecond at which so much is done and the machine is not standing still. */
  timeAt(workNs: number): number {
    const { spans } = this;
    let at = spans.length - 1;
    while (at > 0 && spans[at].fromWorkNs > workNs) at--;
    const { fromNs, fromWorkNs, factor } = spans[at];
    const aheadNs = workNs - fromWorkNs;
    let ns = Math.max(0, Math.floor(aheadNs * factor));
    while (ns < timeMaxNs && Math.floor(ns / factor) < aheadNs) ns++;
    return fromNs + ns;
  }

  /** The clock from now on when one more fault slows the machine; factors of faults that overlap multiply. */
  slowed(nowNs: number, untilNs: number, factor: number): WorkClock {
    const slowdowns = [...this.slowdowns.filter((one) => one.untilNs > nowNs), { untilNs, factor }];
    slowdowns.sort((a, b) => a.untilNs - b.untilNs || a.factor - b.factor);
    const spans: Span[] = [];
    let fromNs = nowNs;
    let fromWorkNs = this.workAt(nowNs);
    for (const [ended, { untilNs: toNs }] of slowdowns.entries()) {
      if (toNs === fromNs) continue;
      const product = slowdowns.slice(ended).reduce((soFar, one) => soFar * one.factor, 1);
      spans.push({ fromNs, fromWorkNs, factor: product });
      fromWorkNs += Math.floor((toNs - fromNs) / product);
      fromNs = toNs;
    }
    spans.push({ fromNs, fromWorkNs, factor: 1 });
    return new WorkClock(slowdowns, spans);
  }

  private spanAt(timeNs: number): Span {
    const { spans } = this;
    let at = spans.length - 1;
    while (at > 0 && spans[at].fromNs > timeNs) at--;
    return spans[at];
  }
}

/** The clocks of one machine: each epoch has one, and begins with a fault or, by the same clock, with a crash. */
export class Epochs {
  private readonly clocks = [WorkClock.even];

  get current(): number {
    return this.clocks.length - 1;
  }

  get clock(): WorkClock {
    return this.clocks[this.current];
  }

  begin(clock: WorkClock): void {
    this.clocks.push(clock);
  }

  /** How much later than planned in `epoch` that comes which was planned for `plannedNs`. */
  lateness(epoch: number, plannedNs: number): number {
    const dueNs = this.clock.timeAt(this.clocks[epoch].workAt(plannedNs));
    return Math.max(0, dueNs - plannedNs);
  }
}
