/**
 * `npm run bench [-- --format json] [--rounds N] [--only w3]`: every workload and its peers, in turn, round after round,
 * each in a process of its own, or in turns with another. Prints medians with their spread, and ratios, which alone mean something elsewhere than
 * on this machine. Our times include the warming-up of the compiler, and its settings are the program's, as in a user's run.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { raiseInliningBudget } from '../../sim/cli/inlining-budget.js';
import { figuresOf, type Measurement, ratioOf } from './comparison.js';
import { jsonLineOf, preparePeers } from './peer-runner.js';
import { type Report, textOf } from './report.js';
import { lastLinesInTurns, workInTurns } from './turns.js';
import { type Workload, workloads } from './workloads.js';

/** Who is measured at once, and how: a measurement each. */
interface Contest {
  readonly names: readonly string[];
  readonly run: () => Measurement[] | Promise<Measurement[]>;
}

const { values: options } = parseArgs({
  options: {
    format: { type: 'string', default: 'text' },
    rounds: { type: 'string', default: '3' },
    /** Names of workloads; all when there is none. */
    only: { type: 'string', multiple: true, default: [] },
    /** What a child process measures. */
    child: { type: 'string' },
    /** It waits for its turns. */
    turns: { type: 'boolean', default: false },
  },
});

if (options.child !== undefined) await measureAsChild(options.child);
else {
  const problem = problemOfOptions();
  if (problem === undefined) await benchmark();
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

async function benchmark(): Promise<void> {
  const chosen = workloads.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const present = chosen.filter(({ name, missing }) => {
    const why = missing?.() ?? null;
    if (why !== null) console.error(`left out: ${name} (${why})`);
    return why === null;
  });
  const report = await measureAll(present, Number(options.rounds));
  console.log(options.format === 'json' ? JSON.stringify(report, null, 2) : textOf(report));
}

async function measureAll(chosen: readonly Workload[], rounds: number): Promise<Report> {
  const peers = preparePeers((workload) => chosen.some(({ against }) => against === workload));
  for (const name of peers.missing) console.error(`left out: ${name}`);
  // A workload's peers run next to it, so that the two sides of a ratio share the machine's mood.
  const contests: Contest[] = [...new Set(chosen.map(({ against }) => against))].flatMap((against) => {
    const ours = chosen.filter((workload) => workload.against === against);
    const alone = ours.filter(({ inTurns }) => inTurns === undefined).map(({ name }) => name);
    const inTurns = ours.filter(({ inTurns }) => inTurns !== undefined);
    return [
      ...alone.map((name) => ({ names: [name], run: () => [measureInChild(name)] })),
      ...(inTurns.length > 0 ? [{ names: inTurns.map(({ name }) => name), run: () => measureInTurns(inTurns) }] : []),
      ...peers.present
        .filter(({ workload }) => workload === against)
        .map(({ name, run }) => ({ names: [name], run: () => [{ ...run(), rssMiB: null }] })),
    ];
  });
  const measured = new Map<string, Measurement[]>(contests.flatMap(({ names }) => names.map((name) => [name, []])));
  for (let round = 1; round <= rounds; round++) {
    for (const { names, run } of contests) {
      showProgress(`round ${round} of ${rounds}: ${names.join(' and ')}`);
      for (const [index, measurement] of (await run()).entries()) measured.get(names[index])!.push(measurement);
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
    results: [...measured.keys()].map((name) => figuresOf(...roundsOf(name))),
    ratios: chosen.flatMap(({ name, against, beside }) => {
      if (beside !== undefined) return measured.has(beside) ? [ratioOf(roundsOf(name), roundsOf(beside))] : [];
      return peers.present
        .filter(({ workload }) => workload === against)
        .map((peer) => ratioOf(roundsOf(name), roundsOf(peer.name)));
    }),
  };
}

function childOf(workload: string): string[] {
  return [fileURLToPath(import.meta.url), '--child', workload];
}

async function measureInTurns(workloads: readonly Workload[]): Promise<Measurement[]> {
  const programs = workloads.map(({ name }) => [...childOf(name), '--turns']);
  const lines = await lastLinesInTurns(programs, workloads[0]!.inTurns!.turns);
  return lines.map((line) => JSON.parse(line));
}

function measureInChild(workload: string): Measurement {
  return jsonLineOf(workload, process.execPath, childOf(workload)) as Measurement;
}

async function measureAsChild(name: string): Promise<void> {
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new Error(`no workload ${name}`);
  raiseInliningBudget();
  const { inTurns } = workload;
  const takesTurns = options.turns && inTurns !== undefined;
  const result = await (takesTurns ? workInTurns(inTurns.begin(), inTurns.turns) : workload.run());
  const measurement: Measurement = { ...result, rssMiB: process.resourceUsage().maxRSS / 1024 };
  console.log(JSON.stringify(measurement));
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}
