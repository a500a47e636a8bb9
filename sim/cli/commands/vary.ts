/** `vary`: a scenario once for each value of a setting, and one table of what came of it; with --out also a chart. */
import type { Statistics, VaryTable } from '../../../reports/vary/vary-table.js';
import type { Runner } from '../../experiments/runner.js';
import { sweepPathsMax } from '../../experiments/sweep/limits.js';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import type { Variant } from '../../experiments/vary.js';
import type { Warning } from '../../scenario/reading/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Command, CommandWords } from '../command.js';
import { seedsOption } from '../compared/seed-list.js';
import { blaming } from '../defect.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { OutputFolder } from '../files/output-folder.js';
import type { Terminal } from '../terminal.js';

/** All results are kept until the last one, and nobody reads a longer table. */
const valuesMax = 100;

interface Prepared {
  /** What the user called the scenario. */
  readonly name: string;
  readonly varied: SweepPlan['varied'];
  /** Setting by setting, and of each seed by seed. */
  readonly variants: readonly Variant[];
  readonly warnings: readonly Warning[];
  /** Empty where each setting is one run. */
  readonly seeds: readonly number[];
}

export const varyCommand: Command = {
  name: 'vary',
  usage:
    'vary SCENARIO path=a,b,c [path=x,y,z]... [--seed N | --seeds 1..20] [--set path=value]... [--duration D] [--metric M]... ' +
    '[--out DIR] [--format text|json]',
  summary:
    'Run a scenario once for each value of a setting, all on the same seed and so the same arrivals, and compare them ' +
    'in a table, each also with the first. Several settings vary together. Objectives and expectations are judged and fail nothing: the file ' +
    'made them for its own setting',
  operands: { min: 2, max: 1 + sweepPathsMax },
  options: {
    seed: { describe: 'seed of all random streams, in place of the one in the file' },
    seeds: seedsOption,
    set: { describe: 'replace a value of the file in all runs; may be given again', isRepeatable: true },
    duration: { describe: 'virtual time, such as 90s or 10m, in place of the one in the file' },
    metric: { describe: 'one more column: a metric as `expect:` names it; may be given again', isRepeatable: true },
    out: { describe: 'directory for vary.csv, vary.json and the chart vary.png' },
    format: { describe: 'text, the table (default), or json, the same with all digits', choices: ['text', 'json'] },
  },
  example: [
    'vary paper/modes tables.orders.capacity.mode=static,bursting,adaptive,global --out runs/modes',
    'one row a mode, with files in runs/modes',
  ],
  check: prepare,
  execute,
};

