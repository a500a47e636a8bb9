/**
 * Where jobs are run. Whoever reads many outcomes knows a Runner and not its place, since a job's outcome is the same
 * wherever it ran: here, one after the other in the caller's own thread.
 */
import type { PreparedJob } from './job.js';
import { JobRun } from './job-run.js';
import type { Outcome } from './outcome.js';
import type { Progress, Work } from './work.js';

export interface Runner extends Work {
  /** Of the jobs that came to their end, in the order of the jobs; one cut short would not compare. */
  readonly outcomes: readonly Outcome[];
  /** The run under way, for whoever must tell where it broke down; null when all have ended. */
  readonly underWay: { readonly seed: number; readonly nowNs: number; readonly events: number } | null;
}

export class InlineRunner implements Runner {
  readonly outcomes: Outcome[];
  private current: JobRun | null;
  private endedNs: number;
  private endedEvents: number;

  constructor(private readonly jobs: readonly PreparedJob[]) {
    this.outcomes = [];
    this.current = new JobRun(jobs[0]);
    this.endedNs = 0;
    this.endedEvents = 0;
  }

  get underWay() {
    if (this.current === null) return null;
    const { scenario, nowNs, events } = this.current.run;
    return { seed: scenario.seed, nowNs, events };
  }

  get progress(): Progress {
    const { share, simulatedNs, events } = this.current?.progress ?? { share: 0, simulatedNs: 0, events: 0 };
    return {
      share: (this.outcomes.length + share) / this.jobs.length,
      simulatedNs: this.endedNs + simulatedNs,
      events: this.endedEvents + events,
    };
  }

  advance(eventsMax = Number.POSITIVE_INFINITY): boolean {
    if (this.current === null) throw new Error('all jobs have run already');
    if (!this.current.advance(eventsMax)) return false;
    const { simulatedNs, events } = this.current.progress;
    this.endedNs += simulatedNs;
    this.endedEvents += events;
    this.outcomes.push(this.current.finish());
    const next = this.jobs.at(this.outcomes.length);
    this.current = next === undefined ? null : new JobRun(next);
    return this.current === null;
  }
}
