/**
 * What a run was asked and what it answered, in words that all reports share: the verdict in one word, and for each
 * objective and expectation the target, the actual and the margin. A value that misses has as many digits as it takes not to
 * seem to meet the bound, and a bound has all that it was written with.
 */
import type { ExpectationRow, ObjectiveRow, Result } from '../sim/result.js';
import {
  count,
  digitsBeside,
  millisecondsTo,
  percent,
  short,
  shortTo,
  unknownNumber,
  writtenDigits,
} from './format.js';

export type VerdictWord = 'FAILED' | 'INTERRUPTED' | 'NOT JUDGED' | 'PASSED';

export interface Verdict {
  readonly word: VerdictWord;
  readonly promises: number;
  readonly missed: number;
  readonly violated: number;
}

/** Beyond so many times its target a percentage is no longer read. */
const factorMin = 10;
/** Counts below are said to the unit. */
const exactBelow = 9999.5;
export function verdictOf({ objectives, expectations, checks, run }: Result): Verdict {
  const promises = [...objectives, ...expectations];
  const missed = promises.filter(({ met }) => !met).length;
  const violated = checks.filter(({ verdict }) => verdict === 'violated').length;
  const whole = promises.length === 0 ? 'NOT JUDGED' : 'PASSED';
  const word = missed + violated > 0 ? 'FAILED' : run.interrupted ? 'INTERRUPTED' : whole;
  return { word, promises: promises.length, missed, violated };
}

/** Such as "1 of 3 objectives and expectations missed; properties violated: 1". */
export function verdictInWords({ promises, missed, violated }: Verdict, isPart: boolean): string {
  const judged =
    promises === 0
      ? 'no objectives or expectations were set'
      : `${missed === 0 ? promises : missed} of ${promises} objectives and expectations ${missed === 0 ? 'met' : 'missed'}`;
  return `${judged}${isPart && promises > 0 ? ' so far' : ''}${violated === 0 ? '' : `; properties violated: ${violated}`}`;
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

/** It was interrupted, or had not recovered when it ended: its verdict is of what ran. */
export const isPart = (result: Result) => result.run.interrupted || endsBroken(result) !== null;

/** A part of a run has met what it was asked so far; what it missed, it missed. */
export const judgedWord = (met: boolean, ofPart: boolean) => (met ? `met${ofPart ? ' so far' : ''}` : 'missed');

export function objectiveInWords(row: ObjectiveRow): string {
  const { actual, target, unit, bound, leftOut, met } = row;
  if (actual === null) return `${noneInWords(row)}, ${targetInWords(row)} asked`;
  const digits = digitsBeside(actual, met ? Infinity : actual - target);
  const value = unit === 'ms' ? millisecondsTo(actual, digits) : valueInWords(actual, row);
  const words = `${value}, ${targetInWords(row)} asked`;
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
  return `${bound === 'atLeast' ? 'at least' : 'at most'} ${unit === 'ms' ? millisecondsTo(target, writtenDigits) : `${shortTo(100 * target, writtenDigits)} %`}`;
}

export function expectationInWords(row: ExpectationRow): string {
  const { actual, condition } = row;
  if (actual === null) return `${noneInWords(row)}, ${condition} expected`;
  return `${valueInWords(actual, row)}, ${condition} expected`;
}

/** Of an objective or an expectation, such as "7.05 ms". */
export function actualInWords(row: ObjectiveRow | ExpectationRow): string {
  return row.actual === null ? noneInWords(row) : valueInWords(row.actual, row);
}

/** Why there is no value; a percentile of all requests has none where it would be a failure's. */
function noneInWords({ metric, amongFailures }: ObjectiveRow | ExpectationRow): string {
  const percentile = metric.match(/\.p([\d.]+)\.ofAll$/)?.[1];
  if (percentile === undefined || amongFailures === null) return 'no data';
  return `none: ${percent(amongFailures)} failed, more than the ${short(100 - Number(percentile))} % above p${percentile}`;
}

/** Such as "+2.95 ms" or "-0.012 points"; at the target itself "0 ms". */
export function marginInWords({ margin, unit }: ObjectiveRow | ExpectationRow): string {
  if (margin === null) return unknownNumber;
  const sign = margin > 0 ? '+' : margin < 0 ? '-' : '';
  const size = Math.abs(margin);
  return sign + (isShare(unit) ? `${short(100 * size)} points` : inUnit(size, unit, amountIn(unit)));
}

/** In the unit of a metric, or in that of an objective. */
function valueInWords(value: number, { unit, met, margin }: ObjectiveRow | ExpectationRow): string {
  if (met) return isShare(unit) ? percent(value) : inUnit(value, unit, amountIn(unit));
  // Results of former versions know no margin.
  const telling = (each: number, scale = 1) => shortTo(each, digitsBeside(each, scale * (margin ?? 0)));
  if (isShare(unit)) return `${telling(100 * value, 100)} %`;
  return inUnit(value, unit, unit === 'count' && value < exactBelow ? count : telling);
}

const amountIn = (unit: string) => (unit === 'count' ? count : short);

function inUnit(value: number, unit: string, amount: (value: number) => string): string {
  if (unit === 'count' || unit === 'ratio') return amount(value);
  return `${amount(value)}${unit === '1/s' ? '/s' : ` ${unit}`}`;
}

const isShare = (unit: string) => unit === 'share' || unit === 'fraction';
