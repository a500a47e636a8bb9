/**
 * What the cells of a sweep may be looked at by: all that is judged together, each promise, and means of metrics. A promise is
 * the same in all cells that promise that tenant that metric, though a setting may vary its bound.
 */
import type { CellSummary, Sweep } from '../../../sim/sweep-result.js';
import { printable } from '../../safe-text.js';
import { titleAmong } from '../../vary/vary-text.js';
import type { Criterion, Shape } from './sweep-data.js';
import type { CellRuns } from './sweep-runs.js';

interface Promised {
  readonly name: string;
  /** Null where cells differ. */
  condition: string | null;
  readonly isJudged: boolean;
}

export class Criteria {
  readonly list: readonly Criterion[];
  /** By key, where each stands in the list. */
  private readonly promises = new Map<string, number>();
  private readonly metrics = new Map<string, number>();

  constructor(sweep: Sweep, runs: readonly CellRuns[]) {
    const promised = new Map<string, Promised>();
    const metrics = new Map<string, string>();
    sweep.cells.forEach((cell, at) => {
      promisesIn(cell, runs[at]).forEach(({ tenant, metric, condition }, index) => {
        const key = keyOf(cell, index);
        const known = promised.get(key);
        const name = tenant === null ? metric : `${tenant} ${metric}`;
        if (known !== undefined) known.condition = known.condition === condition ? condition : null;
        else promised.set(key, { name, condition, isJudged: index < cell.objectives.length || sweep.isAsWritten });
      });
      for (const { path, unit, during } of runs[at].figures) {
        if (during === '' && cell.metrics.some((each) => each.path === path)) metrics.set(path, unit);
      }
    });
    const isJudged = sweep.cells.some(({ objectives }) => objectives.length > 0) || hasJudgedExpectations(sweep);
    const everything = 'Everything that is judged';
    const all: Criterion = { kind: 'all', name: everything, title: everything, unit: '', isJudged: true };
    const list: Criterion[] = isJudged ? [all] : [];
    const add = (isOfJudged: boolean) => {
      for (const [key, { name, condition, isJudged }] of promised) {
        if (isJudged !== isOfJudged) continue;
        this.promises.set(key, list.length);
        const asked = condition === null ? 'as each setting asks' : condition;
        const words = printable(`${name} ${asked}`);
        list.push({ kind: 'promise', name: words, title: words, unit: '', isJudged });
      }
    };
    add(true);
    for (const [path, unit] of metrics) {
      this.metrics.set(path, list.length);
      const title = printable(titleAmong(path, [...metrics.keys()], []));
      list.push({ kind: 'metric', name: printable(path), title, unit, isJudged: false });
    }
    // What fails nothing comes last.
    add(false);
    // Where no run has ended there still is something to be chosen.
    this.list =
      list.length > 0 ? list : [{ ...all, name: 'Nothing is judged', title: 'Nothing is judged', isJudged: false }];
  }

  shapeOf(cell: CellSummary, runs: CellRuns): Shape {
    const written = promisesIn(cell, runs);
    const paths = runs.figures.map(({ path }) => path);
    return {
      promises: runs.promises.map(({ figure, atLeast, atMost }, at) => {
        return {
          criterion: this.promises.get(keyOf(cell, at))!,
          figure,
          condition: written[at].condition,
          atLeast,
          atMost,
        };
      }),
      figures: runs.figures.map(({ path, unit, during }) => {
        const isMean = during === '' && cell.metrics.some((each) => each.path === path);
        const name = printable(during === '' ? path : `${path} ${during}`);
        const title = during === '' ? printable(titleAmong(path, paths, [])) : name;
        return { name, title, unit, criterion: isMean ? this.metrics.get(path)! : null };
      }),
    };
  }
}

/** Of the promises of a cell those that its runs tell of. */
export const promisesIn = ({ objectives, expectations }: CellSummary, { promises }: CellRuns) =>
  [...objectives, ...expectations].slice(0, promises.length);

const hasJudgedExpectations = ({ isAsWritten, cells }: Sweep) =>
  isAsWritten && cells.some(({ expectations }) => expectations.length > 0);

/** Of promises of one metric to one tenant the first, the second and so on. */
function keyOf({ objectives, expectations }: CellSummary, index: number): string {
  const all = [...objectives, ...expectations];
  const { tenant, metric } = all[index];
  const before = all.slice(0, index).filter((each) => each.tenant === tenant && each.metric === metric).length;
  return JSON.stringify([tenant, metric, before]);
}
