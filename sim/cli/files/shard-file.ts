/**
 * A shard that is being run: each line is safe on the disk before the next is taken, so whatever kills the process leaves
 * whole lines and at most a torn one at the end. Opened again, the torn one is dropped, and the run goes on where it ended.
 *
 * Two processes that run the same shard write the same lines; whoever merges takes each once.
 */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkedLine, parseCheckedLine } from '../../experiments/sweep/checked-line.js';
import { digestOfPlan, type SweepPlan } from '../../experiments/sweep/plan.js';
import { UsageError } from '../usage-error.js';
import { openGrowing, syncFolder } from './file-access.js';
import { type Shard, type ShardHeader, ShardReader, shardFormat } from './shard-reader.js';

export class ShardFile {
  /** Numbers of the jobs that ended before. */
  readonly done: ReadonlySet<number>;
  private readonly file: number;

  /** Makes the file, or opens it to go on; throws UsageError where it is of another plan or another shard. */
  constructor(
    readonly path: string,
    plan: SweepPlan,
    { shard, of }: Shard,
  ) {
    const digest = digestOfPlan(plan);
    const header: ShardHeader = { format: shardFormat, dynamosim: plan.dynamosim, digest, shard, of, plan };
    const headerLine = `${checkedLine(header)}\n`;
    this.file = openGrowing(path);
    if (hasBegun(this.file, headerLine)) {
      this.done = this.resume(header);
    } else {
      this.done = new Set();
      if (fstatSync(this.file).size > 0) ftruncateSync(this.file, 0);
      this.append(headerLine);
      syncFolder(dirname(path));
    }
  }

  /** A whole line, on the disk when this returns. */
  append(line: string): void {
    const bytes = Buffer.from(line);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written);
    fdatasyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }

  private resume(wanted: ShardHeader): ReadonlySet<number> {
    const reader = new ShardReader(this.path);
    const { header, places, wholeBytes, isTorn } = reader;
    const others = (['dynamosim', 'digest', 'shard', 'of'] as const).filter((key) => header[key] !== wanted[key]);
    if (others.length > 0) {
      const said = others
        .map((key) =>
          key === 'digest'
            ? `another plan (${differences(header.plan, wanted.plan).join(', ')})`
            : `${words[key]} ${header[key]}, not ${wanted[key]}`,
        )
        .join(', ');
      throw new UsageError(
        `${this.path}: found a shard of ${said}; expected another place to write, or the same sweep`,
      );
    }
    judgeLines(reader);
    reader.close();
    // Of a whole one nothing is cut off: what another process has written meanwhile is there to stay.
    if (isTorn) ftruncateSync(this.file, wholeBytes);
    return new Set(places.map(({ number }) => number));
  }
}

/** Damage is told before hours of runs and not after. Throws UsageError. */
function judgeLines(reader: ShardReader): void {
  for (const place of reader.places) {
    const checked = parseCheckedLine(reader.line(place));
    if (!('problem' in checked)) continue;
    throw new UsageError(
      `${reader.path}: found a damaged record of job ${place.number}: ${checked.problem}; expected the line as it was written, or none`,
    );
  }
}

const words = { dynamosim: 'version', shard: 'number', of: 'a number of shards' };

/** Of two plans with unlike digests, what a user would look at first. */
function differences(a: SweepPlan, b: SweepPlan): string[] {
  const isUnlike = (...keys: readonly (keyof SweepPlan)[]) =>
    keys.some((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  const names = (plan: SweepPlan) => plan.scenarios.map(({ name }) => name).join(' ');
  const scenarios = names(a) === names(b) ? 'other text in a scenario' : `scenarios ${names(a)}, not ${names(b)}`;
  return [
    ...(isUnlike('dynamosim') ? [`version ${a.dynamosim}, not ${b.dynamosim}`] : []),
    ...(isUnlike('scenarios') ? [scenarios] : []),
    ...(isUnlike('fixed') ? ['other settings in all'] : []),
    ...(isUnlike('varied', 'isZipped') ? ['other values that vary'] : []),
    ...(isUnlike('seeds') ? ['other seeds'] : []),
    ...(isUnlike('metrics') ? ['other metrics'] : []),
    ...(isUnlike('until') ? ['another --until'] : []),
  ];
}

/** A process that was killed before its first line was whole began nothing. */
function hasBegun(file: number, headerLine: string): boolean {
  const whole = Buffer.from(headerLine);
  const { size } = fstatSync(file);
  if (size >= whole.length) return true;
  const start = Buffer.alloc(size);
  readSync(file, start, 0, size, 0);
  return !whole.subarray(0, size).equals(start);
}
