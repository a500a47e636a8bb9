/**
 * Jobs of a plan on all cores: a pool of threads, each of which has read the plan once. A thread that dies, or in which a
 * run breaks down, loses that job alone, which is tried once more on another; what fails twice is told and the rest goes on.
 *
 * Left out: processes in place of threads. Memory that one run takes beyond a thread's bound ends that thread.
 */
import { createRequire } from 'node:module';
import { Piscina } from 'piscina';
import type { SweepPlan } from '../../experiments/sweep/plan.js';

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
  private readonly threads: Piscina;
  private underWay = 0;
  private readonly ends: JobEnd[] = [];
  private wake = () => {};
  private isEnding = false;

  constructor(
    plan: SweepPlan,
    private readonly threadCount: number,
    file = workerFile,
  ) {
    this.threads = new Piscina({
      filename: file,
      workerData: plan,
      minThreads: 1,
      maxThreads: threadCount,
      // A thread that waits for its next job is no thread to be ended: another would compile everything anew.
      idleTimeout: Number.POSITIVE_INFINITY,
      // A run is synchronous: a thread that waited for signals between two would only cost them time.
      atomics: 'disabled',
    });
  }

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
    await this.threads.destroy();
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
        return { number, line: await this.threads.run(number), defect: null };
      } catch (error) {
        const defect = error instanceof Error ? error : new Error(String(error));
        if (tries === triesMax || this.isEnding) return { number, line: null, defect };
      }
    }
  }
}
