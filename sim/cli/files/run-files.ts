/**
 * The files of one run: its result, the verdict for build servers, the scenario's text, a recording that can be
 * replayed, the charts, and what else was asked for (exports.ts). Nothing in them depends on when or where they were
 * written, or on what the scenario's file is called.
 */
import { plural } from '../../../reports/format.js';
import { pageName } from '../../../reports/page/page-name.js';
import { MarkRecorder } from '../../experiments/event-marks.js';
import { type RecordedFrom, recordingOf } from '../../experiments/recording.js';
import type { Result } from '../../result.js';
import type { Run } from '../../run.js';
import type { VerdictLines } from '../../scenario/verdicts/verdict-lines.js';
import type { Observer } from '../../trace.js';
import type { ExportName } from '../exports/export-names.js';
import { Exports } from '../exports/exports.js';
import type { Terminal } from '../terminal.js';
import { runFolder } from './folder-kinds.js';
import type { OutputFile } from './folder-stage.js';
import { OutputFolder } from './output-folder.js';
import { filesBeside, recordingFile, sumsOf } from './recording-files.js';

interface Recorded {
  readonly run: Run;
  readonly marks: MarkRecorder;
}

export class RunFiles {
  private readonly folder: OutputFolder;
  private readonly exports: Exports;
  private recorded: Recorded | null;

  /** Throws UsageError where the files could not be written after the run. */
  constructor(
    path: string,
    private readonly from: RecordedFrom,
    exported: readonly ExportName[] = [],
  ) {
    this.folder = new OutputFolder(path, runFolder);
    this.exports = new Exports(exported);
    this.recorded = null;
  }

  /** To be given to the run that is recorded. */
  get observers(): readonly Observer[] {
    return this.exports.observers;
  }

  /** From the run's first event on. */
  record(run: Run): void {
    const { simulation } = run.service;
    const marks = new MarkRecorder(simulation.digest);
    simulation.observer = marks;
    this.recorded = { run, marks };
  }

  get path(): string {
    return this.folder.path;
  }

  /** Whether they would replace those of a former run. */
  get replacesFormer(): boolean {
    return this.folder.holdsFormer;
  }

  async write(result: Result, lines: VerdictLines, terminal: Terminal): Promise<void> {
    if (this.recorded === null) throw new Error('files of a run that was not recorded');
    const { run, marks } = this.recorded;
    const bytes = marks.recorded();
    const recording = recordingOf(run, result, bytes, this.from);
    const { renderCharts } = await import('../../../reports/charts/charts.js');
    const charts = renderCharts(result).map(({ name, png }): OutputFile => ({ name, content: png }));
    const exported = await this.exports.filesOf(run, result);
    const others = [...filesBeside(recording, bytes, result, lines), ...exported, ...charts];
    const files = [recordingFile(recording, sumsOf(others)), ...others];
    await this.folder.replace(files);
    terminal.tell(`Wrote ${this.folder.path}/${pageName} and ${plural(files.length - 1, 'file')} beside it`);
  }
}
