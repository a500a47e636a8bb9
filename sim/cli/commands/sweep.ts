/** `sweep`: scenarios under many settings and seeds, on all cores or as one shard of several, and what came of all. */
import { sweepScenariosMax } from '../../experiments/sweep/limits.js';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Shard } from '../files/shard-reader.js';
import type { RedisAddress } from '../queue/redis/redis-address.js';
import { minShareOf, minShareOption } from '../sweep/min-share.js';
import type { PlannedSweep } from '../sweep/plan-words.js';
import type { JobsEnding } from '../sweep/run-jobs.js';
import type { Terminal } from '../terminal.js';

export const sweepCommand: Command = {
  name: 'sweep',
  usage:
    'sweep SCENARIO... [--seeds 1..100 | --seed N] [--vary path=a,b,c]... [--zip] [--set path=value]... [--duration D] ' +
    '[--metric M]... [--until p99:2%] [--list] [--out DIR] [--shard i/n | --queue redis://... | --threads N] [--for 20m] ' +
    '[--fail-fast | --keep-going N] ' +
    '[--min-share 95%] [--format text|json]',
  summary:
    'Run scenarios under every combination of settings, each on every seed, on all cores: a row for each setting, with ' +
    'means and their intervals. The same command goes on where a stopped one ended. With --shard it runs a part of them, ' +
    'which `merge` puts together. Exit code 1: a setting missed an objective, or violated a property',
  operands: { min: 1, max: sweepScenariosMax },
  options: {
    seed: { describe: 'seed of all random streams, in place of the one in the file' },
    seeds: { describe: 'run on each of these seeds, such as 1..100 or 1,2,3: intervals come from them' },
    vary: { describe: 'path=a,b,c: run with each value; given again, with every combination', isRepeatable: true },
    zip: { describe: 'vary several settings together, the first values of all, then the second', isFlag: true },
    set: { describe: 'replace a value of the file in all runs; may be given again', isRepeatable: true },
    duration: { describe: 'virtual time, such as 90s or 10m, in place of the one in the file' },
    metric: { describe: 'one more column: a metric as `expect:` names it; may be given again', isRepeatable: true },
    until: {
      describe:
        'METRIC:2%: run only as many of the seeds as it takes until half of the 95 % interval of its mean is 2 % of it; p99, ' +
        'p99.9, p50 or mean alone stand for the most frequent operation of each tenant',
    },
    list: { describe: 'print the numbered jobs and the digest of the plan, and run nothing', isFlag: true },
    out: {
      describe:
        'directory for the records and, at the end, sweep.html, sweep.json, sweep.csv, sweep.parquet and junit.xml',
    },
    shard: { describe: 'i/n: run every n-th job from the i-th on; /n takes i from an array of jobs' },
    queue: {
      describe:
        'redis://..., or env for the address in DYNAMOSIM_REDIS_URL: let `dynamosim worker` run the jobs, anywhere',
    },
    threads: { describe: 'runs at the same time (default: one a core)' },
    for: { describe: 'stop after this time of the clock, such as 20m' },
    'fail-fast': { describe: 'stop at the first job that breaks down', isFlag: true },
    'keep-going': { describe: 'stop when more than so many jobs broke down (default: never)' },
    'min-share': minShareOption,
    format: { describe: 'text, the table (default), or json, all of it', choices: ['text', 'json'] },
  },
  example: [
    "sweep leader-crash --seeds 1..20 --vary 'parameters.replication.lease=1s,2s,4s' --out runs/leases",
    'sixty runs, a row a lease, with files in runs/leases',
  ],
  check: prepare,
  execute,
};

interface Prepared extends PlannedSweep {
  readonly shard: Shard | null;
  /** Null where this process runs the jobs itself. */
  readonly queue: RedisAddress | null;
  readonly threads: number;
  readonly forMs: number | null;
  readonly defectsMax: number;
}

