/**
 * Charts of availability and of the error budget: a line for all whose windows are alike, beside the target. A result counts
 * the failures of short stretches, so the budget burns where in a window they were, not evenly from its start.
 */
import type { AvailabilityData } from '../page-data.js';
import { type ChartPlan, type Column, column, held, inPercent, type Shown } from './chart-plan.js';
import { lineColour } from './service-charts.js';
import type { LineSpec } from './time-plot.js';

/** The axis of availability ends at so many nines: more are "100 %". */
const unavailabilityMin = 1e-6;
const targetDash = [5, 4];
/** Moments nearer than this are one: their sums round. */
const apartS = 1e-6;

interface Row extends AvailabilityData {
  /** Its place gives its colour. */
  readonly at: number;
  /** Those that are shown and alike, itself first; empty where it is off or another's line is drawn for it. */
  readonly names: readonly string[];
}

/** Who is alike shares the line of the first. */
function rowsOf({ page, isOn }: Shown): readonly Row[] {
  const isShown = (row: AvailabilityData) => row.tenant === null || isOn[row.tenant];
  const shown = page.availability.filter(isShown);
  return page.availability.map((row, at) => {
    const alike = shown.filter((other) => isAlike(row, other));
    return { ...row, at, names: alike[0] === row ? alike.map(({ name }) => name) : [] };
  });
}

const isAlike = (a: AvailabilityData, b: AvailabilityData) =>
  a.target === b.target &&
  a.windows.length === b.windows.length &&
  a.windows.every(({ availability }, at) => availability === b.windows[at].availability) &&
  a.errors.every((errors, at) => errors === b.errors[at]);

/** A chart keeps its lines: who has none of their own has one without values. */
function lineOf({ names, at }: Row, values: readonly number[], isSloped: boolean): LineSpec {
  return {
    label: names.join(', '),
    colour: lineColour(at),
    values: names.length > 0 ? values : values.map(() => null),
    widthPx: 2,
    isSloped,
  };
}

/** @param valuesOf what each has, by row of the table */
function columnsOf(
  { page, isOn }: Shown,
  rows: readonly Row[],
  valuesOf: (at: number) => readonly number[],
  nameOf = (name: string) => name,
): { readonly columns: readonly Column[]; readonly readout: readonly Column[] } {
  const one = (label: string, at: number) => column(nameOf(label), lineColour(at), valuesOf(at), inPercent);
  return {
    columns: rows.flatMap(({ name, tenant, at }) => (tenant === null || isOn[tenant] ? [one(name, at)] : [])),
    readout: [
      ...rows.flatMap(({ names, at }) => (names.length > 0 ? [one(names.join(', '), at)] : [])),
      ...targetsOf(page.availability).map((target) => column('target', 'faint', [], () => inPercent(target))),
    ],
  };
}

const targetsOf = (rows: readonly AvailabilityData[]) =>
  [...new Set(rows.map(({ target }) => target))].filter((target) => target < 1);

/** Drawn as what is missing to 100 %, downwards, on a scale of nines. */
export function availabilityPlan(shown: Shown): ChartPlan {
  const rows = rowsOf(shown);
  const { windows } = rows[0];
  const timeS = [...windows.map(({ fromS }) => fromS), windows[windows.length - 1].toS];
  const missing = rows.map((row) =>
    held(row.windows.map(({ availability }) => Math.max(unavailabilityMin, 1 - availability))),
  );
  const targets = targetsOf(rows).map((target) => ({
    name: inPercent(target),
    missing: Math.max(unavailabilityMin, 1 - target),
  }));
  const worst = Math.max(1e-4, ...targets.map((target) => target.missing), ...missing.flat());
  const high = Math.min(1, 10 ** Math.ceil(Math.log10(worst * 1.05)));
  const ticks = Array.from({ length: 7 }, (_, nines) => 10 ** -nines).filter((tick) => tick <= high);
  return {
    heightPx: 150,
    timeS,
    lines: [
      ...rows.map((row, at) => lineOf(row, missing[at], false)),
      ...targets.map((target) => ({
        label: targets.length === 1 ? 'target' : `target ${target.name}`,
        colour: 'faint',
        values: timeS.map(() => target.missing),
        dash: targetDash,
      })),
    ],
    y: {
      low: unavailabilityMin,
      high,
      isLogarithmic: true,
      isReversed: true,
      ticks,
      tick: (value) => (value <= unavailabilityMin * 1.5 ? '100 %' : inPercent(Number((1 - value).toPrecision(7)))),
    },
    rows: windows,
    ...columnsOf(shown, rows, (at) => rows[at].windows.map(({ availability }) => availability)),
  };
}

