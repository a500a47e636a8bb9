/**
 * What a sweep has of jobs whose ends come a second time, because their range was run twice: the same line, or there is a
 * bug. Of lines that this process took their checks are kept, a number each; those of a former one are in its file.
 */
import { openShards, type ShardRecords, TwoOutcomes } from '../../files/shard-records.js';
import type { RecordStore } from '../../sweep/record-store.js';

export class KnownOutcomes {
  private readonly checks = new Map<number, number>();
  private file: ShardRecords | null = null;

  constructor(private readonly store: Pick<RecordStore, 'done' | 'path'>) {}

  note(number: number, line: string): void {
    this.checks.set(number, checkOf(line));
  }

  /** Throws TwoOutcomes. Of a job that broke down elsewhere there is nothing to hold a line against. */
  judge(number: number, line: string): void {
    const known = this.checks.get(number) ?? this.checkBefore(number);
    if (known === null || known === checkOf(line)) return;
    throw new TwoOutcomes(`job ${number} has one outcome in ${this.store.path} and another in the queue`);
  }

  end(): void {
    this.file?.close();
  }

  private checkBefore(number: number): number | null {
    if (!this.store.done.has(number)) return null;
    this.file ??= openShards([this.store.path]);
    const line = this.file.line(number);
    return line === null ? null : checkOf(line);
  }
}

/** The CRC-32 at its end, which differs where lines do but once in 2^32. */
const checkOf = (line: string) => Number.parseInt(line.trimEnd().slice(-10, -2), 16);