/** As `sweep` of one scenario whose settings vary together. */
async function prepare({ operands, options }: CommandWords): Promise<Prepared> {
  const { plannedSweep } = await import('../sweep/plan-words.js');
  const { seedsMax, seedsOf } = await import('../compared/seed-list.js');
  const { judgeKept } = await import('../compared/kept-results.js');
  const { variantsOf } = await import('../../experiments/vary.js');
  const [name, ...vary] = operands;
  const { plan, warnings } = await plannedSweep(
    { operands: [name], options: { ...options, vary, zip: [''] } },
    { valuesMax, seedsMax },
  );
  const variants = variantsOf(plan);
  const scenarios = variants.map(({ scenario }) => scenario);
  judgeKept(scenarios, plan.seeds.length === 0 ? 'fewer values' : 'fewer values or seeds');
  return { name, varied: plan.varied, variants, warnings, seeds: seedsOf(options) ?? [] };
}

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { options, line } = words;
  const { InlineRunner } = await import('../../experiments/runner.js');
  const { variedRuns } = await import('../../experiments/vary.js');
  const { drive } = await import('../drive.js');
  const { untilWritten } = await import('../until-written.js');
  const { amountsAlike } = await import('../../scenario/quantities/alike.js');

  const { name, varied, variants, warnings, seeds } = await prepare(words);
  const perSetting = Math.max(1, seeds.length);
  const { warningLines } = await import('../../scenario/reading/problem.js');
  terminal.tell(warningLines(warnings));
  const metrics = options.metric ?? [];
  const scenarios = variants.map(({ scenario }) => scenario);
  const folder = options.out ? await folderAt(options.out[0]) : undefined;

  let runner: Runner | undefined;
  const context = () => ({
    scenario: name,
    seed: runner?.underWay?.seed ?? scenarios[0].seed,
    timeNs: runner?.underWay?.nowNs ?? 0,
    events: runner?.underWay?.events ?? 0,
    line,
  });
  return await blaming(context, async () => {
    runner = new InlineRunner(variants);
    const ending = await drive(runner, terminal);
    const ended = variedRuns(variants, runner.outcomes, metrics);
    // A setting of which not all seeds ran would not compare.
    const runs = ended.slice(0, ended.length - (ended.length % perSetting));
    if (ending === 'interrupted') {
      terminal.tell(`dynamosim: interrupted; ${ended.length} of ${variants.length} runs came to their end`);
      if (runs.length === 0) {
        if (folder) terminal.tell(`dynamosim: nothing was written to ${folder.path}`);
        return exitCode.interrupted;
      }
    }
    const { tableOf } = await import('../../../reports/vary/vary-table.js');
    const { unitsOf } = await import('../../verdicts/metrics.js');
    const [{ title }] = scenarios;
    const paths = varied.map(({ path }) => path);
    const amounts = varied.map(({ path, values }) =>
      path === 'seed' ? null : amountsAlike(values.slice(0, runs.length / perSetting)),
    );
    const units = unitsOf(scenarios[0], metrics);
    const statistics = await statisticsOf(seeds);
    const table = tableOf({ title, seed: seedOf(scenarios), seeds, paths, amounts, metrics, units, runs, statistics });
    const tell = () => show(table, options.format?.[0] === 'json', terminal);
    const isKept = ending === 'interrupted' && folder?.holdsFormer;
    if (!folder || isKept) await tell();
    else {
      await untilWritten(folder.path, ending, terminal, async () => {
        await tell();
        await write(table, folder, terminal);
      });
    }
    if (isKept) terminal.tell(`dynamosim: ${folder.path} keeps its former table`);
    if (ending === 'interrupted') return exitCode.interrupted;
    return table.rows.every(({ violated }) => violated.length === 0) ? exitCode.met : exitCode.missed;
  });
}

async function statisticsOf(seeds: readonly number[]): Promise<Statistics> {
  const { DifferenceIntervals } = await import('../../experiments/difference-intervals.js');
  const { meanInterval, seedIntervals } = await import('../../experiments/seed-intervals.js');
  return {
    ofMean: meanInterval,
    between: ([a], [b]) => (seeds.length > 0 ? seedIntervals : new DifferenceIntervals(a, b)),
  };
}

/** Null where it is the seed that varies. */
function seedOf(scenarios: readonly Scenario[]): number | null {
  const [{ seed }] = scenarios;
  return scenarios.every((each) => each.seed === seed) ? seed : null;
}

async function folderAt(path: string): Promise<OutputFolder> {
  const { OutputFolder } = await import('../files/output-folder.js');
  const { varyFolder } = await import('../files/folder-kinds.js');
  return new OutputFolder(path, varyFolder);
}

async function show(table: VaryTable, asJson: boolean, terminal: Terminal): Promise<void> {
  const { varyJson } = await import('../../../reports/vary/vary-files.js');
  const { varyText } = await import('../../../reports/vary/vary-text.js');
  if (asJson) terminal.printRendered(varyJson(table));
  else terminal.printRendered(varyText(table, { columns: terminal.tableColumns, colour: terminal.colour }));
}

async function write(table: VaryTable, folder: OutputFolder, terminal: Terminal): Promise<void> {
  const { varyCsv, varyJson } = await import('../../../reports/vary/vary-files.js');
  const { tableCsvName, tableName } = await import('../files/folder-kinds.js');
  const { renderPlan } = await import('../../../reports/charts/charts.js');
  const { varyChart } = await import('../../../reports/charts/vary-chart.js');
  const { name, png } = renderPlan(varyChart(table));
  const files = [
    { name: tableCsvName, content: varyCsv(table) },
    { name: tableName, content: `${varyJson(table)}\n` },
    { name, content: png },
  ];
  await folder.replace(files);
  terminal.tell(`Wrote to ${folder.path}: ${files.map((file) => file.name).join(', ')}`);
}