/** Straight lines over stretches of time; at zero the target is missed. */
export function budgetPlan(shown: Shown): ChartPlan {
  const { warmupS, endS } = shown.page;
  const rows = rowsOf(shown);
  const stretches = stretchesOf(rows[0], warmupS, endS);
  const left = rows.map((row) => leftOf(row, stretches, warmupS, endS));
  const least = Math.min(0, ...left.flat());
  const timeS = [stretches[0].fromS, ...stretches.map(({ toS }) => toS)];
  const isTold = (at: number) => rows[at].budgetMinutes > 0;
  return {
    heightPx: 130,
    timeS,
    lines: [
      ...rows.map((row, at) => lineOf(isTold(at) ? row : { ...row, names: [] }, left[at], true)),
      { label: 'target', colour: 'faint', values: timeS.map(() => 0), dash: targetDash },
    ],
    y: {
      low: least < 0 ? least * 1.1 : 0,
      high: 1.05,
      tick: (value) => (value > 1.001 ? '' : inPercent(Number(value.toPrecision(7)))),
    },
    rows: stretches,
    ...columnsOf(
      shown,
      rows.filter(({ at }) => isTold(at)),
      (at) => left[at].slice(1),
      (label) => `left of ${label}`,
    ),
  };
}

interface Stretch {
  readonly fromS: number;
  readonly toS: number;
}

/** Between any two neighbours of the ends of windows and of the stretches that errors are counted by. */
function stretchesOf({ windows, errors }: AvailabilityData, warmupS: number, endS: number): readonly Stretch[] {
  const stepS = (endS - warmupS) / errors.length;
  const [first, last] = [windows[0].fromS, windows[windows.length - 1].toS];
  const edges = [
    ...windows.flatMap(({ fromS, toS }) => [fromS, toS]),
    ...errors.map((_, at) => warmupS + at * stepS).filter((edge) => edge > first && edge < last),
  ].sort((a, b) => a - b);
  const distinct = edges.filter((edge, at) => at === 0 || edge - edges[at - 1] > apartS);
  return distinct.slice(1).map((toS, at) => ({ fromS: distinct[at], toS }));
}

/** Of the budget of a month, before the first stretch and after each. What a window lost lies where its errors were. */
export function leftOf(
  { windows, errors, budgetMinutes }: AvailabilityData,
  stretches: readonly Stretch[],
  warmupS: number,
  endS: number,
): readonly number[] {
  const stepS = (endS - warmupS) / errors.length;
  const errorsIn = ({ fromS, toS }: Stretch) =>
    errors.reduce((sum, count, at) => {
      const [low, high] = [Math.max(fromS, warmupS + at * stepS), Math.min(toS, warmupS + (at + 1) * stepS)];
      return high > low ? sum + (count * (high - low)) / stepS : sum;
    }, 0);
  let left = 1;
  const after = stretches.map((stretch) => {
    const window = windows.find(({ fromS, toS }) => stretch.fromS >= fromS - apartS && stretch.toS <= toS + apartS);
    if (window === undefined) return left;
    const lost = ((1 - window.availability) * (window.toS - window.fromS)) / 60 / budgetMinutes;
    const inWindow = errorsIn(window);
    const part =
      inWindow > 0 ? errorsIn(stretch) / inWindow : (stretch.toS - stretch.fromS) / (window.toS - window.fromS);
    left -= lost * part;
    return left;
  });
  return [1, ...after];
}
