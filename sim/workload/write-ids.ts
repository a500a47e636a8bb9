import { LimitError } from '../engine/limits/limit-error.js';
import { writesMax } from '../replication/item-versions.js';

/** Numbers for writes, each once a run: every version of an item names the write that made it. */
export class WriteIds {
  private last = 0;

  next(): number {
    if (this.last === writesMax)
      throw new LimitError('writes in one run', writesMax, 'a lower load or a shorter run has fewer');
    return ++this.last;
  }
}
