/** The end of every sweep: its records merged, told, and written; the same bytes whoever ran the jobs. */
import { sweepJunit } from '../../../reports/builds/sweep-junit.js';
import { sweepPage } from '../../../reports/sweep/page/sweep-page.js';
import { sweepCsv, sweepJson } from '../../../reports/sweep/sweep-files.js';
import { sweepText } from '../../../reports/sweep/sweep-text.js';
import { type SweepVerdict, sweepVerdict } from '../../../reports/sweep/sweep-verdict.js';
import { mergeSweep, PlanError, RecordError, type Records } from '../../experiments/sweep/merge.js';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import type { Sweep } from '../../sweep-result.js';
import type { CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { junitName, sweepCsvName, sweepName, sweepPageName, sweepParquetName } from '../files/folder-kinds.js';
import type { OutputFolder } from '../files/output-folder.js';
import { TwoOutcomes } from '../files/shard-records.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { JobRows } from './job-rows.js';
import { KeptRuns } from './kept-runs.js';
import { minShareOf } from './min-share.js';

/** Where a sweep is written, and what of its jobs is written there. */
export interface SweepOutput {
  readonly folder: OutputFolder;
  readonly jobs: JobRows;
  readonly runs: KeptRuns;
}

export function outputOf(plan: SweepPlan, folder: OutputFolder | null): SweepOutput | null {
  return folder === null ? null : { folder, jobs: new JobRows(plan), runs: new KeptRuns(plan) };
}

/** `pathOf` names the file that has the record of a number. */
export function merged(
  plan: SweepPlan,
  records: Records,
  pathOf: (number: number) => string,
  output: SweepOutput | null,
): Sweep {
  try {
    return mergeSweep(plan, records, (record, terms) => {
      output?.jobs.take(record, terms);
      output?.runs.take(record, terms);
    });
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${pathOf(1)}: found a damaged plan: ${error.message}`);
    if (!(error instanceof RecordError)) throw error;
    throw new UsageError(`${pathOf(error.number)}: found a damaged record of job ${error.number}: ${error.message}`);
  }
}

export function showSweep(sweep: Sweep, { options }: CommandWords, terminal: Terminal): SweepVerdict {
  const verdict = sweepVerdict(sweep, minShareOf(options));
  if (options.format?.[0] === 'json') terminal.printRendered(sweepJson(sweep).trimEnd());
  else {
    const { tableColumns: columns, colour } = terminal;
    terminal.printRendered(sweepText(sweep, verdict, options.metric ?? [], { columns, colour }));
  }
  const { count, numbers } = sweep.missing;
  if (count > 0) terminal.tell(`dynamosim: ${count} of ${sweep.jobs} jobs missing: ${numbers.join(', ')}`);
  return verdict;
}

export async function writeSweep(
  sweep: Sweep,
  { folder, jobs, runs }: SweepOutput,
  { options }: CommandWords,
  terminal: Terminal,
): Promise<void> {
  const minShare = minShareOf(options);
  const files = [
    { name: sweepPageName, content: sweepPage(sweep, runs.runs(), minShare) },
    { name: junitName, content: sweepJunit(sweep, minShare) },
    { name: sweepCsvName, content: sweepCsv(sweep) },
    { name: sweepParquetName, content: jobs.parquet() },
    { name: sweepName, content: sweepJson(sweep) },
  ];
  await folder.replace(files);
  terminal.tell(`Wrote to ${folder.path}: ${files.map(({ name }) => name).join(', ')}`);
}

/** Exit code 3 where a job has two records that differ. */
export async function orTwoOutcomes(terminal: Terminal, act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TwoOutcomes)) throw error;
    terminal.tell(`dynamosim: ${error.message}: the same job must end alike everywhere, so this is a bug`);
    return exitCode.diverged;
  }
}

/** A sweep that lacks some of its jobs is none that a decision can rest on. */
export function exitCodeOf({ word }: SweepVerdict): ExitCode {
  if (word === 'FAILED') return exitCode.missed;
  return word === 'INCOMPLETE' ? exitCode.misuse : exitCode.met;
}
