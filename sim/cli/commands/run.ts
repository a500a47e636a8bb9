/** `run`: one experiment; its summary or its result on stdout, and with --out its files. */

import type { NewJob } from '../../experiments/job.js';
import type { JobRun } from '../../experiments/job-run.js';
import type { Outcome } from '../../experiments/outcome.js';
import type { RecordedFrom } from '../../experiments/recording.js';
import type { Result } from '../../result.js';
import type { Command, CommandWords } from '../command.js';
import { blaming } from '../defect.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { type ExportName, exportNames } from '../exports/export-names.js';
import type { RunFiles } from '../files/run-files.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export const runCommand: Command = {
  name: 'run',
  usage:
    'run SCENARIO [--seed N] [--set path=value]... [--duration D] [--out DIR] ' +
    `[--export ${exportNames.join(',')}] [--format text|json] [--verbose] [--event-queue bucket|heap]`,
  summary: 'Run a scenario, a file or the name of a bundled one, and say what came of it',
  operands: { min: 1, max: 1 },
  options: {
    seed: { describe: 'seed of all random streams, in place of the one in the file' },
    set: { describe: 'replace a value of the file; may be given again for another', isRepeatable: true },
    duration: { describe: 'virtual time, such as 90s or 10m, in place of the one in the file' },
    out: {
      describe: 'directory for report.html, result.json, junit.xml, charts, and a recording for `dynamosim replay`',
    },
    export: {
      describe:
        'further files in that directory: series.csv, requests.parquet, trace.pftrace for Perfetto, and the history of ' +
        'operations for checkers',
      choices: exportNames,
      isList: true,
    },
    format: { describe: 'text, the summary (default), or json, the whole result', choices: ['text', 'json'] },
    verbose: { describe: 'a longer summary: every table, in place of what fits a screen', isFlag: true },
    'event-queue': {
      describe: 'bucket (default), or heap, the plain reference with the same result',
      choices: ['bucket', 'heap'],
    },
  },
  example: [
    'run zone-outage --seed 7 --set faults.0.for=45s --out runs/longer',
    'a longer outage on another seed, with files in runs/longer',
  ],
  check: prepare,
  execute,
};

async function prepare({ operands, options }: CommandWords): Promise<NewJob> {
  const { readScenarioSource } = await import('../files/scenario-source.js');
  const { jobWithSettings, judgeSettings, settingsOf } = await import('../settings/settings.js');
  const { takeAll } = await import('../mistakes.js');
  let job: NewJob | null = null;
  await takeAll(
    () => judgeSettings(options),
    () => judgeExports(options),
    () => {
      job = jobWithSettings(readScenarioSource(operands[0]), settingsOf(options));
    },
  );
  return job!;
}

/** What a run needs is loaded here and not above, so that help and mistakes are told at once. */
async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options, line } = words;
  const { JobRun } = await import('../../experiments/job-run.js');
  const { drive } = await import('../drive.js');
  const { untilWritten } = await import('../until-written.js');

  const prepared = await prepare(words);
  const { job } = prepared;
  const { warningLines } = await import('../../scenario/reading/problem.js');
  terminal.tell(warningLines(prepared.warnings));
  const eventQueue = options['event-queue']?.[0] === 'heap' ? 'heap' : 'bucket';
  const files = options.out && (await filesIn(options.out[0], { job, eventQueue }, exportsOf(options)));

  let running: JobRun | undefined;
  const context = () => ({
    scenario: job.fileName,
    seed: job.seed,
    timeNs: running?.run.nowNs ?? 0,
    events: running?.run.events ?? 0,
    line: options.seed ? line : [...line, '--seed', String(job.seed)],
  });
  return await blaming(context, async () => {
    running = new JobRun(prepared, { eventQueue, observers: files?.observers ?? [] });
    files?.record(running.run);
    const ending = await drive(running, terminal);
    const outcome = running.finish();
    const { result } = outcome;
    const tell = async () => {
      if (ending === 'interrupted') terminal.tell('dynamosim: interrupted; the result speaks of the part that ran');
      await show(result, options, terminal);
      if (ending === 'done') await report(prepared, result, terminal);
    };
    const isKept = ending === 'interrupted' && files?.replacesFormer;
    if (!files || isKept) await tell();
    else {
      await untilWritten(files.path, ending, terminal, async () => {
        await tell();
        await files.write(result, prepared.lines, terminal);
      });
    }
    if (isKept) terminal.tell(`dynamosim: ${files?.path} keeps its former run`);
    return ending === 'done' ? exitCodeOf(outcome) : exitCode.interrupted;
  });
}

function judgeExports(options: CommandWords['options']): void {
  if (options.export !== undefined && options.out === undefined) {
    throw new UsageError('found --export without --out; expected --out DIR as well, where the files go');
  }
}

const exportsOf = ({ export: [list] = [''] }: CommandWords['options']): ExportName[] =>
  exportNames.filter((name) => list.split(',').includes(name));

async function filesIn(directory: string, from: RecordedFrom, exported: readonly ExportName[]): Promise<RunFiles> {
  const { RunFiles } = await import('../files/run-files.js');
  return new RunFiles(directory, from, exported);
}

async function show(
  result: Result,
  { format, verbose, out }: CommandWords['options'],
  terminal: Terminal,
): Promise<void> {
  if (format?.[0] === 'json') {
    const { jsonText } = await import('../../../reports/safe-text.js');
    terminal.printRendered(jsonText(result));
    return;
  }
  const { actsLines, actsText } = await import('../acts-text.js');
  if (verbose?.[0] !== 'true') {
    const { briefText } = await import('../../../reports/summary/brief.js');
    const { columns, colour } = terminal;
    terminal.printRendered(
      briefText(result, actsLines(result, columns), { columns, colour, isWritten: out !== undefined }),
    );
    return;
  }
  const { summaryText } = await import('../../../reports/summary/summary.js');
  terminal.printRendered(summaryText(result, terminal));
  const acts = actsText(result, terminal);
  if (acts !== '') terminal.printRendered(acts);
}

/** To whatever runs the command, where that wants to know more than the exit code. */
async function report(prepared: NewJob, result: Result, terminal: Terminal): Promise<void> {
  if (terminal.step === null) return;
  const { tellGitHub } = await import('../github-report.js');
  tellGitHub(terminal.step, prepared, result, terminal);
}

function exitCodeOf({ isMet, violated }: Outcome): ExitCode {
  return isMet && violated.length === 0 ? exitCode.met : exitCode.missed;
}
