/**
 * Where the cells of a sweep that meet an objective border on those that do not, and the same in words: "which policy, at which
 * load, breaks it".
 */
import { plural } from '../../format.js';
import { type Axes, orderOf } from './axes.js';
import { allOf, type CellState, figureOf, reading, unitWord } from './cell-state.js';
import type { CellData, Dimension, SweepData } from './sweep-data.js';

const groupsNamedMax = 4;
const valuesNamedMax = 3;

/** A border lies between two cells of which one meets it and the other does not; where no figure is there is none. */
export const isBorder = (a: CellState | undefined, b: CellState | undefined) =>
  (a === 'met' && b === 'missed') || (a === 'missed' && b === 'met');

/** The state that a border is drawn by: of means, that of all that is judged. */
export function stateOf(data: SweepData, cell: CellData, criterion: number): CellState {
  const { kind } = data.criteria[criterion];
  return kind === 'metric' ? allOf(data, cell).state : figureOf(data, cell, criterion).state;
}

/**
 * Such as "Missed from 700/s on with retries legacy; met throughout with retries standard", of the cells of the map.
 * @param cell one of them, which says the values of all settings that the map is of
 */
export function frontierInWords(
  data: SweepData,
  rows: readonly (readonly (number | undefined)[])[],
  criterion: number,
  { along, down }: Axes,
  cell: number,
): string {
  const others = data.dimensions.flatMap(({ title, labels }, which) =>
    along === null || which === along || which === down ? [] : [`${title} ${labels[data.cells[cell].at[which]]}`],
  );
  const words = wordsOf(data, rows, criterion, { along, down });
  return others.length === 0 ? words : `With ${others.join(', ')}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function wordsOf(
  data: SweepData,
  rows: readonly (readonly (number | undefined)[])[],
  criterion: number,
  { along, down }: Axes,
): string {
  const states = rows.map((row) =>
    row.map((cell) => (cell === undefined ? 'unknown' : stateOf(data, data.cells[cell], criterion))),
  );
  const all = states.flat().filter((state) => state !== 'unknown');
  const missed = all.filter((state) => state === 'missed').length;
  if (all.length === 0) return extremesInWords(data, rows, criterion);
  if (all.length === 1) return missed === 1 ? 'Missed' : 'Met';
  if (missed === 0) return `Met in each of ${plural(all.length, 'setting')}`;
  if (missed === all.length) return `Missed in each of ${plural(all.length, 'setting')}`;
  const [only] = data.dimensions;
  if (along === null || down === null) return `Missed ${whereAlong(only, states.flat())}`;
  return byRow(
    states.map((row) =>
      row.includes('missed') ? `missed ${whereAlong(data.dimensions[along], row)}` : 'met throughout',
    ),
    data.dimensions[down],
  );
}

/** Where nothing is judged, between what and what its figures lie. */
function extremesInWords(
  data: SweepData,
  rows: readonly (readonly (number | undefined)[])[],
  criterion: number,
): string {
  const known = rows.flat().flatMap((cell) => {
    if (cell === undefined) return [];
    const { value } = figureOf(data, data.cells[cell], criterion);
    return value === null ? [] : [{ value, cell: data.cells[cell] }];
  });
  known.sort((a, b) => a.value - b.value);
  const [least] = known;
  const most = known.at(-1);
  if (least === undefined || most === undefined) return 'Nothing is judged here, and no run has such a figure';
  const { unit, title } = data.criteria[criterion];
  const read = (value: number) => reading(data.criteria[criterion], value) + unitWord(unit);
  if (known.length === 1) return `${title} ${read(least.value)}`;
  const at = ({ cell }: typeof least) => whereOf(data, cell);
  return `${title} from ${read(least.value)} at ${at(least)} to ${read(most.value)} at ${at(most)}`;
}

/** Such as "retries legacy, poisson 1k/s". */
export function whereOf({ dimensions, scenarios }: SweepData, { at, scenario }: CellData): string {
  const words = at.map((place, which) => `${dimensions[which].title} ${dimensions[which].labels[place]}`);
  return words.length === 0 ? scenarios[scenario].name : words.join(', ');
}

/** Rows of which the same is true are named together. */
function byRow(words: readonly string[], { title, labels, ...down }: Dimension): string {
  const order = orderOf({ title, labels, ...down });
  const groups = [...new Set(words)].map((what) => {
    const rows = words.flatMap((each, at) => (each === what ? [labels[order[at]]] : []));
    const hidden = rows.length - valuesNamedMax;
    return {
      what,
      rows: hidden > 0 ? `${rows.slice(0, valuesNamedMax).join(', ')} and ${hidden} more` : rows.join(', '),
    };
  });
  const sentence =
    groups.length === 1
      ? `${groups[0].what}, whatever ${title}`
      : groups
          .slice(0, groupsNamedMax)
          .map(({ what, rows }) => `${what} with ${title} ${rows}`)
          .join('; ');
  const hidden = groups.length - groupsNamedMax;
  return capital(hidden > 0 ? `${sentence}; and ${hidden} more` : sentence);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function whereAlong(along: Dimension, states: readonly CellState[]): string {
  const order = orderOf(along);
  const labels = order.map((at) => along.labels[at]);
  const missed = states.flatMap((state, at) => (state === 'missed' ? [at] : []));
  const judged = states.flatMap((state, at) => (state === 'unknown' ? [] : [at]));
  if (missed.length === judged.length) return 'throughout';
  const isRun = missed.every((at, index) => judged[judged.indexOf(missed[0]) + index] === at);
  if (isRun && along.amounts !== null && missed.length > 1) {
    if (missed.at(-1) === judged.at(-1)) return `from ${along.title} ${labels[missed[0]]} on`;
    if (missed[0] === judged[0]) return `up to ${along.title} ${labels[missed.at(-1)!]}`;
    return `from ${along.title} ${labels[missed[0]]} to ${labels[missed.at(-1)!]}`;
  }
  const named = missed.slice(0, valuesNamedMax).map((at) => labels[at]);
  const hidden = missed.length - named.length;
  return `at ${along.title} ${named.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}
