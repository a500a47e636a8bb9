/** `new`: a commented starter scenario, never over a file that is there. */

import { shellPath } from '../../../reports/shell-word.js';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

const extension = '.yaml';

export const newCommand: Command = {
  name: 'new',
  usage: 'new NAME',
  summary: 'Write NAME.yaml, a commented scenario to start from; it never overwrites a file',
  operands: { min: 1, max: 1 },
  options: {},
  example: ['new checkout', 'writes checkout.yaml, ready for dynamosim run checkout.yaml'],
  execute,
};

async function execute({ operands }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { createFile, orTell } = await import('../files/file-access.js');
  const { schemaFile } = await import('../files/package-files.js');
  const { basename, dirname, relative, resolve, sep } = await import('node:path');
  const { starterScenario } = await import('../../scenario/starter.js');
  const stem = operands[0].endsWith(extension) ? operands[0].slice(0, -extension.length) : operands[0];
  const name = basename(stem);
  if (name === '' || stem.endsWith('/'))
    throw new UsageError(`found new "${operands[0]}"; expected the name of a file`);
  const path = `${stem}${extension}`;
  orTell(`${path} cannot be written`, () => {
    const schema = relative(dirname(resolve(path)), schemaFile('scenario')).replaceAll(sep, '/');
    createFile(path, starterScenario(name, schema));
  });
  terminal.print(path);
  terminal.tell(`Run it with: npx dynamosim run ${shellPath(path)}`);
  return exitCode.met;
}
