/**
 * Jobs of a plan on all cores: a pool of threads, each of which has read the plan once. A thread that dies, or in which a
 * run breaks down, loses that job alone, which is tried once more on another; what fails twice is told and the rest goes on.
 * Where the process of all threads dies, each job under way has lost a try, and another process begins.
 *
 * Left out: a process for each thread. Memory beyond what a process may have ends all runs that are under way.
 */
import { createRequire } from 'node:module';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import { JobProcess } from './job-process.js';

export interface JobEnd {
  readonly number: number;
  /** Its record; null of a job that broke down each time. */
  readonly line: string | null;
  /** What broke it down; null of one that ended. */
  readonly defect: Error | null;
}

const triesMax = 2;
/** A job waits at each thread, so that none is idle while its last result is taken. */
const waitingPerThread = 1;
/** The built file, also where the sources are run as they are. */
const workerFile = createRequire(import.meta.url).resolve('#job-worker');

export class JobPool {
  /** From the first job on. */
  private process: JobProcess | null = null;
  private underWay = 0;
  private readonly ends: JobEnd[] = [];
  private wake = () => {};
  private isEnding = false;

  constructor(
    private readonly plan: SweepPlan,
    private readonly threadCount: number,
    private readonly file = workerFile,
  ) {}

  /** In the order in which they end, until all have or `end` is called. */
  async *run(numbers: Iterable<number>): AsyncGenerator<JobEnd> {
    const rest = numbers[Symbol.iterator]();
    for (;;) {
      this.fill(rest);
      if (this.underWay === 0 || this.isEnding) return;
      // Promise.race with one that lasts as long as the sweep would keep every result that it ever gave.
      if (this.ends.length === 0) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
      for (const end of this.ends.splice(0)) {
        this.underWay--;
        yield end;
      }
    }
  }

  /** What is under way is lost. */
  async end(): Promise<void> {
    this.isEnding = true;
    this.wake();
    await this.process?.end();
  }

  private fill(rest: Iterator<number>): void {
    const atOnce = this.threadCount * (1 + waitingPerThread);
    while (this.underWay < atOnce && !this.isEnding) {
      const { value, done } = rest.next();
      if (done === true) return;
      this.underWay++;
      void this.finish(value);
    }
  }

  private async finish(number: number): Promise<void> {
    this.ends.push(await this.endOf(number));
    this.wake();
  }

  /** Of one job, beside those that `run` may have under way. */
  async endOf(number: number): Promise<JobEnd> {
    for (let tries = 1; ; tries++) {
      try {
        if (this.isEnding) throw new Error('the pool has ended');
        return { number, line: await this.running().run(number), defect: null };
      } catch (error) {
        const defect = error instanceof Error ? error : new Error(String(error));
        if (tries === triesMax || this.isEnding) return { number, line: null, defect };
      }
    }
  }

  private running(): JobProcess {
    if (this.process === null || this.process.isGone) {
      this.process = new JobProcess(this.plan, this.threadCount, this.file);
    }
    return this.process;
  }
}
