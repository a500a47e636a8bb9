/**
 * Which numbers a sweep still waits for, and their ranges: those that are queued, up to a bound, and what became of them. A
 * range that has gone from Redis while ends of it are missing is queued again, and so is one that a worker refused; one
 * that comes back again and again, or whose workers died, is given up, and its jobs have broken down.
 */
import type { JobEnd } from '../../sweep/job-pool.js';
import { idOf, type Range, rangeAround } from '../redis/range.js';
import type { RangeFate, RangeQueue } from './range-queue.js';
import type { SweepWords } from './sweep-words.js';

/** Ranges that are queued at a time: enough for some hundred threads; their records take some ten megabytes of Redis. */
const rangesMax = 1024;
/** Times that a range may come back; Redis is not restarted more often. */
const returnsMax = 10;
/** BullMQ's word for a job whose workers were lost more often than they may be. */
const isOfLostWorkers = (reason: string) => reason.includes('stalled more than');

interface QueuedRange {
  readonly range: Range;
  returns: number;
  /** What the last look found. */
  fate: RangeFate | null;
}

export class OpenRanges {
  private readonly open = new Set<number>();
  private rest: Iterator<number> = [][Symbol.iterator]();
  /** By their names. */
  private readonly queued = new Map<string, QueuedRange>();
  /** Taken in full, but queued twice: the second time may wait there yet. */
  private readonly twice: string[] = [];

  constructor(
    private readonly queue: RangeQueue,
    private readonly words: SweepWords,
    private readonly digest: string,
    private readonly jobs: number,
  ) {}

  get isOpen(): boolean {
    return this.open.size > 0;
  }

  /** In ascending order. */
  await(numbers: Iterable<number>): void {
    for (const number of numbers) this.open.add(number);
    this.rest = [...this.open][Symbol.iterator]();
  }

  /** Queues as many as may be. */
  async fill(): Promise<void> {
    const ids: string[] = [];
    while (this.queued.size < rangesMax) {
      const { value: number, done } = this.rest.next();
      if (done === true) break;
      const range = this.around(number);
      const id = idOf(range);
      // Of a number whose end was there from a former process, nothing is to be queued.
      if (!this.open.has(number) || this.queued.has(id)) continue;
      this.queued.set(id, { range, returns: 0, fate: null });
      ids.push(id);
    }
    await this.add(ids);
  }

  /** Its end has come; false of one that was not waited for. */
  close(number: number): boolean {
    if (!this.open.delete(number)) return false;
    const range = this.around(number);
    const id = idOf(range);
    const queued = this.queued.get(id);
    if (queued === undefined || this.openOf(range).length > 0) return true;
    this.queued.delete(id);
    if (queued.returns > 0) this.twice.push(id);
    return true;
  }

  /** What has become of those that are queued: it counts only when all ends have been taken that were there by then. */
  async watch(): Promise<void> {
    const all = [...this.queued];
    const fates = await this.queue.fates(all.map(([id]) => id));
    all.forEach(([, each], at) => {
      each.fate = fates[at];
    });
  }

  /** To be called when all ends have been taken. Gives those of jobs that are given up. */
  async settle(): Promise<readonly JobEnd[]> {
    const back = [...this.queued].filter(([, { fate }]) => fate !== null);
    if (back.length === 0) return [];
    const givenUp: JobEnd[] = [];
    const again: string[] = [];
    this.words.tellBack(back.map(([, { fate }]) => fate!));
    for (const [id, each] of back) {
      const { range, fate } = each;
      each.fate = null;
      each.returns++;
      const why = whyGivenUp(fate!, each.returns);
      if (why === null) again.push(id);
      else givenUp.push(...this.openOf(range).map((number) => ({ number, line: null, defect: new Error(why) })));
    }
    await this.queue.remove(back.map(([id]) => id));
    await this.add(again);
    for (const { number } of givenUp) this.close(number);
    return givenUp;
  }

  /** Takes out of the queue what nobody has begun. */
  async withdraw(): Promise<void> {
    await this.queue.remove([...this.queued.keys(), ...this.twice]);
    await this.queue.end();
  }

  /** Of each range from the first to the last that is waited for. */
  private async add(ids: readonly string[]): Promise<void> {
    const jobs = ids.map((id) => {
      const { range } = this.queued.get(id)!;
      const numbers = this.openOf(range);
      return { id, data: { ...range, first: numbers[0], last: numbers.at(-1)! } };
    });
    await this.queue.add(jobs);
  }

  private around(number: number): Range {
    return rangeAround(number, this.digest, this.jobs);
  }

  private openOf({ first, last }: Range): number[] {
    const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    return numbers.filter((number) => this.open.has(number));
  }
}

/** Null while it is queued again. */
function whyGivenUp(fate: RangeFate, returns: number): string | null {
  if (fate.kind === 'failed' && isOfLostWorkers(fate.reason))
    return 'its workers were lost each time they ran its range';
  if (returns <= returnsMax) return null;
  return fate.kind === 'gone' ? 'its range has gone from Redis again and again' : `no worker takes it: ${fate.reason}`;
}
