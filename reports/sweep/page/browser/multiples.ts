/**
 * Small charts, one for each objective and metric: its figure along one setting that varies, a line for each value of the
 * second, with 95 % intervals. The settings are those that span the map.
 */

import { markWords } from '../../../doubts.js';
import { count, percent, short } from '../../../format.js';
import { element, within } from '../../../page/browser/dom.js';
import { orderOf } from '../axes.js';
import { type CellFigure, figureOf, reading, unitWord } from '../cell-state.js';
import type { Dimension } from '../sweep-data.js';
import type { Choice } from './choice.js';
import { scaleOf } from './scale.js';
import { boundsOf } from './spread-chart.js';
import { picture, signAt, signs, svg } from './svg.js';

const chartsMax = 12;
const linesMax = signs.length;
const pointsMax = 60;
const width = 340;
const height = 190;
/** As wide as 99.9995 %. */
const left = 64;
const right = 14;
const top = 10;
const bottom = 30;
const ticksMax = 4;
const characterWidth = 6.2;
const labelCharactersMax = 14;
/** A bound beyond the axis by more of its span would flatten what is shown. */
const boundReach = 1;

interface Line {
  readonly label: string;
  readonly cells: readonly (number | undefined)[];
}

export function drawMultiples(choice: Choice): void {
  const room = document.querySelector<HTMLElement>('.multiples');
  if (room === null) return;
  let last = '';
  const update = () => {
    const { data, along, down } = choice;
    const now = JSON.stringify([along, down, choice.others]);
    if (now === last) return;
    last = now;
    const axis = along ?? 0;
    const lines = linesOf(choice, axis);
    keys(choice, lines.shown, lines.hidden);
    const charts = data.criteria.flatMap(({ kind }, at) => (kind === 'all' ? [] : [at])).slice(0, chartsMax);
    room.replaceChildren(
      ...charts.flatMap((criterion) => chartOf(choice, criterion, data.dimensions[axis], lines.shown) ?? []),
    );
  };
  update();
  choice.onChange(update);
}

function linesOf(choice: Choice, axis: number): { shown: readonly Line[]; hidden: number } {
  const { data, down } = choice;
  const columns = orderOf(data.dimensions[axis]);
  const steps = evenly(columns, pointsMax);
  const across = (places: readonly (readonly [number, number])[]) =>
    steps.map((at) => choice.cellAt(new Map([...places, [axis, at]])));
  if (down === null) return { shown: [{ label: '', cells: across([]) }], hidden: 0 };
  const dimension = data.dimensions[down];
  const rows = evenly(orderOf(dimension), linesMax);
  const shown = rows.map((at) => ({ label: dimension.labels[at], cells: across([[down, at]]) }));
  return { shown, hidden: dimension.values.length - rows.length };
}

/** The first, the last, and what lies evenly between. */
function evenly(all: readonly number[], most: number): readonly number[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.round((at * (all.length - 1)) / (most - 1))]);
}

function keys(choice: Choice, lines: readonly Line[], hidden: number): void {
  const { data, along, down } = choice;
  const axis = data.dimensions[along ?? 0];
  const items = lines.flatMap(({ label }, at) => {
    if (label === '') return [];
    const item = element('li', `line-${at + 1}`);
    item.append(element('i', '', signs[at]), label);
    return [item];
  });
  const name = down === null ? [] : [element('li', '', `${data.dimensions[down].title}:`)];
  const more = hidden > 0 ? [element('li', '', `and ${count(hidden)} more in sweep.csv`)] : [];
  const isHollow = choice.data.cells.some(({ means }) => means.some((mean) => mean?.[8] === 1));
  const survivors = isHollow ? [element('li', '', `hollow: ${markWords.survivors}`)] : [];
  const across = element('li', '', `from left to right: ${axis.title}`);
  within(document, '.line-key').replaceChildren(across, ...name, ...items, ...more, ...survivors);
}

