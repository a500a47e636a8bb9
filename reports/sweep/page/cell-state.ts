/**
 * A cell of a sweep by one criterion: its figure, how that reads, and whether it is met by as many runs as are asked. A mean is
 * met by nobody; a property that a run violates fails a cell whatever it met.
 */
import { count, percent, short, significant, unknownNumber } from '../../format.js';
import type { CellData, Criterion, MeanData, MetData, SweepData } from './sweep-data.js';

export type CellState = 'met' | 'missed' | 'unknown';

export interface CellFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: CellState;
  /** Of a latency that is of survivors (doubts.ts). */
  readonly isOfSurvivors: boolean;
}

const nowhere: CellFigure = { value: null, low: null, high: null, state: 'unknown', isOfSurvivors: false };

export function figureOf(data: SweepData, cell: CellData, criterion: number): CellFigure {
  const { kind } = data.criteria[criterion];
  if (kind === 'metric') {
    const mean = meanOf(data, cell, criterion);
    return mean === null
      ? nowhere
      : { value: mean[0], low: mean[1], high: mean[2], state: 'unknown', isOfSurvivors: mean[8] === 1 };
  }
  if (kind === 'all') return allOf(data, cell);
  const at = data.shapes[cell.shape].promises.findIndex((each) => each.criterion === criterion);
  return at < 0 ? nowhere : shareOf(cell, cell.promises[at], data.minShare);
}

/** Null where the cell has no such metric. */
export function meanOf(data: SweepData, cell: CellData, criterion: number): MeanData | null {
  const at = data.shapes[cell.shape].figures.findIndex((each) => each.criterion === criterion);
  return at < 0 ? null : cell.means[at];
}

/** Of what is judged together the share is that of the weakest: no more runs can have kept all. */
export function allOf({ minShare }: SweepData, cell: CellData): CellFigure {
  const figure = cell.weakest === null ? nowhere : shareOf(cell, cell.weakest, minShare);
  return cell.violated.length > 0 ? { ...figure, state: 'missed' } : figure;
}

function shareOf({ runs }: CellData, [met, low, high]: MetData, minShare: number): CellFigure {
  if (runs === 0) return nowhere;
  const share = met / runs;
  return { value: share, low, high, state: share < minShare ? 'missed' : 'met', isOfSurvivors: false };
}

/** Without its unit, but for shares. */
export function reading({ kind, unit }: Pick<Criterion, 'kind' | 'unit'>, value: number | null): string {
  if (value === null) return unknownNumber;
  if (kind !== 'metric' || unit === 'share') return shareText(value);
  return Number.isInteger(value) ? count(value) : significant(value);
}

/** Never as if it reached a bound that it misses by a third of a percent, as a round one may. */
const shareText = (share: number) => (share >= 0.5 && share < 0.9 ? `${short(100 * share)} %` : percent(share));

/** Such as " ms"; nothing where the number says it itself. */
export const unitWord = (unit: string) =>
  ['', 'count', 'ratio', 'share', 'fraction'].includes(unit) ? '' : unit === '1/s' ? '/s' : ` ${unit}`;
