/** `validate`: all problems of all files named, without running any. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const validateCommand: Command = {
  name: 'validate',
  usage: 'validate SCENARIO...',
  summary:
    'Check scenarios without running them: every problem with its line, column and nearest valid name, and what else you should know',
  operands: { min: 1, max: Number.POSITIVE_INFINITY },
  options: {},
  example: ['validate mine.yaml zone-outage', 'a file of yours and a bundled scenario'],
  execute,
};

async function execute({ operands }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readScenarioSource } = await import('../files/scenario-source.js');
  const { readWithWarnings } = await import('../../experiments/read-scenario.js');
  const { problemText } = await import('../problem-text.js');
  const { ScenarioError, warningLines } = await import('../../scenario/reading/problem.js');
  let code: ExitCode = exitCode.met;
  for (const name of operands) {
    try {
      const { text, fileName } = readScenarioSource(name);
      const { warnings } = readWithWarnings(text, fileName);
      terminal.tell(warningLines(warnings));
      terminal.print(`${fileName}: valid`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      terminal.tell(problemText(error));
      code = exitCode.misuse;
    }
  }
  return code;
}
