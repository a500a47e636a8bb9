/** `compare`: how one stored run differs from another, and whether that fails a build. */
import type { Comparison } from '../../../reports/compare/comparison.js';
import type { Result } from '../../result.js';
import type { ChangeCondition } from '../../verdicts/change-condition.js';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

const failOn = '--fail-on';

export const compareCommand: Command = {
  name: 'compare',
  usage: 'compare A B [--fail-on CONDITION]... [--format text|json|markdown]',
  summary:
    'Say how the stored run B differs from A: figures, verdicts, and where the time of the slow requests went. A and B ' +
    'are what `run --out` wrote, or a result.json alone',
  operands: { min: 2, max: 2 },
  options: {
    'fail-on': {
      describe:
        'exit with 1 where the change from A to B is such: a metric, > or < (or >= or <=), and the change with its sign, in ' +
        '% of A or in a unit of the metric (a share: points); may be given again',
      isRepeatable: true,
    },
    format: {
      describe: 'text (default), json, or markdown for a pull request',
      choices: ['text', 'json', 'markdown'],
    },
  },
  example: [
    "compare runs/main runs/mine --fail-on 'latency.storefront.getItem.p99 > +10%'",
    'what changed, and exit code 1 where that p99 rose by more than a tenth',
  ],
  execute,
};

async function execute({ operands, options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readStoredResult } = await import('../files/stored-result.js');
  const [a, b] = operands.map((name) => ({ name, result: readStoredResult(name).result }));
  const comparison = await comparing(operands, async () => {
    const { comparisonOf } = await import('../../../reports/compare/comparison.js');
    const { DifferenceIntervals } = await import('../../experiments/difference-intervals.js');
    const { judgeChange } = await import('../../verdicts/change-condition.js');
    const results = [a.result, b.result] as const;
    const conditions = await conditionsIn(options['fail-on'] ?? [], results);
    return comparisonOf(a, b, {
      conditions: conditions.map((condition) => judgeChange(condition, results)),
      intervals: new DifferenceIntervals(...results),
    });
  });
  terminal.printRendered(await textOf(comparison, options.format?.[0], terminal));
  return comparison.conditions.some(({ isFailed }) => isFailed) ? exitCode.missed : exitCode.met;
}

/** Nothing is read but the results: what cannot be read there is damaged. */
async function comparing(paths: readonly string[], compare: () => Promise<Comparison>): Promise<Comparison> {
  try {
    return await compare();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${paths.join(', ')}: one of the results is damaged: ${error.message}`);
  }
}

/** Throws ScenarioError; the n-th condition stands on line n of `--fail-on`. */
async function conditionsIn(texts: readonly string[], results: readonly [Result, Result]): Promise<ChangeCondition[]> {
  const { readChangeCondition } = await import('../../verdicts/change-condition.js');
  const { problemAt, ScenarioError } = await import('../../scenario/reading/problem.js');
  const read = texts.map((text) => readChangeCondition(text, results));
  const problems = read.flatMap((each, index) =>
    'mismatch' in each ? [problemAt({ file: failOn, line: index + 1, column: each.column }, each.mismatch)] : [],
  );
  if (problems.length > 0) throw new ScenarioError(problems, 0, new Map([[failOn, texts.join('\n')]]));
  return read.filter((each): each is ChangeCondition => !('mismatch' in each));
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
