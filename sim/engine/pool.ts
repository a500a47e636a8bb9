/**
 * A pool of objects of one shape, addressed by integer: an event's payload is an index here. Objects are made once and
 * used again, last released first, so that a run allocates only up to its peak of concurrent work and stays in cache.
 */
export interface Pooled {
  /** Place in the pool; never changes. */
  readonly index: number;
}

/** Bound on objects of one pool: what one run may have under way at once. */
export const pooledMax = 1 << 24;

export class Pool<T extends Pooled> {
  readonly items: T[] = [];
  private readonly free: number[] = [];

  constructor(
    private readonly name: string,
    private readonly create: (index: number) => T,
  ) {}

  /** An object whose fields hold what its last user left: the caller sets them all. */
  take(): T {
    const index = this.free.pop();
    if (index !== undefined) return this.items[index];
    if (this.items.length === pooledMax) throw new Error(`more than ${pooledMax} ${this.name} at once`);
    const item = this.create(this.items.length);
    this.items.push(item);
    return item;
  }

  release(item: T): void {
    this.free.push(item.index);
  }

  get inUse(): number {
    return this.items.length - this.free.length;
  }
}
