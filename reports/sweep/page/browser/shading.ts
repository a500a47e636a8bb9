/**
 * The colours of the map, which the style sheet has: cells that miss what is asked, the darker the fewer runs met it; cells
 * that meet it; and means, from the least to the most of the criterion over all cells.
 */

import { marks, markWords } from '../../../doubts.js';
import { percent, plural } from '../../../format.js';
import { element } from '../../../page/browser/dom.js';
import { type CellFigure, figureOf, reading, unitWord } from '../cell-state.js';
import type { Choice } from './choice.js';

/** As the style sheet has them. */
const missedShades = 5;
const meanShades = 6;
/** Beyond this ratio of most to least, shades stand for equal factors. */
const logarithmicMin = 10;

export class Shading {
  private readonly ranges = new Map<number, readonly [number, number] | null>();

  constructor(private readonly choice: Choice) {}

  classOf(criterion: number, figure: CellFigure): string {
    if (figure.value === null) return 'unknown';
    const { kind } = this.choice.data.criteria[criterion];
    if (kind !== 'metric') {
      if (figure.state !== 'missed') return 'meets';
      const { minShare } = this.choice.data;
      const lost = minShare === 0 ? 1 : 1 - figure.value / minShare;
      return `misses-${Math.max(1, Math.ceil(Math.min(1, Math.max(0, lost)) * missedShades))}`;
    }
    // In a list, where means stand beside what is judged, only the one that was asked for is shaded.
    const isAside = this.choice.along === null && criterion !== this.choice.criterion;
    const range = isAside ? null : this.rangeOf(criterion);
    if (range === null || range[0] === range[1]) return isAside ? 'unknown' : 'mean-1';
    const [least, most] = range;
    const isLogarithmic = least > 0 && most / least > logarithmicMin;
    const of = isLogarithmic ? Math.log : (value: number) => value;
    const share = (of(figure.value) - of(least)) / (of(most) - of(least));
    return `mean-${1 + Math.round(share * (meanShades - 1))}`;
  }

  private rangeOf(criterion: number): readonly [number, number] | null {
    const known = this.ranges.get(criterion);
    if (known !== undefined) return known;
    const { data } = this.choice;
    let range: [number, number] | null = null;
    for (const cell of data.cells) {
      const { value } = figureOf(data, cell, criterion);
      if (value !== null)
        range = range === null ? [value, value] : [Math.min(range[0], value), Math.max(range[1], value)];
    }
    this.ranges.set(criterion, range);
    return range;
  }

  key(): HTMLElement[] {
    const { data, criterion, along } = this.choice;
    const { kind } = data.criteria[criterion];
    const asked = data.minShare === 1 ? 'all runs' : `${percent(data.minShare)} of the runs`;
    const isShare = kind !== 'metric';
    const items: HTMLElement[] = [];
    const judged = [
      keyOf('misses-5', '✗', `met by fewer than ${asked}, the darker the fewer`),
      keyOf('meets', '', `met by ${asked}`),
    ];
    const range = isShare ? null : this.rangeOf(criterion);
    if (isShare || along === null) items.push(...judged);
    if (range !== null) {
      const read = (value: number) =>
        reading(data.criteria[criterion], value) + unitWord(data.criteria[criterion].unit);
      items.push(
        keyOf('mean-1', '', read(range[0])),
        keyOf(`mean-${meanShades}`, '', `${read(range[1])}, mean over the runs of a cell`),
      );
    }
    const hasBorder = data.criteria.some((each) => each.kind !== 'metric');
    const what = isShare ? 'it' : 'everything that is judged';
    if (hasBorder && data.cells.length > 1) {
      if (!isShare && along !== null) items.push(keyOf('unknown', '✗', `misses ${what}`));
      items.push(keyOf('border', '', `border between cells that meet ${what} and cells that do not`));
    }
    const key = element('ul', 'stage-key');
    key.append(...items);
    return [key, ...this.notes()];
  }

  private notes(): HTMLElement[] {
    const { data, criterion } = this.choice;
    const figures = data.cells.map((cell) => figureOf(data, cell, criterion));
    const notes: string[] = [];
    if (figures.some(({ isOfSurvivors }) => isOfSurvivors)) notes.push(`${marks.survivors} ${markWords.survivors}`);
    // Of few runs that all met it one more may well not.
    const least = figures
      .map(({ value, low }, at) => ({ value, low, runs: data.cells[at].runs }))
      .filter(({ value }) => value === 1)
      .sort((a, b) => a.runs - b.runs)
      .at(0);
    if (data.criteria[criterion].kind !== 'metric' && least !== undefined && least.low !== null) {
      notes.push(
        `Where all of ${plural(least.runs, 'run')} met it, a run does with ${percent(least.low)} to 100 % (95 % interval)`,
      );
    }
    return notes.map((each) => element('p', 'note', each));
  }
}

function keyOf(className: string, sign: string, words: string): HTMLElement {
  const item = element('li');
  item.append(element('i', `swatch-cell ${className}`, sign), words);
  return item;
}
