/**
 * Drives work in slices. Between two slices the event loop gets its turn, so that progress is shown and Ctrl-C is heard:
 * the first ends the work where it stands, a second one kills the process at once.
 */
import type { Progress, Work } from '../experiments/work.js';
import { raiseInliningBudget } from './inlining-budget.js';
import { ProgressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** Some 20 ms of work. */
const eventsPerSlice = 1 << 15;
/** From here on, code that inlines more earns back what compiling it costs. */
const longWorkEvents = 20_000_000;
const signals = ['SIGINT', 'SIGTERM'] as const;

export type Ending = 'done' | 'interrupted';

export async function drive(work: Work, terminal: Terminal, prepareForLongWork = raiseInliningBudget): Promise<Ending> {
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
  let isPrepared = false;
  try {
    while (!work.advance(eventsPerSlice)) {
      const { progress } = work;
      line.update(progress, performance.now());
      if (!isPrepared && expectedEvents(progress) >= longWorkEvents) {
        prepareForLongWork();
        isPrepared = true;
      }
      await new Promise(setImmediate);
      if (isInterrupted) return 'interrupted';
    }
    return 'done';
  } finally {
    line.clear();
    stopListening();
  }
}

/** As many for what is left as for what is done; before there is a share, no more than so far. */
const expectedEvents = ({ events, share }: Progress) => (share === 0 ? events : events / share);
