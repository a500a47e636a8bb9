/**
 * Accepted mutants, run in a process that is watched: none may break, take longer than it should, or eat the memory. One
 * that does is ended, told by its number and text, and the next one begins in a new process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sampleOf } from '../sampling.js';
import { anyMutant } from './any-mutant.js';
import type { Attack } from './finding.js';
import type { MutantReport } from './mutant-worker.js';
import { built } from './program.js';

const worker = fileURLToPath(new URL('test/attack/mutant-worker.js', built));
/** Of processor time, where the system tells it, since others may want the machine, too. */
const secondsMax = 30;
export const memoryMaxMiB = 1024;
/** A new process now and then, so that no mutant is blamed for the memory of all before it. */
const mutantsPerProcess = 500;
const looksPerSecond = 5;
const stackLines = 4;
/** Clock ticks, in which Linux counts processor time. */
const ticksPerSecond = 100;
const bytesPerPage = 4096;

export interface MutantOptions {
  readonly seed: number;
  /** How many are to be accepted. */
  readonly accepted: number;
  /** Of progress and of each finding at once, since it takes hours. */
  readonly tell: (line: string) => void;
}

export async function attackWithMutants({ seed, accepted, tell }: MutantOptions): Promise<Attack> {
  const findings: string[] = [];
  let number = 0;
  let ran = 0;
  while (ran < accepted) {
    const ending = await watch(seed, number, accepted - ran);
    ran += ending.ran;
    number = ending.next;
    for (const { of, problem } of ending.problems) {
      findings.push(`mutant ${of}: ${problem}\n    ${sampleOf(anyMutant, seed, of)}`);
      tell(findings[findings.length - 1]);
    }
    tell(`${ran} mutants, ${findings.length} findings`);
  }
  return { name: `accepted mutants, of ${number} drawn,`, tried: ran, findings };
}

interface Ending {
  /** Those that were accepted, the ones with a problem included. */
  readonly ran: number;
  readonly next: number;
  readonly problems: readonly { readonly of: number; readonly problem: string }[];
}

function watch(seed: number, from: number, accepted: number): Promise<Ending> {
  const child = fork(worker, [String(seed), String(from)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const problems: { of: number; problem: string }[] = [];
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  let ran = 0;
  let current = from;
  let isDone = false;
  let startedAtS = secondsOf(child);
  const give = (problem: string) => {
    if (isDone) return;
    isDone = true;
    ran++;
    problems.push({ of: current, problem });
    child.kill('SIGKILL');
  };
  const timer = setInterval(() => {
    const seconds = secondsOf(child) - startedAtS;
    const memoryMiB = memoryOf(child);
    if (memoryMiB > memoryMaxMiB) give(`uses ${Math.round(memoryMiB)} MiB`);
    else if (seconds > secondsMax) give(`takes more than ${secondsMax} s`);
  }, 1000 / looksPerSecond);
  child.on('message', ({ number, outcome, stack }: MutantReport) => {
    if (isDone) return;
    current = number;
    if (outcome === 'begins') startedAtS = secondsOf(child);
    if (outcome === 'broke')
      problems.push({ of: number, problem: String(stack).split('\n').slice(0, stackLines).join('\n    ') });
    if (outcome === 'broke' || outcome === 'ran') ran++;
    const isLast = outcome !== 'begins' && (ran === accepted || number - from >= mutantsPerProcess);
    if (!isLast) return;
    isDone = true;
    child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(timer);
      give(`ended the process with ${code ?? signal}: ${words}`);
      resolve({ ran, next: current + 1, problems });
    });
  });
}

/** Processor time of the process so far, or the time of the clock where the system does not tell. */
function secondsOf({ pid }: ChildProcess): number {
  const stat = procFile(pid, 'stat');
  if (stat === null) return performance.now() / 1000;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident, or 0 where the system does not tell: the bound then is V8's. */
function memoryOf({ pid }: ChildProcess): number {
  const statm = procFile(pid, 'statm');
  return statm === null ? 0 : (Number(statm.split(' ')[1]) * bytesPerPage) / 2 ** 20;
}

function procFile(pid: number | undefined, name: string): string | null {
  const path = `/proc/${pid}/${name}`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  } catch {
    // It has ended in between.
    return null;
  }
}
