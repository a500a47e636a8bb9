/**
 * How the runs of a setting spread: of each value the share of runs at or below it, a step a run, with what is asked as a
 * line, and the mean with its 95 % interval below. Where not all runs are on the page, even steps of their order stand for
 * them.
 */
import { percent, plural, short } from '../../../format.js';
import { reading, unitWord } from '../cell-state.js';
import type { CellData, MeanData, Shape } from '../sweep-data.js';
import { scaleOf } from './scale.js';
import { picture, svg } from './svg.js';

const widthMax = 560;
/** Narrower, its letters would be too small on a telephone. */
const widthMin = 360;
const height = 240;
const left = 46;
const right = 16;
const top = 14;
const bottom = 62;
/** Of more runs the steps are one line. */
const dotsMax = 200;
const ticksMax = 6;

/** @param room pixels from left to right */
export function spreadChart(
  cell: CellData,
  shape: Shape,
  figure: number,
  room: number,
): { picture: SVGElement; note: string } | null {
  const width = Math.max(widthMin, Math.min(widthMax, room));
  const { name, unit } = shape.figures[figure];
  const ofRuns = cell.kept.flatMap(([, , , , , , values]) => values[figure] ?? []).sort((a, b) => a - b);
  const values = cell.spreads === null ? ofRuns : (cell.spreads[figure] ?? []);
  if (values.length === 0) return null;
  const mean = cell.means[figure] ?? null;
  const bounds = boundsOf(shape, figure);
  const read = (value: number) => reading({ kind: 'metric', unit }, value) + unitWord(unit);
  const readTick = (value: number) => (unit === 'share' ? percent(value) : short(value) + unitWord(unit));
  const made = picture(
    width,
    height,
    `${name} of ${plural(cell.runs, 'run')}: ${read(values[0])} to ${read(values.at(-1)!)}`,
  );
  const x = scaleOf([...values, ...bounds], [left, width - right], {
    ticksMax: width < widthMax ? ticksMax - 2 : ticksMax,
  });
  const y = (share: number) => height - bottom - share * (height - top - bottom);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    made.append(svg('line', { class: 'grid', x1: left, x2: width - right, y1: y(share), y2: y(share) }));
    made.append(svg('text', { x: left - 6, y: y(share) + 4, 'text-anchor': 'end' }, percent(share)));
  }
  for (const tick of x.ticks) {
    made.append(svg('line', { class: 'grid', x1: x.at(tick), x2: x.at(tick), y1: top, y2: y(0) }));
    made.append(svg('text', { x: x.at(tick), y: y(0) + 15, 'text-anchor': 'middle' }, readTick(tick)));
  }
  for (const bound of bounds) {
    made.append(svg('line', { class: 'bound', x1: x.at(bound), x2: x.at(bound), y1: top - 6, y2: y(0) }));
  }
  made.append(...stepsOf(values, x.at, y, cell.spreads !== null));
  if (mean !== null) made.append(...meanBar(mean, x.at, height - 22));
  const asked = bounds.length === 0 ? '' : ` The dashed line is what is asked: ${bounds.map(read).join(' and ')}.`;
  const whose =
    cell.spreads === null
      ? 'Each step is a run'
      : `${values.length} even steps of the order of ${plural(cell.runs, 'run')}`;
  const below = mean?.[1] == null ? '' : ` Below it their mean, ${read(mean[0]!)}, with its 95 % interval.`;
  return { picture: made, note: `${whose}: the share of runs at or below a value.${asked}${below}` };
}

export function boundsOf({ promises }: Shape, figure: number): number[] {
  const bounds = promises.filter((each) => each.figure === figure).flatMap(({ atLeast, atMost }) => [atLeast, atMost]);
  return [...new Set(bounds.filter((each) => each !== null))];
}

function stepsOf(
  values: readonly number[],
  x: (value: number) => number,
  y: (share: number) => number,
  isSteps: boolean,
): SVGElement[] {
  const count = values.length;
  const shareOf = (at: number) => (isSteps ? (count === 1 ? 1 : at / (count - 1)) : (at + 1) / count);
  const path = values.map(
    (value, at) =>
      `${at === 0 ? `M${x(value).toFixed(1)},${y(0).toFixed(1)}` : `H${x(value).toFixed(1)}`}V${y(shareOf(at)).toFixed(1)}`,
  );
  const line = svg('path', { class: 'steps', d: path.join('') });
  if (count > dotsMax) return [line];
  return [line, ...values.map((value, at) => svg('circle', { class: 'dot', cx: x(value), cy: y(shareOf(at)), r: 3 }))];
}

function meanBar([mean, low, high]: MeanData, x: (value: number) => number, at: number): SVGElement[] {
  if (mean === null) return [];
  const bar =
    low === null || high === null ? [] : [svg('line', { class: 'whisker', x1: x(low), x2: x(high), y1: at, y2: at })];
  return [...bar, svg('circle', { class: 'mean', cx: x(mean), cy: at, r: 4 })];
}
