/** `explain`: why the slowest requests of a stored run were slow, when and why its objectives were missed, and what it lost. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const explainCommand: Command = {
  name: 'explain',
  usage: 'explain DIR [--format text|json]',
  summary: 'Say why the slowest requests of a stored run were slow, step by step and cause by cause',
  operands: { min: 1, max: 1 },
  options: {
    format: { describe: 'text (default), or json', choices: ['text', 'json'] },
  },
  example: ['explain runs/zone-outage', 'what the slowest requests waited for, and when objectives were missed'],
  execute,
};

async function execute({ operands, options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readStoredResult } = await import('../stored/stored-result.js');
  const { result } = readStoredResult(operands[0]);
  if (options.format?.[0] === 'json') {
    const { jsonText } = await import('../../../reports/safe-text.js');
    const { explanationOf } = await import('../../../reports/explain/explanation.js');
    terminal.printRendered(jsonText(explanationOf(result)));
  } else {
    const { explainText } = await import('../../../reports/explain/explain-text.js');
    terminal.printRendered(explainText(result, terminal));
  }
  return exitCode.met;
}
