/** What ends a sweep before its jobs have ended, how many run at a time, and how many may be kept without a folder. */
import { availableParallelism } from 'node:os';
import { grouped } from '../../engine/limits/grouped-digits.js';
import { jobCount, type SweepPlan } from '../../experiments/sweep/plan.js';
import type { CommandWords } from '../command.js';
import type { Shard } from '../files/shard-reader.js';
import { UsageError } from '../usage-error.js';

export const threadsMax = 256;
/** Records take some ten kilobytes each. */
export const recordsInMemoryMax = 10_000;
const unitsMs: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3 };
/** Of a timer. */
const forMsMax = 2 ** 31 - 1;

type Options = CommandWords['options'];

export interface Limits {
  readonly threads: number;
  readonly forMs: number | null;
  readonly defectsMax: number;
}

/** Throws UsageError. */
export function limitsOf(options: Options): Limits {
  if (options['fail-fast'] && options['keep-going']) {
    throw new UsageError('found --fail-fast beside --keep-going; expected one of them');
  }
  const keepGoing = options['keep-going']?.[0];
  const tolerated = keepGoing === undefined ? Number.POSITIVE_INFINITY : numberIn('--keep-going', keepGoing, 0, 1e6);
  return {
    threads: threadsOf(options),
    forMs: options.for === undefined ? null : clockMs(options.for[0]),
    defectsMax: options['fail-fast'] ? 0 : tolerated,
  };
}

/** Throws UsageError. One a core unless said. */
export function threadsOf({ threads }: Options): number {
  const text = threads?.[0];
  return text === undefined ? availableParallelism() : numberIn('--threads', text, 1, threadsMax);
}

/** Throws UsageError where records would have no place, or not be all that a decision needs. */
export function judgeOut(options: Options, plan: SweepPlan, shard: Shard | null): void {
  if (plan.until !== undefined && shard !== null) {
    const found = `found --until for shard ${shard.shard} of ${shard.of}`;
    throw new UsageError(`${found}, which does not see the others' records; expected all of the sweep in one place`);
  }
  if (options.out !== undefined || options.list !== undefined) return;
  if (shard !== null)
    throw new UsageError(`found shard ${shard.shard} of ${shard.of} and no --out; expected --out DIR`);
  const jobs = jobCount(plan);
  if (jobs > recordsInMemoryMax) {
    throw new UsageError(
      `found ${grouped(jobs)} jobs and no --out; expected --out DIR beyond ${grouped(recordsInMemoryMax)}`,
    );
  }
}

function numberIn(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d{1,7}$/.test(text) || number < min || number > max) {
    throw new UsageError(`found ${option} ${text}; expected a whole number from ${min} to ${max}`);
  }
  return number;
}

function clockMs(text: string): number {
  const [, digits, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h)$/.exec(text) ?? [];
  const ms = Number(digits) * (unitsMs[unit] ?? Number.NaN);
  if (!(ms > 0 && ms <= forMsMax)) throw new UsageError(`found --for ${text}; expected a time such as 90s, 20m or 2h`);
  return ms;
}
