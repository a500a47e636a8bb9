/**
 * Workloads of like size that are compared take turns, a part of the work each, in processes of their own. A machine that is
 * shared is half as fast for seconds at a time: where one side runs after the other, that is most of their ratio.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BenchResult } from './bench-result.js';

/** A workload that can be stopped and gone on with. */
export interface Work {
  /** What is not measured, before all else. */
  prepare?(): Promise<void>;
  /** Until so much of it is done, of 1. */
  advanceTo(share: number): void | Promise<void>;
  /** `wallSeconds`: that it took. */
  finish(wallSeconds: number): BenchResult | Promise<BenchResult>;
}

export async function runWhole(work: Work): Promise<BenchResult> {
  await work.prepare?.();
  return work.finish(await timed(() => work.advanceTo(1)));
}

/** The side that works: a turn for each line of its input, each answered by one; the last has ended when this returns. */
export async function workInTurns(work: Work, turns: number): Promise<BenchResult> {
  await work.prepare?.();
  console.log('ready');
  let wallSeconds = 0;
  let turn = 0;
  for await (const _line of createInterface({ input: process.stdin })) {
    turn++;
    wallSeconds += await timed(() => work.advanceTo(turn / turns));
    if (turn === turns) break;
    console.log(turn);
  }
  return work.finish(wallSeconds);
}

/** The side that waits: the last line of each, of programs that work in turns. */
export async function lastLinesInTurns(programs: readonly (readonly string[])[], turns: number): Promise<string[]> {
  const workers = programs.map((args) => {
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return { input: child.stdin, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), last: '' };
  });
  for (const { lines } of workers) await lines.next();
  for (let turn = 0; turn < turns; turn++) {
    // Each goes first as often: who comes next finds the caches full of the other's.
    for (const worker of turn % 2 === 0 ? workers : workers.toReversed()) {
      worker.input.write('\n');
      const { value, done } = await worker.lines.next();
      if (done) throw new Error(`${programs.join(' ')} ended in turn ${turn + 1} of ${turns}`);
      worker.last = value;
    }
  }
  for (const { input } of workers) input.end();
  return workers.map(({ last }) => last);
}

/** In seconds. */
async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1e3;
}
