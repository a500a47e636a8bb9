/**
 * Drives work in slices. Between two slices the event loop gets its turn, so that progress is shown and Ctrl-C is heard:
 * the first ends the work where it stands, a second one kills the process at once.
 */
import type { Work } from '../experiments/work.js';
import { ProgressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** Some 20 ms of work. */
const eventsPerSlice = 1 << 15;
const signals = ['SIGINT', 'SIGTERM'] as const;

export async function drive(work: Work, terminal: Terminal): Promise<'done' | 'interrupted'> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    stopListening();
  };
  // Without a listener, the system's own answer to a signal is back in force.
  const stopListening = () => {
    for (const signal of signals) process.removeListener(signal, interrupt);
  };
  for (const signal of signals) process.on(signal, interrupt);
  const line = new ProgressLine(terminal, performance.now());
  try {
    while (!work.advance(eventsPerSlice)) {
      line.update(work.progress, performance.now());
      await new Promise(setImmediate);
      if (isInterrupted) return 'interrupted';
    }
    return 'done';
  } finally {
    line.clear();
    stopListening();
  }
}
