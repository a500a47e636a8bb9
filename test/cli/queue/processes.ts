/** Redis, sweeps and workers as processes, which end with the test whatever happens in it. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Ending, program, startDynamosim } from '../dynamosim.js';
import { type RedisOptions, RedisServer } from './redis-server.js';

export interface Process {
  readonly child: ChildProcess;
  readonly ending: Promise<Ending>;
  /** Of stderr so far. */
  told(): string;
}

export function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}, main = program): Process {
  const { child, ending } = startDynamosim(args, environment, main);
  let told = '';
  child.stderr!.on('data', (text) => {
    told += text;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ending;
  });
  return { child, ending, told: () => told };
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  onTestFinished(() => server.end());
  return server;
}

/** Polls until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, msMax = 60_000): Promise<void> {
  const startedAtMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAtMs > msMax) throw new Error(`waited in vain: ${what}`);
    await setTimeout(10);
  }
}

/** Of the shard that a whole sweep writes: its whole records. */
export function recordsIn(out: string, shard = 'shard-1-of-1.ndjson'): readonly string[] {
  const file = join(out, shard);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1, -1) : [];
}
