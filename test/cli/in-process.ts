/** The command line without a process of its own, which costs more than most commands: for those that are many. */
import { runCommandLine } from '../../sim/cli/command-line.js';
import { Terminal } from '../../sim/cli/terminal.js';
import type { Ending } from './dynamosim.js';

/** Colours as on a terminal where asked for, and no width as in a pipe where null is; a progress line never, since it comes and goes with the machine's speed. */
export async function dynamosimInProcess(
  args: readonly string[],
  {
    colour = false,
    columns = 400,
    environment = {},
    folder = process.cwd(),
  }: { colour?: boolean; columns?: number | null; environment?: NodeJS.ProcessEnv; folder?: string } = {},
): Promise<Ending> {
  const written = { stdout: '', stderr: '' };
  const streamOf = (name: 'stdout' | 'stderr') =>
    ({
      isTTY: colour && name === 'stdout',
      columns: columns ?? undefined,
      on: () => {},
      write: (text: string) => {
        written[name] += text;
      },
    }) as unknown as NodeJS.WriteStream;
  const before = process.cwd();
  process.chdir(folder);
  try {
    const code = await runCommandLine(args, new Terminal(streamOf('stdout'), streamOf('stderr'), environment));
    return { code, ...written };
  } finally {
    process.chdir(before);
  }
}
