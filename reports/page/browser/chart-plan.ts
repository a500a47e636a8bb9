/** What a chart over time draws of the page's data, and the columns that its readout and its table say the same with. */
import { count, percent, short, significant, unknownNumber } from '../../format.js';
import type { PageData } from '../page-data.js';
import type { PlotSpec } from './time-plot.js';

export interface Column {
  readonly label: string;
  /** Of the style sheet. */
  readonly colour: string;
  /** As the result has them, one a row. */
  readonly values: readonly (number | null)[];
  readonly inTable: (value: number | null) => string;
  /** At the cursor. */
  readonly inReadout: (value: number | null, row: number) => string;
}

export interface ChartPlan extends PlotSpec {
  /** Where each row of the table begins and ends. */
  readonly rows: readonly { readonly fromS: number; readonly toS: number }[];
  readonly columns: readonly Column[];
  /** Where the key says other things than the table. */
  readonly readout?: readonly Column[];
}

export interface Shown {
  readonly page: PageData;
  /** By tenant: switched on. */
  readonly isOn: readonly boolean[];
  /** The tenant or table that the chart is of. */
  readonly of: number;
}

export const inMs = (value: number | null) => (value === null ? unknownNumber : `${short(value)} ms`);
export const inPercent = percent;
export const inCount = (value: number | null) => (value === null ? unknownNumber : count(value));
export const inDigits = significant;

export function windowsOf({ timeS, windowS, endS }: PageData): ChartPlan['rows'] {
  return timeS.map((fromS) => ({ fromS, toS: Math.min(fromS + windowS, endS) }));
}

/** Beginnings of windows and the end of the last: a step needs both its ends. */
export const edgesOf = ({ timeS, endS }: PageData): readonly number[] => [...timeS, endS];
export const held = <T>(values: readonly T[]): readonly T[] =>
  values.length === 0 ? [] : [...values, values[values.length - 1]];

/** A second, of counts by window. */
export function ratesOf(page: PageData, counts: readonly number[]): readonly number[] {
  const rows = windowsOf(page);
  return counts.map((each, at) => each / (rows[at].toS - rows[at].fromS));
}

export const rateInWords = (rate: number | null) =>
  rate === null ? unknownNumber : `${count(Number(rate.toPrecision(3)))}/s`;

/** A column that is read in a table as it is at the cursor. */
export function column(
  label: string,
  colour: string,
  values: readonly (number | null)[],
  reading: (value: number | null) => string,
): Column {
  return { label, colour, values, inTable: reading, inReadout: reading };
}

/** Counts by window, which the cursor tells as rates. */
export function countColumn(page: PageData, label: string, colour: string, counts: readonly number[]): Column {
  const rates = ratesOf(page, counts);
  return { label, colour, values: counts, inTable: inCount, inReadout: (_, row) => rateInWords(rates[row]) };
}

/** From 0 to a round number at or above the highest. */
export function fromZero(values: readonly (readonly (number | null)[])[], least = 0): { low: number; high: number } {
  const top = values.reduce(
    (most, each) => each.reduce<number>((high, value) => Math.max(high, value ?? 0), most),
    least,
  );
  if (top === 0) return { low: 0, high: 1 };
  const power = 10 ** Math.floor(Math.log10(top));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * power >= top * 1.04) ?? 12;
  return { low: 0, high: step * power };
}
