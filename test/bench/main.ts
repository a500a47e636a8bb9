/**
 * `npm run bench [-- --format json] [--rounds N] [--only w3]`: every workload and its peers, in turn, round after round,
 * each in a process of its own. Prints medians with their spread, and ratios, which alone mean something elsewhere than
 * on this machine. Our times include the warming-up of the compiler, and its settings are the program's, as in a user's run.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { raiseInliningBudget } from '../../sim/cli/inlining-budget.js';
import { figuresOf, type Measurement, ratioOf } from './comparison.js';
import { jsonLineOf, preparePeers } from './peer-runner.js';
import { type Report, textOf } from './report.js';
import { type Workload, workloads } from './workloads.js';

const { values: options } = parseArgs({
  options: {
    format: { type: 'string', default: 'text' },
    rounds: { type: 'string', default: '3' },
    /** Names of workloads; all when there is none. */
    only: { type: 'string', multiple: true, default: [] },
    /** What a child process measures. */
    child: { type: 'string' },
  },
});

if (options.child !== undefined) await measureAsChild(options.child);
else {
  const problem = problemOfOptions();
  if (problem === undefined) benchmark();
  else {
    console.error(problem);
    process.exitCode = 2;
  }
}

function problemOfOptions(): string | undefined {
  if (!/^[1-9]\d*$/.test(options.rounds)) return `--rounds takes a whole number, not ${options.rounds}`;
  if (!['text', 'json'].includes(options.format)) return `--format takes text or json, not ${options.format}`;
  const names = workloads.map(({ name }) => name);
  const unknown = options.only.find((name) => !names.includes(name));
  return unknown === undefined ? undefined : `--only takes ${names.join(', ')}, not ${unknown}`;
}

function benchmark(): void {
  const chosen = workloads.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const present = chosen.filter(({ name, missing }) => {
    const why = missing?.() ?? null;
    if (why !== null) console.error(`left out: ${name} (${why})`);
    return why === null;
  });
  const report = measureAll(present, Number(options.rounds));
  console.log(options.format === 'json' ? JSON.stringify(report, null, 2) : textOf(report));
}

function measureAll(chosen: readonly Workload[], rounds: number): Report {
  const peers = preparePeers((workload) => chosen.some(({ against }) => against === workload));
  for (const name of peers.missing) console.error(`left out: ${name}`);
  // A workload's peers run next to it, so that the two sides of a ratio share the machine's mood.
  const contestants = [...new Set(chosen.map(({ against }) => against))].flatMap((against) => [
    ...chosen
      .filter((workload) => workload.against === against)
      .map(({ name }) => ({ name, run: () => measureInChild(name) })),
    ...peers.present
      .filter(({ workload }) => workload === against)
      .map(({ name, run }) => ({ name, run: (): Measurement => ({ ...run(), rssMiB: null }) })),
  ]);
  const measured = new Map<string, Measurement[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, run } of contestants) {
      showProgress(`round ${round} of ${rounds}: ${name}`);
      measured.get(name)!.push(run());
    }
  }
  showProgress('');
  const roundsOf = (name: string) => [name, measured.get(name)!] as const;
  return {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    },
    rounds,
    results: contestants.map(({ name }) => figuresOf(...roundsOf(name))),
    ratios: chosen.flatMap(({ name, against, beside }) => {
      if (beside !== undefined) return measured.has(beside) ? [ratioOf(roundsOf(name), roundsOf(beside))] : [];
      return peers.present
        .filter(({ workload }) => workload === against)
        .map((peer) => ratioOf(roundsOf(name), roundsOf(peer.name)));
    }),
  };
}

function measureInChild(workload: string): Measurement {
  return jsonLineOf(workload, process.execPath, [fileURLToPath(import.meta.url), '--child', workload]) as Measurement;
}

async function measureAsChild(name: string): Promise<void> {
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new Error(`no workload ${name}`);
  raiseInliningBudget();
  const result = await workload.run();
  const measurement: Measurement = { ...result, rssMiB: process.resourceUsage().maxRSS / 1024 };
  console.log(JSON.stringify(measurement));
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}
