/** `search`: the highest load, or the smallest provision, fleet or time-out, that still meets the objectives. */
import type { SearchResult } from '../../search-result.js';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { PlannedSearch } from '../search/search-words.js';
import type { Terminal } from '../terminal.js';

export const searchCommand: Command = {
  name: 'search',
  usage:
    "search SCENARIO --vary path=from..to [--meets 'tenants.NAME']... [--seeds 1..20 | --seed N] [--set path=value]... " +
    '[--duration D] [--within X] [--min-share 95%] [--threads N] [--out DIR] [--format text|json]',
  summary:
    'Find the highest load, or the smallest provision, fleet or time-out, that still meets the objectives: by bisection, ' +
    'each value on the same seeds, on all cores. Tells the bracket, how sure it is, and where the answer is not monotone. ' +
    'Exit code 1: no value meets',
  operands: { min: 1, max: 1 },
  options: {
    vary: { describe: 'path=from..to: the setting, and the two ends between which its values are sought' },
    meets: {
      describe:
        "what decides: 'tenants.shop', 'tenants.shop.getItem.p99', the same with '<= 6ms', 'objectives' (default), 'expect', " +
        'or a metric that is expected; may be given again',
      isRepeatable: true,
    },
    seed: { describe: 'seed of all random streams, in place of the one in the file' },
    seeds: { describe: 'try each value on each of these seeds, such as 1..20: the confidence comes from them' },
    set: { describe: 'replace a value of the file in all runs; may be given again', isRepeatable: true },
    duration: { describe: 'virtual time, such as 90s or 10m, in place of the one in the file' },
    within: {
      describe: 'how narrow the bracket shall be, such as 5% or 100/s (default: one unit of a count, else 2%)',
    },
    'min-share': { describe: 'share of the seeds that must meet for a value to meet, such as 95% (default 100%)' },
    threads: { describe: 'runs at the same time (default: one a core)' },
    out: { describe: 'directory for search.json and search.csv' },
    format: { describe: 'text (default), or json, all of it', choices: ['text', 'json'] },
  },
  example: [
    'search steady-state --vary tenants.storefront.arrivals.poisson=2k/s..40k/s --meets tenants.storefront --seeds 1..8',
    'the highest load at which the objectives of storefront are met',
  ],
  check: prepare,
  execute,
};

interface Prepared {
  readonly planned: PlannedSearch;
  readonly threads: number;
}

async function prepare(words: CommandWords): Promise<Prepared> {
  const { takeAll } = await import('../mistakes.js');
  const { plannedSearch } = await import('../search/search-words.js');
  const { limitsOf } = await import('../sweep/limit-words.js');
  let planned: PlannedSearch | null = null;
  let threads = 1;
  await takeAll(
    async () => {
      planned = await plannedSearch(words);
    },
    () => {
      threads = limitsOf(words.options).threads;
    },
  );
  return { planned: planned!, threads };
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options } = words;
  const { planned, threads } = await prepare(words);
  const { plan, written } = planned;
  const { warningLines } = await import('../../scenario/reading/problem.js');
  const { SearchRun } = await import('../../experiments/search/search-run.js');
  const { JobPool } = await import('../sweep/job-pool.js');
  const { runJobs } = await import('../sweep/run-jobs.js');
  const { commandOfValue } = await import('../search/value-command.js');
  const { OutputFolder } = await import('../files/output-folder.js');
  const { searchFolder } = await import('../files/folder-kinds.js');
  terminal.tell(warningLines(planned.warnings));
  const folder = options.out ? new OutputFolder(options.out[0], searchFolder) : null;
  const searching = new SearchRun(planned);
  const ending = await runJobs(
    {
      ...{ plan, written: [written], source: new JobPool(plan, threads) },
      ...{ rounds: searching.rounds(), most: searching.runsMost, doneBefore: 0 },
      ...{ forMs: null, defectsMax: 0, keep: (number, line) => searching.keep(number, line) },
    },
    terminal,
  );
  if (ending.how !== 'done') {
    terminal.tell(`dynamosim: ${ending.how}; ${ending.ended} runs have ended, and nothing is found`);
    return ending.how === 'given up' ? exitCode.defect : exitCode.interrupted;
  }
  const result = searching.result((value, seeds) => commandOfValue(plan, written, value, seeds));
  await show(result, folder, words, terminal);
  return result.answer === 'none meets' ? exitCode.missed : exitCode.met;
}

async function show(
  result: SearchResult,
  folder: import('../files/output-folder.js').OutputFolder | null,
  { options }: CommandWords,
  terminal: Terminal,
): Promise<void> {
  const { searchCsv, searchJson } = await import('../../../reports/search/search-files.js');
  const { searchText } = await import('../../../reports/search/search-text.js');
  const { searchCsvName, searchName } = await import('../files/folder-kinds.js');
  const { tableColumns: columns, colour } = terminal;
  const isJson = options.format?.[0] === 'json';
  terminal.printRendered(isJson ? searchJson(result).trimEnd() : searchText(result, { columns, colour }));
  if (folder === null) return;
  const files = [
    { name: searchCsvName, content: searchCsv(result) },
    { name: searchName, content: searchJson(result) },
  ];
  await folder.replace(files);
  terminal.tell(`Wrote to ${folder.path}: ${files.map(({ name }) => name).join(', ')}`);
}
