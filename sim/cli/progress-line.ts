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

export class ProgressLine {
  private shownAtMs: number;
  private isShown: boolean;
  /** The pace is measured from `since`, which is a quarter to a half of the way back: what was slow at first is forgotten. */
  private since: Mark;
  private next: Mark;

  constructor(
    private readonly terminal: Terminal,
    private readonly startedAtMs: number,
  ) {
    this.shownAtMs = startedAtMs + silenceMs;
    this.isShown = false;
    this.since = { share: 0, elapsedMs: 0 };
    this.next = this.since;
  }

  update(progress: Progress, nowMs: number): void {
    const { progressColumns } = this.terminal;
    if (progressColumns === null || nowMs < this.shownAtMs) return;
    this.shownAtMs = nowMs + 1000 / updatesPerSecondMax;
    this.isShown = true;
    const elapsedMs = nowMs - this.startedAtMs;
    const text = progressText(progress, elapsedMs, this.leftMs({ share: progress.share, elapsedMs }));
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

/** Such as "42 %, 25.3 s simulated, 8.1 s/s, 1.9 M events/s, 4 s left". */
export function progressText(
  { share, simulatedNs, events }: Progress,
  elapsedMs: number,
  leftMs: number | null,
): string {
  const simulatedS = simulatedNs / 1e9;
  const elapsedS = Math.max(elapsedMs, 1) / 1000;
  const eventsPerSecond = events / elapsedS;
  const speed = eventsPerSecond >= 1e6 ? `${fixed(eventsPerSecond / 1e6)} M` : `${fixed(eventsPerSecond / 1e3)} k`;
  return [
    `${Math.floor(100 * share)} %`,
    `${fixed(simulatedS)} s simulated`,
    `${fixed(simulatedS / elapsedS)} s/s`,
    `${speed} events/s`,
    ...(leftMs === null ? [] : [`${remaining(leftMs / 1000)} left`]),
  ].join(', ');
}

const fixed = (value: number) => value.toFixed(value < 10 ? 1 : 0);

function remaining(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${fixed(seconds / 3600)} h`;
}
