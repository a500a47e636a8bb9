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
  private readonly underWay = new Map<number, Promise<JobEnd>>();
  private readonly stop = new AbortController();

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
      // A run is synchronous: a thread that waited for signals between two would only cost them time.
      atomics: 'disabled',
    });
  }

  /** In the order in which they end. */
  async *run(numbers: Iterable<number>): AsyncGenerator<JobEnd> {
    const rest = numbers[Symbol.iterator]();
    for (;;) {
      this.fill(rest);
      if (this.underWay.size === 0) return;
      const end = await Promise.race(this.underWay.values());
      this.underWay.delete(end.number);
      yield end;
    }
  }

  /** What is under way is lost. */
  async end(): Promise<void> {
    this.stop.abort();
    await this.threads.destroy();
  }

  private fill(rest: Iterator<number>): void {
    const atOnce = this.threadCount * (1 + waitingPerThread);
    while (this.underWay.size < atOnce) {
      const { value, done } = rest.next();
      if (done === true) return;
      this.underWay.set(value, this.endOf(value));
    }
  }

  private async endOf(number: number): Promise<JobEnd> {
    for (let tries = 1; ; tries++) {
      try {
        return { number, line: await this.threads.run(number, { signal: this.stop.signal }), defect: null };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (tries === triesMax || this.stop.signal.aborted) return { number, line: null, defect: error };
      }
    }
  }
}
