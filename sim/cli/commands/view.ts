/** `view`: the folder of a stored run or sweep in a browser of this machine, until Ctrl-C. */
import { join } from 'node:path';
import type { Command, CommandWords } from '../command.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export const viewCommand: Command = {
  name: 'view',
  usage: 'view DIR [--port N]',
  summary:
    'Serve the files of a folder that `run --out`, `sweep --out` or `merge --out` wrote to browsers of this machine alone, ' +
    'until Ctrl-C',
  operands: { min: 1, max: 1 },
  options: { port: { describe: 'of this machine; any free one by default' } },
  example: ['view runs/zone-outage', 'prints the address, such as http://127.0.0.1:49152/'],
  check: async (words) => portOf(words),
  execute,
};

const portMax = 65_535;

async function execute(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { FolderServer } = await import('../files/folder-server.js');
  const [folder] = words.operands;
  const wanted = await portOf(words);
  const server = new FolderServer(folder);
  const port = await server.listen(wanted, await pageIn(folder));
  terminal.print(`http://127.0.0.1:${port}/`);
  terminal.tell('Ctrl-C ends it');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  server.close();
  return exitCode.met;
}

/** What it is called; throws UsageError where the folder has no run or sweep and its page. */
async function pageIn(folder: string): Promise<string> {
  const { kindOfPlace } = await import('../files/file-access.js');
  const { sweepName, sweepPageName } = await import('../files/folder-kinds.js');
  const { pageName } = await import('../../../reports/page/page-name.js');
  const isSweep = kindOfPlace(join(folder, sweepName)) === 'file';
  if (!isSweep) {
    const { readStoredResult } = await import('../stored/stored-result.js');
    readStoredResult(folder);
  }
  const name = isSweep ? sweepPageName : pageName;
  const page = join(folder, name);
  if (kindOfPlace(page) === 'file') return name;
  const [whose, maker] = isSweep ? ['sweep', 'merge'] : ['run', 'report'];
  const { UsageError } = await import('../usage-error.js');
  throw new UsageError(
    `${page}: found no such file; expected the page of the ${whose}, which \`dynamosim ${maker}\` makes again`,
  );
}

/** 0: any that is free. */
async function portOf({ options }: CommandWords): Promise<number> {
  const given = options.port?.[0];
  if (given === undefined) return 0;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port >= 1 && port <= portMax) return port;
  const { UsageError } = await import('../usage-error.js');
  throw new UsageError(`found --port ${given}; expected a number from 1 to ${portMax}`);
}
