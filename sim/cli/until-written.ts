/**
 * The time between the end of a run and the moment at which its files are there. Whoever interrupts first is told that they
 * are still written; a second time, that nothing was written, and the process ends. Until then nothing of them lies on the
 * disk: they are put there all at once (files/folder-swap.ts), during which nobody is heard.
 */
import type { Ending } from './drive.js';
import { exitCode } from './exit-code.js';
import { signals } from './interruption.js';
import type { Terminal } from './terminal.js';

/** @param act ends with writing them; @param ending of the run: one that was interrupted has been so once */
export async function untilWritten<T>(
  path: string,
  ending: Ending,
  terminal: Terminal,
  act: () => Promise<T>,
): Promise<T> {
  let isHeard = ending === 'interrupted';
  const hear = () => {
    if (isHeard) {
      terminal.tell(`dynamosim: interrupted again; nothing was written to ${path}`);
      process.exit(exitCode.interrupted);
    }
    isHeard = true;
    terminal.tell(`dynamosim: interrupted after the end of the run; ${path} is still written, unless you do so again`);
  };
  for (const signal of signals) process.on(signal, hear);
  try {
    return await act();
  } finally {
    for (const signal of signals) process.removeListener(signal, hear);
  }
}