function chartOf(choice: Choice, criterion: number, dimension: Dimension, lines: readonly Line[]): HTMLElement | null {
  const { data } = choice;
  const { name, unit, kind } = data.criteria[criterion];
  const figures = lines.map(({ cells }) =>
    cells.map((cell) => (cell === undefined ? null : figureOf(data, data.cells[cell], criterion))),
  );
  const known = figures.flat().flatMap((each) => (each === null ? [] : [each.value, each.low, each.high]));
  const values = known.filter((each) => each !== null);
  if (values.length === 0) return null;
  const bounds = kind === 'metric' ? metricBounds(choice, criterion, lines) : [data.minShare];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const reach = boundReach * (most - least || Math.abs(most) || 1);
  const drawn = bounds.filter((each) => each >= least - reach && each <= most + reach);
  const y = scaleOf([...values, ...drawn], [height - bottom, top], {
    ticksMax,
    ...(kind === 'metric' ? {} : { bounds: [-0.04, 1.04] as const }),
  });
  const read = (value: number) => reading({ kind: 'metric', unit: kind === 'metric' ? unit : 'share' }, value);
  const isShare = kind !== 'metric' || unit === 'share';
  const title = kind === 'metric' ? `${name}${unitWord(unit)}` : name;
  const made = picture(width, height, `${title}, along ${dimension.title}: ${read(least)} to ${read(most)}`);
  // No share is above one, and what never is below zero has no tick there.
  const ticks = y.ticks.filter((tick) => (!isShare || tick <= 1) && (tick >= 0 || least < 0));
  for (const tick of kind === 'metric' ? ticks : [0, 0.5, 1]) {
    made.append(svg('line', { class: 'grid', x1: left, x2: width - right, y1: y.at(tick), y2: y.at(tick) }));
    made.append(
      svg('text', { x: left - 6, y: y.at(tick) + 4, 'text-anchor': 'end' }, isShare ? percent(tick) : short(tick)),
    );
  }
  for (const bound of drawn)
    made.append(svg('line', { class: 'bound', x1: left, x2: width - right, y1: y.at(bound), y2: y.at(bound) }));
  const x = placesOf(dimension, lines[0].cells.length);
  made.append(...labelsOf(dimension, x));
  figures.forEach((row, which) => {
    made.append(...lineOf(row, which, lines.length, x, y.at, dimension.amounts !== null));
  });
  const figure = element('figure', 'multiple');
  const far = bounds.length > drawn.length ? `asked: ${bounds.map(read).join(' and ')}, beyond the axis` : '';
  const caption = element('figcaption', '', kind === 'metric' ? title : `Met: ${title}`);
  if (far !== '') caption.append(element('small', '', ` ${far}`));
  figure.append(caption, made);
  return figure;
}

/** Of a metric that a promise is of, where all cells shown promise the same. */
function metricBounds({ data }: Choice, criterion: number, lines: readonly Line[]): number[] {
  const all = lines.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      if (cell === undefined) return [];
      const shape = data.shapes[data.cells[cell].shape];
      const figure = shape.figures.findIndex((each) => each.criterion === criterion);
      return [JSON.stringify(figure < 0 ? [] : boundsOf(shape, figure))];
    }),
  );
  return new Set(all).size === 1 ? JSON.parse(all[0]) : [];
}

interface Places {
  /** Of each column, and the index of its value. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

function placesOf(dimension: Dimension, columns: number): Places {
  const values = evenly(orderOf(dimension), pointsMax).slice(0, columns);
  const room = [left + 14, width - right - 14] as const;
  const { amounts } = dimension;
  if (amounts !== null && values.length > 1) {
    const of = values.map((value) => amounts[value]);
    const scale = scaleOf(of, room, { ticksMax, bounds: [of[0], of[of.length - 1]] });
    return { values, at: of.map(scale.at) };
  }
  const step = (room[1] - room[0]) / Math.max(1, values.length - 1);
  return { values, at: values.map((_, at) => (values.length === 1 ? (room[0] + room[1]) / 2 : room[0] + at * step)) };
}

/** The first, the last, and between them whichever keep their distance. */
function labelsOf({ labels }: Dimension, { at, values }: Places): SVGElement[] {
  const texts = values.map((value) => shorter(labels[value]));
  const half = (which: number) => (texts[which].length * characterWidth) / 2 + 4;
  const last = at.length - 1;
  let freeFrom = Number.NEGATIVE_INFINITY;
  return at.flatMap((x, which) => {
    const centre = Math.min(width - half(which), Math.max(half(which), x));
    const isTight = centre - half(which) < freeFrom || (which !== last && centre + half(which) > at[last] - half(last));
    if (isTight && which !== last) return [];
    freeFrom = centre + half(which);
    return [svg('text', { x: centre, y: height - 10, 'text-anchor': 'middle' }, texts[which])];
  });
}

const shorter = (label: string) =>
  label.length <= labelCharactersMax ? label : `${label.slice(0, labelCharactersMax - 1)}…`;

/** Amounts are joined by a line; what has no order is points alone, side by side. */
function lineOf(
  row: readonly (CellFigure | null)[],
  which: number,
  lines: number,
  { at }: Places,
  y: (value: number) => number,
  isOrdered: boolean,
): SVGElement[] {
  // Lines that lie upon each other stay apart.
  const shift = (isOrdered ? 3 : 7) * (which - (lines - 1) / 2);
  const className = `line-${which + 1}`;
  const points = row.flatMap((each, column) =>
    each === null || each.value === null ? [] : [{ ...each, x: at[column] + shift, y: y(each.value) }],
  );
  const path = points
    .map((each, index) => `${index === 0 ? 'M' : 'L'}${each.x.toFixed(1)},${each.y.toFixed(1)}`)
    .join('');
  return [
    ...(isOrdered && points.length > 1 ? [svg('path', { class: `joined ${className}`, d: path })] : []),
    ...points.flatMap(({ x, low, high }) =>
      low === null || high === null
        ? []
        : [svg('line', { class: `whisker ${className}`, x1: x, x2: x, y1: y(low), y2: y(high) })],
    ),
    ...points.map(({ x, y: centre, isOfSurvivors }) =>
      signAt(which, x, centre, 3.4, `${isOfSurvivors ? 'hollow' : 'filled'} ${className}`),
    ),
  ];
}
