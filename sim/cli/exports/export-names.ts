/** What `run --export` may be asked for, with the files that each leaves beside those of every run. */
export const exportFiles = {
  series: ['series.csv'],
  requests: ['requests.parquet'],
  trace: ['trace.pftrace'],
  history: ['history.edn', 'history.json', 'history.porcupine.json'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ExportName = keyof typeof exportFiles;
export const exportNames = Object.keys(exportFiles) as readonly ExportName[];
