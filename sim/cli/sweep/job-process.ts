/**
 * A pool's threads in a process of their own, seen from the process that asks. V8 cannot be told after its start to collect
 * and compile in the thread that needs it. By default it has threads of its own for that; where every core has a run, they
 * take the cores from other runs, and a run that waits for them waits for a core: with two threads on two cores, a job of
 * 70 ms takes 62 ms without them.
 *
 * Left out: a bound of its memory. What takes too much ends the process, and with it what was under way in all threads.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import type { Answered, Asked } from './job-threads.js';

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (defect: Error) => void;
}

/** The built file, also where the sources are run as they are. */
const program = createRequire(import.meta.url).resolve('#job-threads');

export class JobProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private asks = 0;
  private hasEnded = false;

  constructor(plan: SweepPlan, threadCount: number, workerFile: string) {
    this.child = fork(program, [workerFile, `${threadCount}`], {
      execArgv: [...process.execArgv, '--single-threaded'],
      // Errors keep what they are.
      serialization: 'advanced',
    });
    this.child.on('message', (end: Answered) => this.take(end));
    this.child.once('error', ({ message }) => this.lose(message));
    this.child.once('exit', (code, signal) => this.lose(signal ?? `exit code ${code}`));
    this.tell(plan);
    this.holdWhileWaited();
  }

  /** It has died, and so will whatever is asked. */
  get isGone(): boolean {
    return this.hasEnded;
  }

  /** What the worker returns for a job; rejects with what broke it down. */
  run(number: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const ask = this.asks++;
      this.waiting.set(ask, { resolve, reject });
      this.holdWhileWaited();
      this.tell({ ask, number } satisfies Asked);
    });
  }

  /** What is under way is lost. */
  async end(): Promise<void> {
    if (this.hasEnded) return;
    const exit = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.ref();
    this.child.kill('SIGKILL');
    await exit;
  }

  private tell(what: SweepPlan | Asked): void {
    this.child.send(what, (error) => {
      if (error !== null) this.lose(error.message);
    });
  }

  private take({ ask, line, defect }: Answered): void {
    const waiting = this.waiting.get(ask);
    // An answer may arrive after the exit of who sent it: its job counts as lost by then, and is run anew.
    if (waiting === undefined) return;
    this.waiting.delete(ask);
    this.holdWhileWaited();
    if (line === null) waiting.reject(defect!);
    else waiting.resolve(line);
  }

  private lose(why: string): void {
    this.hasEnded = true;
    this.child.kill('SIGKILL');
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(new Error(`the process of its thread ended: ${why}`));
  }

  /** A process with nothing to do does not keep this one alive. */
  private holdWhileWaited(): void {
    const held = this.waiting.size > 0 ? 'ref' : 'unref';
    this.child[held]();
    this.child.channel?.[held]();
  }
}
