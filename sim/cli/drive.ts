/**
 * Drives work in slices. Between two slices the event loop gets its turn, so that progress is shown and Ctrl-C is heard,
 * which ends the work where it stands.
 */
import type { Progress, Work } from '../experiments/work.js';
import { raiseInliningBudget } from './inlining-budget.js';
import { Interruption } from './interruption.js';
import { ProgressLine, runInWords } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** Some 20 ms of work. */
const eventsPerSlice = 1 << 15;
/** From here on, code that inlines more earns back what compiling it costs. */
const longWorkEvents = 20_000_000;

export type Ending = 'done' | 'interrupted';

export async function drive(work: Work, terminal: Terminal, prepareForLongWork = raiseInliningBudget): Promise<Ending> {
  const interruption = new Interruption();
  const line = new ProgressLine(terminal, performance.now(), runInWords);
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
      if (interruption.isHeard) return 'interrupted';
    }
    return 'done';
  } finally {
    line.clear();
    interruption.stopListening();
  }
}

/** As many for what is left as for what is done; before there is a share, no more than so far. */
const expectedEvents = ({ events, share }: Progress) => (share === 0 ? events : events / share);
