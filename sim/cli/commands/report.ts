/** `report`: the page of a stored run, made again from its result; of several runs, the page of their trend. */
import { join } from 'node:path';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

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
    out: {
      describe:
        'the page; by default report.html in DIR, or beside a result alone (result.html), and of several runs trend.html in ' +
        'the folder that you work in. A former page is replaced, any other file is not',
    },
  },
  example: ['report runs/zone-outage --out zone-outage.html', 'a page to mail, of a run of last week'],
  execute,
};

const trendName = 'trend.html';

async function execute({ operands, options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { writePage } = await import('../files/page-file.js');
  const [out] = options.out ?? [];
  if (operands.length > 1) {
    const path = out ?? trendName;
    terminal.tell(writePage(path, await trendOf(operands, path, terminal)));
    return exitCode.met;
  }
  const [word] = operands;
  const page = await pageOf(word);
  if (out !== undefined) terminal.tell(writePage(out, page));
  else await writeAtHome(word, page, terminal);
  return exitCode.met;
}

async function pageOf(path: string): Promise<string> {
  const { readStoredResult } = await import('../stored/stored-result.js');
  const { reportPage } = await import('../../../reports/page/report-page.js');
  const { result, source } = readStoredResult(path);
  return reportPage(result, source);
}

/** In the folder of the run, whose recording knows its page by a checksum; beside a result that lies alone. */
async function writeAtHome(word: string, page: string, terminal: Terminal): Promise<void> {
  const { writePage, replaceFile } = await import('../files/page-file.js');
  const { kindOfPlace, orTell } = await import('../files/file-access.js');
  const { recordingWithPage } = await import('../files/recording-files.js');
  const { recordingName } = await import('../files/folder-kinds.js');
  const { pageName } = await import('../../../reports/page/page-name.js');
  if (kindOfPlace(word) !== 'folder') {
    if (!word.endsWith('.json')) throw new UsageError(`found ${word} without --out; expected --out FILE as well`);
    terminal.tell(writePage(word.replace(/json$/, 'html'), page));
    return;
  }
  const recording = recordingWithPage(word, page);
  terminal.tell(writePage(join(word, pageName), page));
  if (recording === null) return;
  const path = join(word, recordingName);
  orTell(`${path}: cannot be written`, () => replaceFile(path, recording));
  terminal.tell(`Wrote ${path}, which knows the page by its checksum`);
}

async function trendOf(paths: readonly string[], page: string, terminal: Terminal): Promise<string> {
  const { readStoredRuns } = await import('../compared/stored-runs.js');
  const { trendPage } = await import('../../../reports/trend/trend-page.js');
  const { runs, leftOut } = await readStoredRuns(paths, page);
  if (leftOut.length > 0) terminal.tell(`dynamosim: left out ${leftOut.join(', ')}: no stored run`);
  return trendPage(runs);
}
