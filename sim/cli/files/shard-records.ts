/**
 * The records of a sweep where they lie: shards on the disk, of which the places of the lines are kept and no more, so that
 * a hundred thousand take some megabytes. All shards must be of one plan; the number of shards need not be one, for what
 * was run on three machines may have been begun on two.
 */
import { join } from 'node:path';
import { parseCheckedLine } from '../../experiments/sweep/checked-line.js';
import type { Records } from '../../experiments/sweep/merge.js';
import { jobCount, type SweepPlan } from '../../experiments/sweep/plan.js';
import { version } from '../../version.js';
import { UsageError } from '../usage-error.js';
import { kindOfPlace, namesOf } from './file-access.js';
import { isShardName } from './folder-kinds.js';
import { ShardReader } from './shard-reader.js';

/** Two lines of one number that differ: the same job gave two outcomes, which must not be. */
export class TwoOutcomes extends Error {
  override readonly name = 'TwoOutcomes';
}

export class ShardRecords implements Records {
  readonly plan: SweepPlan;
  /** By number, from 1: which reader has it, and where; -1 of none. */
  private readonly readerOf: Int32Array;
  private readonly fromOf: Float64Array;
  private readonly bytesOf: Float64Array;

  /** Throws UsageError for shards of several plans, and TwoOutcomes. */
  constructor(private readonly readers: readonly ShardReader[]) {
    const [first, ...others] = readers;
    const foreign = readers.find(({ header }) => header.dynamosim !== version);
    if (foreign !== undefined) {
      const found = `found a shard of version ${foreign.header.dynamosim}`;
      throw new UsageError(`${foreign.path}: ${found}; expected ${version}, which merges what it ran`);
    }
    for (const { path, header } of others) {
      if (header.digest === first.header.digest) continue;
      throw new UsageError(`${path}: found a shard of another plan than ${first.path}; expected shards of one sweep`);
    }
    this.plan = first.header.plan;
    const jobs = jobCount(this.plan);
    this.readerOf = new Int32Array(jobs + 1).fill(-1);
    this.fromOf = new Float64Array(jobs + 1);
    this.bytesOf = new Float64Array(jobs + 1);
    readers.forEach((reader, at) => {
      for (const { number, from, bytes } of reader.places) {
        if (number > jobs) throw new UsageError(`${reader.path}: found job ${number}; expected at most ${jobs}`);
        if (this.readerOf[number] >= 0) {
          const former = { path: this.pathOf(number), line: this.line(number)! };
          judgeSame(number, former, { path: reader.path, line: reader.line({ from, bytes }) });
          continue;
        }
        this.readerOf[number] = at;
        this.fromOf[number] = from;
        this.bytesOf[number] = bytes;
      }
    });
  }

  line(number: number): string | null {
    const reader = this.readerOf[number];
    if (reader < 0) return null;
    return this.readers[reader].line({ from: this.fromOf[number], bytes: this.bytesOf[number] });
  }

  /** The file that has the record of a number, for whoever must tell of it; of one that none has, the first. */
  pathOf(number: number): string {
    return this.readers[Math.max(0, this.readerOf[number])].path;
  }

  close(): void {
    for (const reader of this.readers) reader.close();
  }
}

interface Found {
  readonly path: string;
  readonly line: string;
}

/** Throws TwoOutcomes, and UsageError where they differ because the disk lost one. */
function judgeSame(number: number, former: Found, other: Found): void {
  if (former.line === other.line) return;
  for (const { path, line } of [former, other]) {
    const checked = parseCheckedLine(line);
    if (!('problem' in checked)) continue;
    throw new UsageError(`${path}: found a damaged record of job ${number}: ${checked.problem}`);
  }
  throw new TwoOutcomes(`job ${number} has one outcome in ${former.path} and another in ${other.path}`);
}

/** Of all shards in these folders, or of shards themselves. Throws UsageError. */
export function openShards(words: readonly string[]): ShardRecords {
  const paths = words.flatMap((word) => {
    if (kindOfPlace(word) === 'file') return [word];
    const found = namesOf(word).filter(isShardName).sort();
    if (found.length === 0)
      throw new UsageError(`${word}: found no shard; expected a folder that \`dynamosim sweep\` wrote`);
    return found.map((name) => join(word, name));
  });
  return new ShardRecords(paths.map((path) => new ShardReader(path)));
}
