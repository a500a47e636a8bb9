/**
 * A pool of objects of one shape, addressed by integer: an event's payload is an index here. Objects are made once and
 * used again, last released first, so that a run allocates only up to its peak of concurrent work and stays in cache.
 */
import { LimitError } from './limits/limit-error.js';

export interface Pooled {
  /** Place in the pool; never changes. */
  readonly index: number;
}

/** Where an index, a number or a time would stand, and there is none: all of them begin at zero. */
export const none = -1;

/**
 * Bound on objects of one pool: what one run may have under way at once. A request with its attempt, times, timer and event
 * takes some 1,500 bytes, so that all of them stay below a gigabyte.
 */
export const pooledMax = 1 << 19;
/** Of a pool of rows; a power of two, as is the number at which it grows. */
const rowsAtFirst = 64;
const usualRemedy = 'a lower load, shorter time-outs, fewer retries or shorter faults need fewer';

export class Pool<T extends Pooled> {
  readonly items: T[] = [];
  protected readonly free: number[] = [];

  constructor(
    private readonly name: string,
    private readonly create: (index: number) => T,
    private readonly max = pooledMax,
    /** For a user whose run needs more. */
    private readonly remedy = usualRemedy,
  ) {}

  /** An object whose fields hold what its last user left: the caller sets them all. */
  take(): T {
    return this.items[this.takeIndex()];
  }

  release(item: T): void {
    this.free.push(item.index);
  }

  get inUse(): number {
    return this.items.length - this.free.length;
  }

  protected takeIndex(): number {
    const index = this.free.pop();
    if (index !== undefined) return index;
    if (this.items.length === this.max) throw new LimitError(`${this.name} at once`, this.max, this.remedy);
    return this.items.push(this.create(this.items.length)) - 1;
  }
}

/**
 * Of what several hold at once, such as a message that is on its way while its sender waits for the answer: an object is
 * free again when the last of its holders has let go. Holders are counted here and not in the objects, so that one code
 * serves objects of any shape at the price of an integer.
 */
export class SharedPool<T extends Pooled> extends Pool<T> {
  private holders = new Int32Array(64);

  /** An object with so many holders, of whom one took it. */
  override take(holders = 1): T {
    const index = this.takeIndex();
    if (index === this.holders.length) this.grow();
    this.holders[index] = holders;
    return this.items[index];
  }

  /** One more holds it. */
  hold(index: number): void {
    this.holders[index]++;
  }

  /** One of its holders lets go, or several at once; true when no other is left and the object is free. */
  letGo(index: number, holders = 1): boolean {
    this.holders[index] -= holders;
    if (this.holders[index] > 0) return false;
    this.free.push(index);
    return true;
  }

  private grow(): void {
    const holders = new Int32Array(2 * this.holders.length);
    holders.set(this.holders);
    this.holders = holders;
  }
}

/**
 * The same of rows of numbers, for what is looked at again only after so long that other work has taken its place in the
 * caches: a row of some words lies in a line or two, where an object with its numbers lies in many. Whoever has a row reads
 * and writes it in `ints` or `doubles`, in words of 8 bytes from `row * words`.
 */
export class RowPool {
  doubles: Float64Array;
  ints: Int32Array;
  private made = 0;
  private readonly free: number[] = [];

  constructor(
    private readonly name: string,
    private readonly words: number,
    private readonly max: number,
    private readonly remedy = usualRemedy,
  ) {
    this.doubles = new Float64Array(rowsAtFirst * words);
    this.ints = new Int32Array(this.doubles.buffer);
  }

  /** A row that holds what its last user left, or zeros: the caller sets it. */
  take(): number {
    return this.free.pop() ?? this.make();
  }

  release(row: number): void {
    this.free.push(row);
  }

  private make(): number {
    if (this.made === this.max) throw new LimitError(`${this.name} at once`, this.max, this.remedy);
    if (this.made * this.words === this.doubles.length) {
      const doubles = new Float64Array(2 * this.doubles.length);
      doubles.set(this.doubles);
      this.doubles = doubles;
      this.ints = new Int32Array(doubles.buffer);
    }
    return this.made++;
  }
}