async function prepare(words: CommandWords): Promise<Prepared> {
  const { options } = words;
  const { takeAll } = await import('../mistakes.js');
  const { plannedSweep } = await import('../sweep/plan-words.js');
  const { judgeOut, limitsOf } = await import('../sweep/limit-words.js');
  const { shardOf } = await import('../sweep/shard-words.js');
  const { queueOf } = await import('../queue/sweep/queue-words.js');
  let planned: PlannedSweep | null = null;
  let shard: Shard | null = null;
  let limits: ReturnType<typeof limitsOf> | null = null;
  let queue: RedisAddress | null = null;
  await takeAll(
    async () => {
      planned = await plannedSweep(words);
    },
    () => {
      limits = limitsOf(options);
    },
    () => minShareOf(options),
    () => {
      queue = queueOf(options, process.env);
    },
    () => {
      // The list is of the whole plan, and a queue serves it, also where an array of jobs would run a part.
      if (options.list === undefined && options.queue === undefined) shard = shardOf(options.shard?.[0], process.env);
    },
    () => planned && judgeOut(options, planned.plan, shard),
  );
  return { ...planned!, ...limits!, shard, queue };
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options } = words;
  const prepared = await prepare(words);
  const { plan, warnings } = prepared;
  const { warningLines } = await import('../../scenario/reading/problem.js');
  terminal.tell(warningLines(warnings));
  if (options.list !== undefined) {
    const { planLines } = await import('../sweep/plan-list.js');
    terminal.print(planLines(plan));
    return exitCode.met;
  }
  const { orTwoOutcomes } = await import('../sweep/merged-sweep.js');
  return orTwoOutcomes(terminal, () => sweep(prepared, words, terminal));
}

async function sweep(prepared: Prepared, words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options } = words;
  const { plan } = prepared;
  const { memoryRecords, shardStore } = await import('../sweep/record-store.js');
  const { runJobs } = await import('../sweep/run-jobs.js');
  const { roundsUntil } = await import('../sweep/job-rounds.js');
  const { numbersOf, wholeShard } = await import('../files/shard-reader.js');
  const { jobCount } = await import('../../experiments/sweep/plan.js');
  const { openJobs } = await import('../queue/sweep/job-source.js');
  const shard = prepared.shard ?? wholeShard;
  const makeStore = () =>
    options.out ? shardStore(options.out[0], plan, shard, prepared.shard !== null) : memoryRecords();
  const { store, source } = await openJobs(prepared, makeStore, terminal);
  const all = [...numbersOf(shard, jobCount(plan))];
  const numbers = all.filter((number) => !store.done.has(number));
  const doneBefore = all.length - numbers.length;
  if (doneBefore > 0) terminal.tell(`dynamosim: ${doneBefore} of ${all.length} jobs had ended before`);
  const most = numbers.length;
  const rounds = plan.until === undefined ? [numbers] : roundsUntil(plan, store.done, store.readSoFar);
  const ending = await runJobs({ ...prepared, source, rounds, most, doneBefore, keep: store.keep }, terminal);
  store.endRunning();
  const code = tellEnding(ending, doneBefore + ending.ended, all.length, terminal);
  if (prepared.shard !== null) {
    terminal.tell(`Wrote ${store.path}: ${doneBefore + ending.ended - ending.defects.length} of ${all.length} jobs`);
    return code ?? exitCode.met;
  }
  const { exitCodeOf, merged, outputOf, showSweep, writeSweep } = await import('../sweep/merged-sweep.js');
  // What a stopped sweep has is in its records: sweep.json is of whole ones.
  const output = outputOf(plan, ending.how === 'done' ? store.folder : null);
  const result = merged(plan, store, () => store.path, output);
  const verdict = showSweep(result, words, terminal);
  if (output !== null) await writeSweep(result, output, words, terminal);
  store.close();
  return code ?? exitCodeOf(verdict);
}

/** Null where all ended as they should. */
function tellEnding(ending: JobsEnding, ended: number, of: number, terminal: Terminal): ExitCode | null {
  const { how, defects } = ending;
  if (how !== 'done') terminal.tell(`dynamosim: ${how}; ${ended} of ${of} jobs have ended`);
  if (defects.length > 0) terminal.tell(`dynamosim: jobs that broke down: ${defects.join(', ')}`);
  if (how === 'interrupted') return exitCode.interrupted;
  if (defects.length > 0) return exitCode.defect;
  return how === 'done' ? null : exitCode.interrupted;
}
