/**
 * A pool of objects that several parties hold at once: whoever waits for an answer, and the thread of work that brings it.
 * An object is free again when all have let go, so an answer that comes after its asker gave up still costs what it costs.
 */
import { Pool, type Pooled } from './pool.js';

export interface Held extends Pooled {
  /** Parties that have not let go; set by whoever takes the object. */
  holders: number;
}

export class HeldPool<T extends Held> extends Pool<T> {
  /** One holder lets go. Fields stay readable until the object is taken again. */
  letGo(item: T): void {
    if (--item.holders === 0) this.release(item);
  }
}
