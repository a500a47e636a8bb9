/**
 * The exports of a run, for those who go on with it in other programs. What a result has no room for is gathered by an
 * observer from the first event on, so a run without exports pays nothing for them. The same run leaves the same bytes.
 */

import { seriesCsv } from '../../../reports/exports/series-csv.js';
import { OperationHistory } from '../../measurement/operation-history.js';
import { RequestRows } from '../../measurement/request-rows.js';
import type { Result } from '../../result.js';
import type { Run } from '../../run.js';
import type { Observer } from '../../trace.js';
import { version } from '../../version.js';
import type { OutputFile } from '../files/folder-stage.js';
import { type ExportName, exportFiles, exportNames } from './export-names.js';

/** Enough for a checker, which holds all of them at once. */
const historyOperationsMax = 200_000;

interface Exporter {
  /** None where the result has all that is needed. */
  readonly observer?: Observer;
  /** By the names of its files, in their order. `run` is the one that was watched. */
  contents(run: Run, result: Result): Promise<readonly OutputFile['content'][]>;
}

const exporterOf: Readonly<Record<ExportName, () => Exporter>> = {
  series: () => ({ contents: async (_run, result) => [seriesCsv(result)] }),
  requests: requestsExporter,
  trace: () => ({
    contents: async (_run, result) => {
      const { runTrace } = await import('../../../reports/exports/trace/run-trace.js');
      return [runTrace(result, version)];
    },
  }),
  history: historyExporter,
};

function requestsExporter(): Exporter {
  const rows = new RequestRows();
  return {
    observer: rows,
    contents: async (run, result) => {
      const { requestsParquet } = await import('./requests-export.js');
      return [requestsParquet(rows, run, result)];
    },
  };
}

function historyExporter(): Exporter {
  const history = new OperationHistory(historyOperationsMax);
  return {
    observer: history,
    contents: async (run, result) => {
      const { historyTexts } = await import('./history-export.js');
      return historyTexts(history, run, result);
    },
  };
}

export class Exports {
  private readonly exporters: ReadonlyMap<ExportName, Exporter>;

  constructor(names: readonly ExportName[]) {
    this.exporters = new Map(names.map((name) => [name, exporterOf[name]()]));
  }

  /** Of one run alone. */
  get observers(): readonly Observer[] {
    return [...this.exporters.values()].flatMap(({ observer }) => observer ?? []);
  }

  async filesOf(run: Run, result: Result): Promise<OutputFile[]> {
    const files: OutputFile[] = [];
    for (const [name, exporter] of this.exporters) {
      const contents = await exporter.contents(run, result);
      files.push(...exportFiles[name].map((file, i) => ({ name: file, content: contents[i] })));
    }
    return files;
  }
}

/** Those whose files are among the given. */
export function exportsAmong(files: Readonly<Record<string, unknown>>): ExportName[] {
  return exportNames.filter((name) => exportFiles[name].every((file) => file in files));
}
