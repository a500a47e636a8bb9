/**
 * The line that long runs show on a terminal: how far the virtual clock is, how fast it goes, how long it will take.
 * Begins after a moment, so that short runs never show it, and clears itself.
 */
import type { Progress } from '../experiments/work.js';
import type { Terminal } from './terminal.js';

const updatesPerSecondMax = 4;
const silenceMs = 500;

export class ProgressLine {
  private shownAtMs: number;
  private isShown: boolean;

  constructor(
    private readonly terminal: Terminal,
    private readonly startedAtMs: number,
  ) {
    this.shownAtMs = startedAtMs + silenceMs;
    this.isShown = false;
  }

  update(progress: Progress, nowMs: number): void {
    const { progressColumns } = this.terminal;
    if (progressColumns === null || nowMs < this.shownAtMs) return;
    this.shownAtMs = nowMs + 1000 / updatesPerSecondMax;
    this.isShown = true;
    this.terminal.replaceLine(progressText(progress, nowMs - this.startedAtMs).slice(0, progressColumns - 1));
  }

  clear(): void {
    if (this.isShown) this.terminal.replaceLine('');
    this.isShown = false;
  }
}

/** Such as "42 %, 25.3 s simulated, 8.1 s/s, 1.9 M events/s, 4 s left". */
export function progressText({ share, simulatedNs, events }: Progress, elapsedMs: number): string {
  const simulatedS = simulatedNs / 1e9;
  const elapsedS = Math.max(elapsedMs, 1) / 1000;
  const eventsPerSecond = events / elapsedS;
  const speed = eventsPerSecond >= 1e6 ? `${fixed(eventsPerSecond / 1e6)} M` : `${fixed(eventsPerSecond / 1e3)} k`;
  const left = share > 0 ? `${remaining((elapsedS / share) * (1 - share))} left` : '';
  return [
    `${Math.floor(100 * share)} %`,
    `${fixed(simulatedS)} s simulated`,
    `${fixed(simulatedS / elapsedS)} s/s`,
    `${speed} events/s`,
    left,
  ].join(', ');
}

const fixed = (value: number) => value.toFixed(value < 10 ? 1 : 0);

function remaining(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${fixed(seconds / 3600)} h`;
}
