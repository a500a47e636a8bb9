/**
 * The program of a pool's process: threads, each of which has read the plan once. First comes the plan, then what is asked,
 * each answered by what became of it. It lives as long as the process that forked it, which decides when to stop: a signal
 * to the whole group of processes does not end it.
 */
import { Piscina } from 'piscina';
import type { SweepPlan } from '../../experiments/sweep/plan.js';

/** A job by its number; `ask` is told back, for a number may be under way twice. */
export interface Asked {
  readonly ask: number;
  readonly number: number;
}

export interface Answered {
  readonly ask: number;
  /** What the worker returned; null where it broke down. */
  readonly line: string | null;
  readonly defect: Error | null;
}

const [file, threadCount] = process.argv.slice(2);

process.once('message', (plan: SweepPlan) => {
  const threads = new Piscina({
    filename: file!,
    workerData: plan,
    minThreads: 1,
    maxThreads: Number(threadCount),
    // A thread that waits for its next job is no thread to be ended: another would compile everything anew.
    idleTimeout: Number.POSITIVE_INFINITY,
    // A run is synchronous: a thread that waited for signals between two would only cost them time.
    atomics: 'disabled',
  });
  process.on('message', async ({ ask, number }: Asked) => answer(await endOf(threads, ask, number)));
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.once('disconnect', () => process.exit());

async function endOf(threads: Piscina, ask: number, number: number): Promise<Answered> {
  try {
    return { ask, line: await threads.run(number), defect: null };
  } catch (error) {
    return { ask, line: null, defect: error instanceof Error ? error : new Error(String(error)) };
  }
}

function answer(end: Answered): void {
  // Whoever asked may be gone by now; then so is this process, in a moment.
  process.send!(end, () => {});
}
