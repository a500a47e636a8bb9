/** `merge`: shards of one sweep, wherever they ran, to what is told of all. */
import type { Sweep } from '../../sweep-result.js';
import type { Command, CommandWords } from '../command.js';
import type { ExitCode } from '../exit-code.js';
import { minShareOf, minShareOption } from '../sweep/min-share.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

const wordsMax = 10_000;

export const mergeCommand: Command = {
  name: 'merge',
  usage: 'merge DIR... [--out DIR] [--min-share 95%] [--metric M]... [--format text|json]',
  summary:
    'Merge the shards of a sweep, from folders that `sweep --shard` wrote, in any order. The files are the same to the ' +
    'byte whatever the number of shards was. Exit code 3: two shards have another outcome of the same job, which is a bug',
  operands: { min: 1, max: wordsMax },
  options: {
    out: { describe: 'directory for sweep.html, sweep.json, sweep.csv, sweep.parquet and junit.xml' },
    'min-share': minShareOption,
    metric: {
      describe: 'one more column: a metric that the sweep was asked for; may be given again',
      isRepeatable: true,
    },
    format: { describe: 'text, the table (default), or json, all of it', choices: ['text', 'json'] },
  },
  example: ['merge shards/* --out runs/sweep', 'the table, and files in runs/sweep'],
  check: prepare,
  execute,
};

async function prepare({ options }: CommandWords): Promise<void> {
  minShareOf(options);
}

/** Records have the figures that the sweep kept, and no others can be had of them. Throws UsageError. */
function judgeKept({ cells }: Sweep, asked: readonly string[]): void {
  const kept = new Set(cells.flatMap(({ metrics }) => metrics.map(({ path }) => path)));
  const lacking = asked.filter((path) => !kept.has(path));
  if (lacking.length === 0) return;
  throw new UsageError(
    lacking.map((path) => `found --metric ${path}; expected one that the sweep kept or was asked for`),
  );
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { operands, options } = words;
  await prepare(words);
  const { exitCodeOf, merged, orTwoOutcomes, outputOf, showSweep, writeSweep } = await import(
    '../sweep/merged-sweep.js'
  );
  const { openShards } = await import('../files/shard-records.js');
  const { OutputFolder } = await import('../files/output-folder.js');
  const { sweepFolder } = await import('../files/folder-kinds.js');
  return orTwoOutcomes(terminal, async () => {
    const records = openShards(operands);
    const folder = options.out ? new OutputFolder(options.out[0], sweepFolder) : null;
    const output = outputOf(records.plan, folder);
    const sweep = merged(records.plan, records, (number) => records.pathOf(number), output);
    records.close();
    judgeKept(sweep, options.metric ?? []);
    const verdict = showSweep(sweep, words, terminal);
    if (output !== null) await writeSweep(sweep, output, words, terminal);
    return exitCodeOf(verdict);
  });
}
