import { writesMax } from '../replication/item-versions.js';

/** Numbers for writes, each once a run: every version of an item names the write that made it. */
export class WriteIds {
  private last = 0;

  next(): number {
    if (this.last === writesMax) throw new Error(`more than ${writesMax} writes in one run`);
    return ++this.last;
  }
}
