/**
 * `compare`: how a run, or a scenario under a setting, differs from another, and whether that fails a build. Stored runs are
 * taken as they lie there; scenarios are run now, on the same arrivals and faults.
 */
import type { Compared, Comparison } from '../../../reports/compare/comparison.js';
import type { Runner } from '../../experiments/runner.js';
import type { ChangeCondition } from '../../verdicts/change-condition.js';
import type { Command, CommandWords } from '../command.js';
import { seedsOption } from '../compared/seed-list.js';
import type { ComparedSide } from '../compared/sides.js';
import { blaming } from '../defect.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { OutputFile } from '../files/folder-stage.js';
import type { OutputFolder } from '../files/output-folder.js';
import type { Terminal } from '../terminal.js';

export const compareCommand: Command = {
  name: 'compare',
  usage:
    'compare A [B] [--set path=value]... [--seed N | --seeds 1..20] [--duration D] [--fail-on CONDITION]... ' +
    '[--out DIR] [--format text|json|markdown]',
  summary:
    'Say how B differs from A: figures, verdicts, and where the time of the slow requests went. Each is a stored run ' +
    '(what `run --out` wrote, or a result.json alone) or a scenario, which is run now on the same seed. With --set and ' +
    'no B, B is A under those settings',
  operands: { min: 1, max: 2 },
  options: {
    set: { describe: 'replace a value of the file in B; may be given again for another', isRepeatable: true },
    seed: { describe: 'seed of scenarios, in place of the one in the file or of the stored run beside it' },
    seeds: seedsOption,
    duration: { describe: 'virtual time of scenarios, such as 90s or 10m, in place of the one in the file' },
    'fail-on': {
      describe:
        'exit with 1 where the change from A to B is such: a metric, > or < (or >= or <=), and the change with its sign, in ' +
        '% of A or in a unit of the metric (a share: points); may be given again',
      isRepeatable: true,
    },
    out: { describe: 'directory for the page compare.html, compare.json and compare.md' },
    format: {
      describe: 'text (default), json, or markdown for a pull request',
      choices: ['text', 'json', 'markdown'],
    },
  },
  example: [
    "compare runs/main runs/mine --fail-on 'latency.storefront.getItem.p99 > +10%'",
    'what changed, and exit code 1 where that p99 rose by more than a tenth',
  ],
  check: prepare,
  execute,
};

interface Prepared {
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly conditions: readonly ChangeCondition[];
}

async function prepare(words: CommandWords): Promise<Prepared> {
  const { readSides } = await import('../compared/sides.js');
  const { conditionsIn } = await import('../compared/change-conditions.js');
  const sides = await readSides(words);
  const conditions = conditionsIn(words.options['fail-on'] ?? [], sides);
  return { sides, conditions };
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options, line } = words;
  const { runsOf } = await import('../compared/sides.js');
  const { untilWritten } = await import('../until-written.js');
  const { sides, conditions } = await prepare(words);
  const folder = options.out ? await folderAt(options.out[0]) : null;
  const results = await run(sides, line, terminal);
  if (results === null) {
    if (folder !== null) terminal.tell(`dynamosim: nothing was written to ${folder.path}`);
    return exitCode.interrupted;
  }
  const runs = runsOf(sides, results);
  const [a, b] = sides.map(({ name }, at): Compared => ({ name, runs: runs[at] }));
  const comparison = await compared(a, b, conditions);
  const tell = async () => terminal.printRendered(await textOf(comparison, options.format?.[0], terminal));
  if (folder === null) await tell();
  else {
    await untilWritten(folder.path, 'done', terminal, async () => {
      await tell();
      await write(folder, await filesOf(comparison, a, b), terminal);
    });
  }
  return comparison.conditions.some(({ isFailed }) => isFailed) ? exitCode.missed : exitCode.met;
}

/** Whatever is not stored, A's runs before B's; null where that was interrupted. */
async function run(sides: readonly ComparedSide[], line: readonly string[], terminal: Terminal) {
  const jobs = sides.flatMap((side) => side.jobs);
  if (jobs.length === 0) return [];
  const { warningLines } = await import('../../scenario/reading/problem.js');
  const { InlineRunner } = await import('../../experiments/runner.js');
  const { drive } = await import('../drive.js');
  const warnings = sides.flatMap((side) => side.jobs.slice(0, 1).flatMap((job) => job.warnings));
  terminal.tell([...new Set(warningLines(warnings))]);
  let runner: Runner | undefined;
  const context = () => ({
    scenario: jobs[runner?.outcomes.length ?? 0]?.job.fileName ?? '',
    seed: runner?.underWay?.seed ?? jobs[0].job.seed,
    timeNs: runner?.underWay?.nowNs ?? 0,
    events: runner?.underWay?.events ?? 0,
    line,
  });
  return await blaming(context, async () => {
    runner = new InlineRunner(jobs);
    const ending = await drive(runner, terminal);
    if (ending === 'done') return runner.outcomes.map(({ result }) => result);
    terminal.tell(`dynamosim: interrupted; ${runner.outcomes.length} of ${jobs.length} runs came to their end`);
    return null;
  });
}

async function compared(a: Compared, b: Compared, conditions: readonly ChangeCondition[]): Promise<Comparison> {
  const { comparisonOf } = await import('../../../reports/compare/comparison.js');
  const { DifferenceIntervals } = await import('../../experiments/difference-intervals.js');
  const { seedIntervals } = await import('../../experiments/seed-intervals.js');
  const { judgeChange } = await import('../../verdicts/change-condition.js');
  return comparisonOf(a, b, {
    conditions: conditions.map((condition) => judgeChange(condition, [a.runs, b.runs])),
    intervals: a.runs.length > 1 ? seedIntervals : new DifferenceIntervals(a.runs[0], b.runs[0]),
  });
}

async function folderAt(path: string): Promise<OutputFolder> {
  const { OutputFolder } = await import('../files/output-folder.js');
  const { compareFolder } = await import('../files/folder-kinds.js');
  return new OutputFolder(path, compareFolder);
}

async function filesOf(comparison: Comparison, a: Compared, b: Compared): Promise<readonly OutputFile[]> {
  const { comparePage } = await import('../../../reports/compare/page/compare-page.js');
  const { compareMarkdown } = await import('../../../reports/compare/compare-markdown.js');
  const { jsonText } = await import('../../../reports/safe-text.js');
  const { comparisonMarkdownName, comparisonName, comparisonPageName } = await import('../files/folder-kinds.js');
  return [
    { name: comparisonName, content: `${jsonText(comparison)}\n` },
    { name: comparisonPageName, content: comparePage(comparison, a.runs[0], b.runs[0]) },
    { name: comparisonMarkdownName, content: `${compareMarkdown(comparison)}\n` },
  ];
}

async function write(folder: OutputFolder, files: readonly OutputFile[], terminal: Terminal): Promise<void> {
  await folder.replace(files);
  terminal.tell(`Wrote to ${folder.path}: ${files.map(({ name }) => name).join(', ')}`);
}

async function textOf(comparison: Comparison, format: string | undefined, terminal: Terminal): Promise<string> {
  if (format === 'json') {
    const { jsonText } = await import('../../../reports/safe-text.js');
    return jsonText(comparison);
  }
  if (format === 'markdown') {
    const { compareMarkdown } = await import('../../../reports/compare/compare-markdown.js');
    return compareMarkdown(comparison);
  }
  const { compareText } = await import('../../../reports/compare/compare-text.js');
  return compareText(comparison, { columns: terminal.columns, colour: terminal.colour });
}
