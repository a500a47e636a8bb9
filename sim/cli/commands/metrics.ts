/**
 * `metrics`: the names that `expect:` and `--metric` may use with a scenario, made to be searched: one a line with its unit and,
 * of a count, what it counts.
 */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const metricsCommand: Command = {
  name: 'metrics',
  usage: 'metrics SCENARIO',
  summary:
    'List the metrics that expectations and --metric can name for a scenario, each with its unit and what it counts',
  operands: { min: 1, max: 1 },
  options: {},
  example: ['metrics zone-outage | grep getItem.p99', 'the ways to say the p99 of getItem'],
  execute,
};

async function execute({ operands }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readScenarioSource } = await import('../files/scenario-source.js');
  const { readScenario } = await import('../../scenario/read.js');
  const { metricsOf } = await import('../../verdicts/metrics.js');
  const { text, fileName } = readScenarioSource(operands[0]);
  // Without the vocabulary: who looks for a name may have a wrong one in the file.
  for (const { path, unit, about } of metricsOf(readScenario(text, fileName))) {
    terminal.print([path, unit, about].filter((part) => part !== '').join('  '));
  }
  return exitCode.met;
}
