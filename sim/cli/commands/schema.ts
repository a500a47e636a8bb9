/** `schema`: the JSON Schema of scenario files, for editors. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const schemaCommand: Command = {
  name: 'schema',
  usage: 'schema',
  summary: 'Print the JSON Schema of scenario files, with which editors complete and check them',
  operands: { min: 0, max: 0 },
  options: {},
  example: ['schema > scenario.schema.json', 'then "# yaml-language-server: $schema=scenario.schema.json" in a file'],
  execute,
};

async function execute(_words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { scenarioJsonSchema } = await import('../../scenario/json-schema.js');
  terminal.print(JSON.stringify(scenarioJsonSchema(), null, 2).split('\n'));
  return exitCode.met;
}
