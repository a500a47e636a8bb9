/** The words of a comparison that text and Markdown share: amounts, changes, loads, and verdicts side by side. */
import type { Stage } from '../../sim/request-time.js';
import { marks, markWords } from '../doubts.js';
import { count, percent, plural, short, significant, unknownNumber } from '../format.js';
import { stageWords } from '../page/stage-words.js';
import type { Comparison, JudgedCondition, Load, Side } from './comparison.js';
import type { Difference, Doubt } from './differences.js';
import type { RecoveryChange } from './recovery-changes.js';
import type { StageShift } from './stage-shifts.js';
import type { Judged, VerdictChange } from './verdict-changes.js';

/** Figures that people look at first; the others are in the JSON form. */
const shownFigures = [
  ...['mean', 'p50', 'p99', 'p99.9', 'leaderless'],
  ...['successShare', 'throttledShare', 'achieved', 'clientView'],
];
/** Bands that a p99 and what is beyond it belong to. */
const tailBands = ['p99-p99.9', 'p99.9-max'];
/** Stages that a sentence names, as many as it takes for most of the change. */
const stagesMax = 3;
const explainedShare = 0.9;
const kindsMax = 5;

/** Those of whom changed most first: of a latency relative to A, doubtful ones aside. */
export function shownDifferences({ differences }: Comparison): readonly Difference[] {
  const shown = differences.filter(({ figure }) => shownFigures.includes(figure));
  const most = new Map<string, number>();
  for (const { of, relative, change, doubtsOfA, doubtsOfB } of shown) {
    const size = doubtsOfA.length + doubtsOfB.length > 0 ? 0 : Math.abs(relative ?? change ?? 1);
    most.set(of, Math.max(most.get(of) ?? 0, size));
  }
  return shown.sort((a, b) => most.get(b.of)! - most.get(a.of)!);
}

const loadWords: Readonly<Record<Load, string | null>> = {
  same: null,
  unlike: 'The clients sent other numbers of requests in B than in A: part of the difference may be the load',
  otherSeed: 'A and B ran on other seeds, and so on other arrivals: part of the difference is chance',
};

export const markOf = (doubts: readonly Doubt[]) => doubts.map((doubt) => marks[doubt]).join('');

export function doubtsIn(shown: readonly Difference[]): string[] {
  const all = new Set(shown.flatMap(({ doubtsOfA, doubtsOfB }) => [...doubtsOfA, ...doubtsOfB]));
  return (['few', 'survivors'] as const)
    .filter((doubt) => all.has(doubt))
    .map((doubt) => `${marks[doubt]} ${markWords[doubt]}`);
}

export const amountOf = ({ unit }: Difference, value: number | null) =>
  unit === 'share' ? percent(value) : significant(value);

export function changeOf({ unit, change }: Difference): string {
  if (change === null) return unknownNumber;
  return unit === 'share' ? points(change) : signed(change, significant);
}

/** @param what lies within the interval */
export function intervalWords(
  { intervalsFrom, seeds }: Pick<Comparison, 'intervalsFrom' | 'seeds'>,
  what = 'B - A',
): string {
  const from =
    intervalsFrom === 'seeds'
      ? `from the differences on ${plural(seeds.length, 'seed')}`
      : 'from 20 batches of the measured time';
  return `± says within which ${what} lies in 95 of 100 cases, ${from}; where that reaches over 0, the difference may be chance`;
}

/** More digits of how unsure a figure is say nothing. */
const intervalDigits = 2;
/** Of a figure: a narrower interval is what adding up left. */
const spreadMin = 1e-9;

interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Half of its width; null where it is not known. */
function halfWidthOf({ low, high }: Interval): number | null {
  if (low === null || high === null) return null;
  const isSpread = high - low > spreadMin * Math.max(Math.abs(low), Math.abs(high));
  return isSpread ? (high - low) / 2 : 0;
}

/** Such as " ±0.2", in so many parts of the figure's unit; nothing where it is not known, or where there is no spread. */
export function halfOf(interval: Interval, scale: number): string {
  const half = halfWidthOf(interval);
  return half ? ` ±${short(Number((scale * half).toPrecision(intervalDigits)))}` : '';
}

export const signedShort = (value: number) => signed(value, short);

/** Such as "seed 7", or "20 seeds from 1 to 20". */
export function seedsInWords({ seeds }: Comparison, { seed }: Side): string {
  if (seeds.length === 0) return `seed ${seed}`;
  return `${seeds.length} seeds from ${seeds[0]} to ${seeds[seeds.length - 1]}`;
}

export const meansWords = 'Figures are means over the seeds';

/** Half of the change's interval, such as "±0.2". */
export function intervalOf(difference: Difference): string {
  const half = halfWidthOf(difference);
  return half === null ? unknownNumber : `±${short((difference.unit === 'share' ? 100 : 1) * half)}`;
}

/** The interval reaches over zero. */
export const mayBeChance = ({ low, high }: Interval) => low !== null && high !== null && low <= 0 && high >= 0;

export const relativeOf = ({ relative }: Difference) =>
  relative === null ? unknownNumber : partOfA(relative, (size) => short(100 * size));

/** Beyond so many times A's a percentage is no longer read. */
const factorMin = 10;

