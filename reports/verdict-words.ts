/**
 * What a run was asked and what it answered, in words that all reports share: the verdict in one word, and for each
 * objective and expectation the target, the actual and the margin. A value that misses keeps its digits: rounded, it might
 * seem to meet the bound.
 */
import type { ExpectationRow, ObjectiveRow, Result } from '../sim/result.js';
import { count, milliseconds, percent, short, unknownNumber } from './format.js';

export type VerdictWord = 'FAILED' | 'INTERRUPTED' | 'NOT JUDGED' | 'PASSED';

export interface Verdict {
  readonly word: VerdictWord;
  readonly promises: number;
  readonly missed: number;
  readonly violated: number;
}

/** Beyond so many times its target a percentage is no longer read. */
const factorMin = 10;
/** More than any bound that people write. */
const missedDigits = 9;

export function verdictOf({ objectives, expectations, checks, run }: Result): Verdict {
  const promises = [...objectives, ...expectations];
  const missed = promises.filter(({ met }) => !met).length;
  const violated = checks.filter(({ verdict }) => verdict === 'violated').length;
  const whole = promises.length === 0 ? 'NOT JUDGED' : 'PASSED';
  const word = missed + violated > 0 ? 'FAILED' : run.interrupted ? 'INTERRUPTED' : whole;
  return { word, promises: promises.length, missed, violated };
}

/** Such as "1 of 3 objectives and expectations missed; properties violated: 1". */
export function verdictInWords({ promises, missed, violated }: Verdict, isInterrupted: boolean): string {
  const judged =
    promises === 0
      ? 'no objectives or expectations were set'
      : `${missed === 0 ? promises : missed} of ${promises} objectives and expectations ${missed === 0 ? 'met' : 'missed'}`;
  return `${judged}${isInterrupted ? ' so far' : ''}${violated === 0 ? '' : `; properties violated: ${violated}`}`;
}

/** Null where the run ended as healthy as it was: the month takes its end for the repair. */
export function endsBroken({ run, faults, recovery }: Result): string | null {
  const broken = faults.filter((_, index) => {
    const { state, untilS } = recovery[index];
    return state === 'notRecovered' && untilS === run.simulatedSeconds;
  });
  if (broken.length === 0) return null;
  const names = broken.map(({ kind, target }) => `${kind} ${target}`).join(', ');
  return `Not recovered by the end from ${names}; the month takes the end of the run for the repair`;
}

export function objectiveInWords(row: ObjectiveRow): string {
  const { actual, target, unit, bound, leftOut, met } = row;
  if (actual === null) return `${noneInWords(row)}, ${targetInWords(row)} asked`;
  const words = `${unit === 'ms' ? milliseconds(actual) : percent(actual)}, ${targetInWords(row)} asked`;
  if (unit === 'fraction') {
    if (met) return words;
    return `${words}, ${short(100 * Math.abs(target - actual))} points ${bound === 'atLeast' ? 'short' : 'over'}`;
  }
  const by = met ? '' : `, ${besideTarget(actual, target)}`;
  const failed = leftOut === null || leftOut === 0 ? '' : `; ${count(leftOut)} failed and left out`;
  return `${words}${by}${failed}`;
}

/** A latency beside its target, the same wherever it is said: "38 % under", "24 % over", "50.4 times its target". */
export function besideTarget(actual: number, target: number): string {
  const times = actual / target;
  if (times === 1) return 'at its target';
  if (times > factorMin) return `${short(times)} times its target`;
  return times > 1 ? `${short(100 * (times - 1))} % over` : `${short(100 * (1 - times))} % under`;
}

/** Such as "at least 99.99 %". */
export function targetInWords({ target, unit, bound }: ObjectiveRow): string {
  return `${bound === 'atLeast' ? 'at least' : 'at most'} ${unit === 'ms' ? milliseconds(target) : percent(target)}`;
}

export function expectationInWords(row: ExpectationRow): string {
  const { actual, condition, unit, met } = row;
  if (actual === null) return `${noneInWords(row)}, ${condition} expected`;
  return `${valueInWords(actual, unit, met)}, ${condition} expected`;
}

/** Of an objective or an expectation, such as "7.05 ms". */
export function actualInWords(row: ObjectiveRow | ExpectationRow): string {
  return row.actual === null ? noneInWords(row) : valueInWords(row.actual, row.unit, row.met);
}

/** Why there is no value; a percentile of all requests has none where it would be a failure's. */
function noneInWords({ metric, amongFailures }: ObjectiveRow | ExpectationRow): string {
  const percentile = metric.match(/\.p([\d.]+)\.ofAll$/)?.[1];
  // Results of former versions do not know it.
  if (percentile === undefined || (amongFailures ?? null) === null) return 'no data';
  return `none: ${percent(amongFailures)} failed, more than the ${short(100 - Number(percentile))} % above p${percentile}`;
}

/** Such as "+2.95 ms" or "-0.012 points"; at the target itself "0 ms". */
export function marginInWords({ margin, unit, met }: ObjectiveRow | ExpectationRow): string {
  if (margin === null) return unknownNumber;
  const sign = margin > 0 ? '+' : margin < 0 ? '-' : '';
  const size = Math.abs(margin);
  return sign + (isShare(unit) ? `${short(100 * size)} points` : valueInWords(size, unit, met));
}

/** In the unit of a metric, or in that of an objective. */
function valueInWords(value: number, unit: string, met: boolean): string {
  const digits = (each: number) => (met ? short(each) : String(Number(each.toPrecision(missedDigits))));
  if (isShare(unit)) return met ? percent(value) : `${digits(100 * value)} %`;
  if (unit === 'count' || unit === 'ratio') return digits(value);
  return unit === '1/s' ? `${digits(value)}/s` : `${digits(value)} ${unit}`;
}

const isShare = (unit: string) => unit === 'share' || unit === 'fraction';
