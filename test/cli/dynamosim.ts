/** Runs the built command line as a user would, in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const program = fileURLToPath(new URL('../../dist/sim/cli/main.js', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const outputMax = 1 << 26;

export const fixture = (name: string) => join(fixtures, `${name}.yaml`);

/** A folder that lives as long as the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dynamosim-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function dynamosim(args: readonly string[], folder?: string, mainScript = program): Ending {
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainScript, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: outputMax,
    // A command that waits for somebody shall fail its test.
    timeout: 120_000,
  });
  return { code: status, stdout, stderr };
}

/** The same without waiting for its end. */
export function startDynamosim(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  mainScript = program,
): { child: ChildProcess; ending: Promise<Ending> } {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [mainScript, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    written.stderr += text;
  });
  const ending = new Promise<Ending>((resolve) => {
    child.on('close', (code) => resolve({ code, ...written }));
  });
  return { child, ending };
}

/** Ends a command with a signal at each of some moments, which fixtures/raise.mjs names. */
export function interrupted(args: readonly string[], signal: string, ...moments: readonly string[]): Promise<Ending> {
  const raise = join(fixtures, 'raise.mjs');
  return startDynamosim(args, { NODE_OPTIONS: `--import ${raise}`, RAISE: [signal, ...moments].join(' ') }).ending;
}
