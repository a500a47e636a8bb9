/** A job on its way to its outcome, in steps; the one place that turns the first into the second. */
import type { Run, RunOptions } from '../run.js';
import { version } from '../version.js';
import { type Job, type PreparedJob, prepareJob } from './job.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { RunExperiment } from './run-experiment.js';
import type { Progress, Work } from './work.js';

export class JobRun implements Work {
  private readonly job: Job;
  private readonly experiment: RunExperiment;

  constructor({ job, scenario }: PreparedJob, options: RunOptions = {}) {
    if (job.dynamosim !== version) throw new Error(`a job of dynamosim ${job.dynamosim} was given to ${version}`);
    this.job = job;
    this.experiment = new RunExperiment(scenario, options);
  }

  /** The run under way, where a recorder may listen; a scenario that asks for isolation makes two. */
  get run(): Run {
    return this.experiment.run;
  }

  get progress(): Progress {
    return this.experiment.progress;
  }

  advance(eventsMax = Number.POSITIVE_INFINITY): boolean {
    return this.experiment.advance(eventsMax);
  }

  /** The outcome, also of a job that was stopped on its way: its result says so. Call it once. */
  finish(): Outcome {
    return outcomeOf(this.job, this.experiment.end());
  }
}

/** The whole job at once. Throws ScenarioError. */
export function runJob(job: Job, options: RunOptions = {}): Outcome {
  const running = new JobRun(prepareJob(job), options);
  while (!running.advance());
  return running.finish();
}
