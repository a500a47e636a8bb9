/**
 * The values that a search may try, from the least to the greatest, each written as the ends were: neighbours are as far
 * apart as the answer may be unsure. Whole numbers are all tried for unless more room is asked for. Where the room is a share
 * of the value, the rungs are a geometric series, and so are the halves wherever the ends are more than a decade apart: a
 * search from 1 to 1,000 begins at 32, and not with the dearest runs.
 */
import { exp, log } from '../../engine/exact-math.js';
import { grouped } from '../../engine/limits/grouped-digits.js';
import { type AmountsAlike, amountsOfOneKind } from '../../scenario/quantities/alike.js';
import { count, formatQuantity, readQuantity } from '../../scenario/quantities/units.js';
import { writtenLike } from '../../scenario/quantities/written-like.js';

/** Each is a setting of the search's plan. */
export const rungsMax = 100_000;
const decade = 10;
const percentage = /^(\d{1,2}(?:\.\d{1,3})?)%$/;
/** Of amounts that are no whole numbers. */
export const withinDefault = '2%';
/** Of the distance to the next rung, by which a text may differ from where it should be. */
const roundedMax = 0.1;

/** By which sums and ratios of decimals may be off what they are. */
const hair = 1e-9;

export interface Ladder {
  /** As they were written; at least two. */
  readonly values: readonly string[];
  /** In one base unit, each greater than the one before. */
  readonly amounts: readonly number[];
}

/** A problem in words. */
export interface LadderProblem {
  readonly problem: string;
}

/** @param within such as `5%` or `100/s`; null for one unit of whole numbers, and `withinDefault` of others */
export function ladderBetween(ends: readonly [string, string], within: string | null): Ladder | LadderProblem {
  const bothEnds = amountsOfOneKind(ends);
  if (bothEnds === null) {
    return { problem: `found ${ends.join('..')}; expected two amounts of one kind, such as 1k/s..20k/s or 1..100` };
  }
  const room = within ?? (bothEnds.kind === count ? '1' : withinDefault);
  const share = percentage.exec(room);
  // 0 and 1 are whole numbers unless parts of them are asked for.
  const alike = share === null ? amountsOfOneKind([...ends, room]) : bothEnds;
  const [from, to, apart] = alike?.amounts ?? [];
  if (alike === null || (share === null ? apart : Number(share[1])) <= 0) {
    const expected = `a share of the value such as 5%, or ${bothEnds.kind.name} above zero`;
    return { problem: `found --within ${room}; expected ${expected}` };
  }
  if (from === to) return { problem: `found ${ends.join('..')}; expected two values` };
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const targets = share === null ? linear(low, high, apart) : byShare(low, high, Number(share[1]) / 100);
  return rungsAt(targets, from < to ? ends : ends.toReversed(), alike.kind);
}

/** Where rungs should be. */
interface Targets {
  readonly steps: number;
  at(step: number): number;
  /** How far a text may be off there; of 0 it is exact. */
  finest(step: number): number;
}

/** Of the value; of the greater end where there is no ratio. */
const byShare = (low: number, high: number, share: number) =>
  low > 0 ? geometric(low, high, share) : linear(low, high, share * Math.max(Math.abs(low), Math.abs(high)));

/** The last step may be shorter. */
function linear(low: number, high: number, apart: number): Targets {
  const whole = (high - low) / apart;
  const steps = Math.abs(whole - Math.round(whole)) < hair * whole ? Math.round(whole) : Math.ceil(whole);
  return { steps, at: (step) => low + step * apart, finest: () => 0 };
}

function geometric(low: number, high: number, share: number): Targets {
  // Two neighbours may each be rounded away from the other.
  const steps = Math.max(1, Math.ceil(log(high / low) / log(1 + share / (1 + 2 * roundedMax))));
  const rate = log(high / low) / steps;
  const at = (step: number) => low * exp(step * rate);
  return { steps, at, finest: (step) => roundedMax * (at(step) - at(step - 1)) };
}

function rungsAt(targets: Targets, texts: readonly string[], kind: AmountsAlike['kind']): Ladder | LadderProblem {
  const { steps, at, finest } = targets;
  if (steps >= rungsMax) {
    const found = `${grouped(steps + 1)} values from ${texts[0]} to ${texts[1]}`;
    return { problem: `found ${found}; expected at most ${grouped(rungsMax)}: a narrower range, or --within` };
  }
  const values: string[] = [];
  const amounts: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const isEnd = step === 0 || step === steps;
    const wanted = kind.isWhole ? Math.round(at(step)) : at(step);
    const text = isEnd ? texts[step === 0 ? 0 : 1] : rungText(texts, kind, wanted, finest(step));
    const reading = readQuantity(kind, text);
    if (!('value' in reading)) throw new Error(`${text} was written and cannot be read`);
    const amount = reading.value;
    // Fine steps of whole numbers may fall on one.
    if (amounts.length > 0 && amount <= amounts[amounts.length - 1]) continue;
    values.push(text);
    amounts.push(amount);
  }
  return { values, amounts };
}

/** In another unit where a part of the one that was used, such as a seventh of a day, cannot be written. */
function rungText(texts: readonly string[], kind: AmountsAlike['kind'], amount: number, finest: number): string {
  const text = writtenLike(texts, kind, amount, finest);
  const reading = readQuantity(kind, text);
  const isNear = 'value' in reading && Math.abs(reading.value - amount) <= finest + hair * Math.abs(amount);
  return isNear ? text : formatQuantity(kind, amount);
}

/** A rung between two that are no neighbours: half-way, by ratio where they are more than a decade apart. */
export function middleOf({ amounts }: Ladder, low: number, high: number): number {
  const isWide = amounts[low] > 0 && amounts[high] > decade * amounts[low];
  if (!isWide) return Math.floor((low + high) / 2);
  const middle = Math.sqrt(amounts[low]) * Math.sqrt(amounts[high]);
  let [below, above] = [low, high];
  while (above - below > 1) {
    const half = Math.floor((below + above) / 2);
    if (amounts[half] <= middle) below = half;
    else above = half;
  }
  return Math.max(low + 1, Math.min(high - 1, below));
}
