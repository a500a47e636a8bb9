/** The built program in a process of its own, which may be made to fail, and is killed when it takes too long. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FaultKind } from './fault-injection.js';

/** Where it is built, from where this was built or is tested. */
export const built = new URL(import.meta.url.includes('/dist/') ? '../../' : '../../dist/', import.meta.url);
const program = fileURLToPath(new URL('sim/cli/main.js', built));
export const writer = fileURLToPath(new URL('test/attack/writer.js', built));
const faultInjection = new URL('test/attack/fault-injection.js', built).href;
const patienceMs = 120_000;

export interface Fault {
  readonly kind: FaultKind;
  /** Number of the change to the file system, from 1; 0 for none. */
  readonly at: number;
  /** Where the number of changes goes. */
  readonly log?: string;
}

export interface Killing {
  /** After the start, or after the first words on stdout. */
  readonly after: 'start' | 'words';
  readonly ms: number;
}

export interface ProgramOptions {
  /** In place of the command line. */
  readonly script?: string;
  readonly folder?: string;
  readonly fault?: Fault;
  readonly killing?: Killing;
}

export interface ProgramEnding {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly isTooSlow: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export function runProgram(
  args: readonly string[],
  { script = program, folder, fault, killing }: ProgramOptions = {},
): Promise<ProgramEnding> {
  const preloaded = fault === undefined ? [] : ['--import', faultInjection];
  const env = fault === undefined ? process.env : { ...process.env, ...environmentOf(fault) };
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [...preloaded, script, ...args], {
    ...(folder === undefined ? {} : { cwd: folder }),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isTooSlow = false;
  const written = { stdout: '', stderr: '' };
  const kill = () => child.kill('SIGKILL');
  const timers = [
    setTimeout(() => {
      isTooSlow = true;
      kill();
    }, patienceMs),
  ];
  if (killing?.after === 'start') timers.push(setTimeout(kill, killing.ms));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (written.stdout === '' && killing?.after === 'words') timers.push(setTimeout(kill, killing.ms));
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, isTooSlow, ...written, ms: performance.now() - startedAtMs });
    });
  });
}

function environmentOf({ kind, at, log }: Fault): Record<string, string> {
  return { FAULT_KIND: kind, FAULT_AT: String(at), ...(log === undefined ? {} : { FAULT_LOG: log }) };
}
