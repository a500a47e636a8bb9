/** `schema`: the JSON Schema of scenario files, for editors, or that of results, for whoever reads them. */
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

const schemaBytesMax = 1 << 24;

export const schemaCommand: Command = {
  name: 'schema',
  usage: 'schema [--of scenario|result]',
  summary:
    'Print the JSON Schema of scenario files, with which editors complete and check them, or that of result.json',
  operands: { min: 0, max: 0 },
  options: {
    of: { describe: 'scenario (default), or result', choices: ['scenario', 'result'] },
  },
  example: ['schema > scenario.schema.json', 'then "# yaml-language-server: $schema=scenario.schema.json" in a file'],
  execute,
};

/** That of results is made when the package is built, from the types of which a running program knows nothing. */
async function execute({ options }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const of = options.of?.[0] === 'result' ? 'result' : 'scenario';
  const { schemaFile } = await import('../files/package-files.js');
  const { readPlainFile } = await import('../files/file-access.js');
  const path = schemaFile(of);
  const text = readPlainFile(path, schemaBytesMax);
  if (!Buffer.isBuffer(text))
    throw new UsageError(`${path}: found ${text.found}; expected what \`npm run build\` writes`);
  terminal.print(text.toString('utf8').trimEnd().split('\n'));
  return exitCode.met;
}
