/**
 * What a queue adds to the jobs of a sweep: the plan that goes through the pool of one thread elsewhere (sweep-jobs.ts) goes
 * through a Redis of its own and a worker process with one thread, up to the record that the sweep takes. The difference
 * of the times is what the queue costs a job, on the processors that all of them share.
 *
 * Left out: how the sweep keeps a record, which is the same for both.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { redisAddressOf } from '../../sim/cli/queue/redis/redis-address.js';
import { RedisConnection } from '../../sim/cli/queue/redis/redis-connection.js';
import { QueuedJobs } from '../../sim/cli/queue/sweep/queued-jobs.js';
import { Terminal } from '../../sim/cli/terminal.js';
import { jobCount, type SweepPlan } from '../../sim/experiments/sweep/plan.js';
import { RedisServer } from '../cli/queue/redis-server.js';
import { type BenchResult, noLatency } from './bench-result.js';

/** Of the build, also where the sources are run as they are. */
const program = fileURLToPath(import.meta.resolve('#job-worker')).replace(/sweep\/job-worker\.js$/, 'main.js');

/** After `warmJobs` of the plan. */
export async function runOverQueue(
  name: string,
  plan: SweepPlan,
  threads: number,
  warmJobs: number,
): Promise<BenchResult> {
  const redis = await RedisServer.start();
  const words = ['worker', '--queue', redis.url, '--threads', `${threads}`];
  const worker = spawn(process.execPath, [program, ...words], { stdio: 'ignore' });
  const terminal = new Terminal(process.stdout, process.stderr, {});
  const connection = await RedisConnection.open(redisAddressOf(redis.url, {}), terminal);
  const jobs = new QueuedJobs(connection, plan, { done: new Set(), path: 'memory' });
  try {
    let ended = 0;
    let startedAtMs = performance.now();
    for await (const { line, defect } of jobs.run(Array.from({ length: jobCount(plan) }, (_, at) => at + 1))) {
      if (line === null) throw defect!;
      if (++ended === warmJobs) startedAtMs = performance.now();
    }
    const wallSeconds = (performance.now() - startedAtMs) / 1e3;
    return { ...noLatency, name, requests: ended - warmJobs, events: 0, wallSeconds, digest: null };
  } finally {
    await jobs.end();
    worker.kill('SIGKILL');
    await redis.end();
  }
}
