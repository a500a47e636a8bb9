/**
 * The line that long runs show on a terminal: how far the virtual clock is, how fast it goes, how long it will take.
 * Begins after a moment, so that short runs never show it, and clears itself.
 */
import type { Progress } from '../experiments/work.js';
import type { Terminal } from './terminal.js';

const updatesPerSecondMax = 4;
const silenceMs = 500;
/** Before, a pace is mostly that of a program that is being compiled. */
const estimateAfterMs = 3000;

/** How far the work was at a moment. */
interface Mark {
  readonly share: number;
  readonly elapsedMs: number;
}

/** Words of how far and how fast, after so long; the line says itself what share is done and how long the rest will take. */
type InWords<P> = (progress: P, elapsedMs: number) => readonly string[];

export class ProgressLine<P extends { readonly share: number } = Progress> {
  private shownAtMs: number;
  private isShown: boolean;
  /** The pace is measured from `since`, which is a quarter to a half of the way back: what was slow at first is forgotten. */
  private since: Mark;
  private next: Mark;

  constructor(
    private readonly terminal: Terminal,
    private readonly startedAtMs: number,
    private readonly inWords: InWords<P>,
  ) {
    this.shownAtMs = startedAtMs + silenceMs;
    this.isShown = false;
    this.since = { share: 0, elapsedMs: 0 };
    this.next = this.since;
  }

  update(progress: P, nowMs: number): void {
    const { progressColumns } = this.terminal;
    if (progressColumns === null || nowMs < this.shownAtMs) return;
    this.shownAtMs = nowMs + 1000 / updatesPerSecondMax;
    this.isShown = true;
    const elapsedMs = nowMs - this.startedAtMs;
    const leftMs = this.leftMs({ share: progress.share, elapsedMs });
    const text = [
      `${Math.floor(100 * progress.share)} %`,
      ...this.inWords(progress, elapsedMs),
      ...(leftMs === null ? [] : [`${remaining(leftMs / 1000)} left`]),
    ].join(', ');
    this.terminal.replaceLine(text.slice(0, progressColumns - 1));
  }

  /** Null while no estimate is worth something. */
  private leftMs(now: Mark): number | null {
    if (now.elapsedMs >= 2 * this.next.elapsedMs) {
      this.since = this.next;
      this.next = now;
    }
    const done = now.share - this.since.share;
    if (now.elapsedMs < estimateAfterMs || done <= 0) return null;
    return ((1 - now.share) * (now.elapsedMs - this.since.elapsedMs)) / done;
  }

  clear(): void {
    if (this.isShown) this.terminal.replaceLine('');
    this.isShown = false;
  }
}

/** Of a run: such as "25.3 s simulated", "8.1 s/s", "1.9 M events/s". */
export function runInWords({ simulatedNs, events }: Progress, elapsedMs: number): readonly string[] {
  const simulatedS = simulatedNs / 1e9;
  const elapsedS = Math.max(elapsedMs, 1) / 1000;
  const eventsPerSecond = events / elapsedS;
  const speed = eventsPerSecond >= 1e6 ? `${fixed(eventsPerSecond / 1e6)} M` : `${fixed(eventsPerSecond / 1e3)} k`;
  return [`${fixed(simulatedS)} s simulated`, `${fixed(simulatedS / elapsedS)} s/s`, `${speed} events/s`];
}

export interface JobProgress {
  readonly share: number;
  readonly done: number;
  readonly of: number;
}

/** Of many runs: such as "84 of 200 jobs", "3.1 jobs/s"; jobs that ended before it began are not of its speed. */
export function jobsInWords(doneBefore: number): InWords<JobProgress> {
  return ({ done, of }, elapsedMs) => {
    const perSecond = (done - doneBefore) / (Math.max(elapsedMs, 1) / 1000);
    return [`${done} of ${of} jobs`, `${fixed(perSecond)} jobs/s`];
  };
}

const fixed = (value: number) => value.toFixed(value < 10 ? 1 : 0);

function remaining(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${fixed(seconds / 3600)} h`;
}
