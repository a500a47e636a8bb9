/**
 * The files of one run: its result, the scenario's text, a recording that can be replayed, and the charts. Nothing in
 * them depends on when or where they were written.
 */
import { jsonText } from '../../reports/safe-text.js';
import { MarkRecorder } from '../experiments/event-marks.js';
import { type RecordedFrom, recordingOf } from '../experiments/recording.js';
import type { Result } from '../result.js';
import type { Run } from '../run.js';
import { OutputDirectory, type OutputFile } from './output-directory.js';
import { recordingFiles } from './recording-files.js';
import type { Terminal } from './terminal.js';

interface Recorded {
  readonly run: Run;
  readonly marks: MarkRecorder;
}

export class RunFiles {
  private readonly directory: OutputDirectory;
  private recorded: Recorded | null;

  /** Throws UsageError where the files could not be written after the run. */
  constructor(
    path: string,
    private readonly from: RecordedFrom,
  ) {
    this.directory = new OutputDirectory(path);
    this.recorded = null;
  }

  /** From the run's first event on. */
  record(run: Run): void {
    const { simulation } = run.service;
    const marks = new MarkRecorder(simulation.digest);
    simulation.observer = marks;
    this.recorded = { run, marks };
  }

  /** The charts last: they take longest, and the rest must not wait for them. */
  async write(result: Result, terminal: Terminal): Promise<void> {
    if (this.recorded === null) throw new Error('files of a run that was not recorded');
    const { run, marks } = this.recorded;
    const bytes = marks.recorded();
    const files = [
      ...recordingFiles(recordingOf(run, result.run.digest, bytes, this.from), bytes),
      { name: 'scenario.yaml', content: this.from.job.text },
      { name: 'result.json', content: `${jsonText(result)}\n` },
    ];
    this.directory.write(files);
    const { renderCharts } = await import('../../reports/charts.js');
    const charts = renderCharts(result).map(({ name, png }): OutputFile => ({ name, content: png }));
    this.directory.write(charts);
    terminal.tell(`Wrote to ${this.directory.path}: ${[...files, ...charts].map(({ name }) => name).join(', ')}`);
  }
}
