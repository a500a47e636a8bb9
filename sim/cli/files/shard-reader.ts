/**
 * A shard of a sweep as a file that only grows: a line that says which plan and which shard, then a line for each job that
 * ended, in the order in which they did.
 *
 *   {"format":"dynamosim shard 1","dynamosim":"0.1.0","digest":"…","shard":1,"of":3,"plan":{…},"check":"…"}
 *   {"number":1,"job":"…","run":"…","metrics":[…],…,"check":"…"}
 *
 * What a killed process wrote of a line last is no line yet, and is passed over. Of the others their numbers and places are
 * known when the file is opened; each is judged where it is used.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { z } from 'zod';
import { firstProblem } from '../../experiments/first-problem.js';
import { parseCheckedLine } from '../../experiments/sweep/checked-line.js';
import { digestOfPlan, planSchema } from '../../experiments/sweep/plan.js';
import { recordBytesMax } from '../../experiments/sweep/record.js';
import { UsageError } from '../usage-error.js';
import { openToRead } from './file-access.js';

export const shardFormat = 'dynamosim shard 1';
/** A plan has the texts of its scenarios. */
const headerBytesMax = 1 << 28;
const chunkBytes = 1 << 16;
const newLine = 0x0a;

export interface Shard {
  /** From 1 to `of`: it has the numbers that are congruent to it modulo `of`. */
  readonly shard: number;
  readonly of: number;
}

/** All of a plan. */
export const wholeShard: Shard = { shard: 1, of: 1 };

const headerSchema = z.strictObject({
  format: z.literal(shardFormat),
  dynamosim: z.string(),
  digest: z.string(),
  shard: z.int().min(1),
  of: z.int().min(1),
  plan: planSchema,
});

export type ShardHeader = Readonly<z.output<typeof headerSchema>>;

/** Where the line of a job is. */
export interface Place {
  readonly number: number;
  readonly from: number;
  readonly bytes: number;
}

export function* numbersOf({ shard, of }: Shard, jobs: number): Generator<number> {
  for (let number = shard; number <= jobs; number += of) yield number;
}

export class ShardReader {
  readonly header: ShardHeader;
  readonly places: readonly Place[];
  /** Up to the end of the last whole line. */
  readonly wholeBytes: number;
  /** Whether a part of a line followed when it was opened. */
  readonly isTorn: boolean;
  private readonly file: number;

  /** Throws UsageError for what is no shard of ours. */
  constructor(readonly path: string) {
    this.file = openToRead(path);
    const { size } = fstatSync(this.file);
    const lines = this.lines(size);
    const head = lines.next();
    if (head.done === true) throw this.problem('it has no whole line; expected a shard that `dynamosim sweep` wrote');
    const headText = this.text(head.value);
    this.header = this.headerOf(headText);
    const places: Place[] = [];
    let end = head.value.from + head.value.bytes + 1;
    let line = 1;
    for (const { from, bytes } of lines) {
      line++;
      end = from + bytes + 1;
      // Two processes that begin one shard at the same time both write its first line.
      if (bytes === head.value.bytes && this.text({ from, bytes }) === headText) continue;
      places.push({ number: this.numberAt(from, bytes, line), from, bytes });
    }
    this.places = places;
    this.wholeBytes = end;
    this.isTorn = end < size;
  }

  line({ from, bytes }: Omit<Place, 'number'>): string {
    return this.text({ from, bytes });
  }

  close(): void {
    closeSync(this.file);
  }

  /** The whole ones. */
  private *lines(size: number): Generator<{ readonly from: number; readonly bytes: number }> {
    const chunk = Buffer.alloc(chunkBytes);
    let from = 0;
    for (let at = 0; at < size; ) {
      const read = readSync(this.file, chunk, 0, chunkBytes, at);
      if (read === 0) return;
      for (let next = chunk.indexOf(newLine); next >= 0 && next < read; next = chunk.indexOf(newLine, next + 1)) {
        yield { from, bytes: at + next - from };
        from = at + next + 1;
      }
      at += read;
      const bytesMax = from === 0 ? headerBytesMax : recordBytesMax;
      if (at - from > bytesMax) throw this.problem(`it has a line of more than ${bytesMax} bytes`);
    }
  }

  private text({ from, bytes }: { readonly from: number; readonly bytes: number }): string {
    const buffer = Buffer.alloc(bytes);
    readSync(this.file, buffer, 0, bytes, from);
    return buffer.toString('utf8');
  }

  /** All else of a record is judged where it is merged. */
  private numberAt(from: number, bytes: number, line: number): number {
    const start = this.text({ from, bytes: Math.min(bytes, 32) });
    const number = Number(/^\{"number":(\d{1,15}),/.exec(start)?.[1] ?? Number.NaN);
    if (!(number >= 1)) throw this.problem(`its line ${line} is no record of a job`);
    const { shard, of } = this.header;
    if ((number - shard) % of !== 0)
      throw this.problem(`its line ${line} is of job ${number}, which shard ${shard} of ${of} does not have`);
    return number;
  }

  private headerOf(text: string): ShardHeader {
    const checked = parseCheckedLine(text);
    if ('problem' in checked)
      throw this.problem(`its first line: ${checked.problem}; expected a shard that \`dynamosim sweep\` wrote`);
    const { value } = checked;
    const parsed = headerSchema.safeParse(value, { jitless: true });
    if (!parsed.success) throw this.problem(`its first line: ${firstProblem(parsed.error, 'the header')}`);
    const { digest, plan, shard, of } = parsed.data;
    if (digest !== digestOfPlan(plan)) throw this.problem('its plan is not the one of its digest');
    if (shard > of) throw this.problem(`it is shard ${shard} of ${of}`);
    return parsed.data;
  }

  private problem(words: string): UsageError {
    return new UsageError(`${this.path}: found a damaged shard: ${words}`);
  }
}