/** A change relative to A: "+12 %", "50.4 times". */
export function partOfA(relative: number, inPercent: (size: number) => string): string {
  const times = 1 + relative;
  return times > factorMin ? `${short(times)} times` : `${signed(relative, inPercent)} %`;
}

export function signed(value: number, format: (size: number) => string): string {
  return `${value > 0 ? '+' : value < 0 ? '-' : ''}${format(Math.abs(value))}`;
}

const points = (fraction: number) => signed(100 * fraction, short);

export function verdictInWords({ name, a, b }: VerdictChange): string {
  if (a === null) return `${name}: ${b!.verdict}, and not asked of A${said(b!)}`;
  if (b === null) return `${name}: not asked of B; ${a.verdict} in A${said(a)}`;
  const ofA = a.words === b.words || a.words === a.verdict ? '' : ` (A: ${a.words})`;
  return `${name}: ${b.verdict}, in A ${a.verdict}${said(b)}${ofA}`;
}

/** Nothing of a property without a witness, whose verdict says all. */
const said = ({ verdict, words }: Judged) => (words === verdict ? '' : `: ${words}`);

/** Of several seeds, a verdict that came in more of them than in A's. */
export function isWorse({ a, b }: VerdictChange): boolean {
  if (b?.verdict !== 'missed' && b?.verdict !== 'violated') return false;
  return a?.verdict !== b.verdict || (b.inSeeds ?? 0) >= (a.inSeeds ?? 0);
}

export function conditionInWords({ condition, unit, a, b, change, isFailed }: JudgedCondition): string {
  const verdict = isFailed ? 'FAILED' : 'passed';
  if (change === null) return `${verdict}: ${condition}: no data in ${a === null ? 'A' : 'B'}`;
  const value = (of: number | null) => (unit === 'share' ? percent(of) : inUnit(of ?? 0, unit));
  const by = unit === 'share' ? `${points(change)} points` : signed(change, (size) => inUnit(size, unit));
  const part = unit === 'share' || !a ? '' : `, ${partOfA(change / a, (size) => short(100 * size))}`;
  return `${verdict}: ${condition}: from ${value(a)} to ${value(b)} (${by}${part})`;
}

/** Such as "losses.writesLost: 274 in B, 0 in A". */
export function recoveryInWords({ metric, unit, a, b }: RecoveryChange): string {
  const value = (of: number | null) => (of === null ? 'none' : inUnit(of, unit));
  return `${metric}: ${value(b)} in B, ${value(a)} in A`;
}

function inUnit(value: number, unit: string): string {
  if (unit === 'count' || unit === 'ratio') return Number.isInteger(value) ? count(value) : short(value);
  return `${short(value)}${unit === '1/s' ? '/s' : ` ${unit}`}`;
}

/** Of the tail's bands, and of the kinds of requests whose tail changed most. */
export function shownShifts({ stages }: Comparison): readonly StageShift[] {
  const size = ({ changeMs, meanMsOfA }: StageShift) => Math.abs(changeMs) / Math.max(meanMsOfA, Number.MIN_VALUE);
  return stages
    .filter(({ band }) => tailBands.includes(band))
    .sort((a, b) => size(b) - size(a))
    .slice(0, kindsMax);
}

/** Such as "+12.1 ms, from 8.2 to 20.3 ms: nodeQueue +10.9, failover +1.1". */
export function shiftInWords(shift: StageShift): string {
  const { meanMsOfA, meanMsOfB, changeMs } = shift;
  const named = explainingStages(shift).map(
    ({ stage, changeMs: by }) => `${stageWords[stage as Stage]} ${signed(by, short)}`,
  );
  return `mean ${short(meanMsOfA)} to ${short(meanMsOfB)} ms (${signed(changeMs, short)}): ${named.join(', ')}`;
}

/** As many as it takes for most of the change. */
export function explainingStages({ stages }: StageShift): StageShift['stages'] {
  const total = stages.reduce((sum, each) => sum + Math.abs(each.changeMs), 0);
  let unexplained = total;
  return stages.slice(0, stagesMax).filter(({ changeMs }) => {
    const isNeeded = unexplained > (1 - explainedShare) * total;
    unexplained -= Math.abs(changeMs);
    return isNeeded;
  });
}

/** What makes the two less alike than they seem. */
export function cautionsOf({ load, a, b }: Comparison): string[] {
  const sides = [['A', a] as const, ['B', b] as const];
  const idle = sides.flatMap(([letter, { requests }]) => (requests === 0 ? [letter] : []));
  const cut = [
    ...sides
      .filter(([, { interrupted }]) => interrupted)
      .map(([letter]) => `${letter} was interrupted: its figures and verdicts speak of the part that ran`),
    ...sides.flatMap(([letter, { endsBroken }]) => (endsBroken === null ? [] : [`${letter}: ${endsBroken}`])),
  ];
  if (idle.length > 0) return [`No request was sent in ${idle.join(' or in ')}: there is nothing to compare`, ...cut];
  const words = loadWords[load];
  return words === null ? cut : [words, ...cut];
}

/** With what the word of one that failed does not say. */
export const verdictsOf = ({ verdict, interrupted }: Side) =>
  interrupted && verdict !== 'INTERRUPTED' ? `${verdict}, INTERRUPTED` : verdict;
