/**
 * Runs numbers of a plan, in rounds of which a later one may depend on what came of those before, and keeps each record as it
 * comes. It ends when all have ended, by Ctrl-C, when its time is over, or when more jobs broke down than are to be put up with.
 */
import { digestOfPlan, jobAt, type SweepPlan } from '../../experiments/sweep/plan.js';
import { Interruption } from '../interruption.js';
import { jobsInWords, ProgressLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';
import { jobCommand } from './job-command.js';
import type { JobEnd } from './job-pool.js';

/** Whoever has jobs run, here or elsewhere. */
export interface JobSource {
  /** In the order in which they end, until all have or `end` is called. */
  run(numbers: Iterable<number>): AsyncGenerator<JobEnd>;
  /** Called once or more. What is under way is lost, and nothing of it is left behind. */
  end(): Promise<void>;
}

export interface JobsToRun {
  readonly plan: SweepPlan;
  /** What the user called each scenario. */
  readonly written: readonly string[];
  /** Each begins when all of the one before have ended and been kept. */
  readonly rounds: Iterable<readonly number[]>;
  /** As many as may come in all rounds. */
  readonly most: number;
  /** Ended before. */
  readonly doneBefore: number;
  readonly source: JobSource;
  /** Null where nothing but the end of the work ends it. */
  readonly forMs: number | null;
  /** Jobs that may break down before the rest is given up. */
  readonly defectsMax: number;
  keep(number: number, line: string): void;
}

export interface JobsEnding {
  readonly how: 'done' | 'interrupted' | 'out of time' | 'given up';
  readonly ended: number;
  /** Numbers of the jobs that broke down. */
  readonly defects: readonly number[];
}

/** Of a long list a terminal shows the first. */
const defectsToldMax = 20;

export async function runJobs(jobs: JobsToRun, terminal: Terminal): Promise<JobsEnding> {
  const { source, rounds, most, doneBefore, forMs, defectsMax } = jobs;
  const interruption = new Interruption();
  const startedAtMs = performance.now();
  const line = new ProgressLine(terminal, startedAtMs, jobsInWords(doneBefore));
  const defects: number[] = [];
  let ended = 0;
  let stopped: 'interrupted' | 'out of time' | null = null;
  const stop = (why: 'interrupted' | 'out of time') => {
    stopped ??= why;
    void source.end();
  };
  void interruption.heard.then(() => stop('interrupted'));
  const timer = forMs === null ? undefined : setTimeout(stop, forMs, 'out of time');
  try {
    for await (const end of endsOf(source, rounds, () => stopped !== null)) {
      if (stopped !== null) break;
      ended++;
      if (end.line !== null) jobs.keep(end.number, end.line);
      if (end.defect !== null) {
        defects.push(end.number);
        line.clear();
        if (defects.length <= defectsToldMax) terminal.tell(defectLines(jobs, end));
        if (defects.length > defectsMax) return { how: 'given up', ended, defects };
      }
      const done = doneBefore + ended;
      const of = doneBefore + most;
      line.update({ share: done / of, done, of }, performance.now());
    }
    return { how: stopped ?? 'done', ended, defects };
  } finally {
    line.clear();
    interruption.stopListening();
    clearTimeout(timer);
    await source.end();
  }
}

async function* endsOf(
  source: JobSource,
  rounds: JobsToRun['rounds'],
  isStopped: () => boolean,
): AsyncGenerator<JobEnd> {
  for (const numbers of rounds) {
    yield* source.run(numbers);
    // What a further round depends on is not there.
    if (isStopped()) return;
  }
}

type JobsOfPlan = Pick<JobsToRun, 'plan' | 'written'>;

export function defectLines({ plan, written }: JobsOfPlan, { number, defect }: JobEnd): string[] {
  const job = jobAt(plan, number);
  return [
    `dynamosim: job ${number} broke down twice: ${defect!.message}`,
    `  plan       ${digestOfPlan(plan)}`,
    `  reproduce  ${jobCommand(plan, written, job)}`,
  ];
}
