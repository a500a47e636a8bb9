/** `report`: the page of a stored run, made again from its result; of several runs, the page of their trend. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

/** The shell makes words of a pattern; of too many the runs are counted and not the words. */
const wordsMax = 10_000;

export const reportCommand: Command = {
  name: 'report',
  usage: 'report DIR... [--out FILE]',
  summary:
    'Make the page of a stored run again: DIR is what `run --out` wrote, or a result.json alone. Of several runs it makes ' +
    'one page with their trend: latencies, availability and verdicts, each run linked to its own page',
  operands: { min: 1, max: wordsMax },
  options: {
    out: { describe: 'the page, a file that is not there yet; report.html by default, trend.html of several runs' },
  },
  example: ['report runs/zone-outage --out zone-outage.html', 'a page to mail, of a run of last week'],
  execute,
};

const trendName = 'trend.html';

async function execute({ operands, options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { createFile, orTell } = await import('../files/file-access.js');
  const { pageName } = await import('../../../reports/page/page-name.js');
  const isTrend = operands.length > 1;
  const path = options.out?.[0] ?? (isTrend ? trendName : pageName);
  const page = isTrend ? await trendOf(operands, path, terminal) : await pageOf(operands[0]);
  orTell(`${path}: cannot be written`, () => createFile(path, page));
  terminal.tell(`Wrote ${path}`);
  return exitCode.met;
}

async function pageOf(path: string): Promise<string> {
  const { readStoredResult } = await import('../stored/stored-result.js');
  const { reportPage } = await import('../../../reports/page/report-page.js');
  const { result, source } = readStoredResult(path);
  return reportPage(result, source);
}

async function trendOf(paths: readonly string[], page: string, terminal: Terminal): Promise<string> {
  const { readStoredRuns } = await import('../compared/stored-runs.js');
  const { trendPage } = await import('../../../reports/trend/trend-page.js');
  const { runs, leftOut } = await readStoredRuns(paths, page);
  if (leftOut.length > 0) terminal.tell(`dynamosim: left out ${leftOut.join(', ')}: no stored run`);
  return trendPage(runs);
}
