/** `report`: the page of a stored run, made again from its result. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export const reportCommand: Command = {
  name: 'report',
  usage: 'report DIR [--out FILE]',
  summary: 'Make the page of a stored run again: DIR is what `run --out` wrote, or a result.json alone',
  operands: { min: 1, max: 1 },
  options: { out: { describe: 'the page, a file that is not there yet; report.html by default' } },
  example: ['report runs/zone-outage --out zone-outage.html', 'a page to mail, of a run of last week'],
  execute,
};

async function execute({ operands, options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readStoredResult } = await import('../files/stored-result.js');
  const { createFile, orTell } = await import('../files/file-access.js');
  const { pageName } = await import('../../../reports/page/page-name.js');
  const [stored] = operands;
  const path = options.out?.[0] ?? pageName;
  const page = await pageOf(stored, readStoredResult(stored));
  orTell(`${path}: cannot be written`, () => createFile(path, page));
  terminal.tell(`Wrote ${path}`);
  return exitCode.met;
}

type Stored = ReturnType<typeof import('../files/stored-result.js').readStoredResult>;

/** The page reads nothing but the result: what it cannot read there is damaged. */
async function pageOf(path: string, { result, source }: Stored): Promise<string> {
  const { reportPage } = await import('../../../reports/page/report-page.js');
  try {
    return reportPage(result, source);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${path}: the result is damaged: ${error.message}`);
  }
}
