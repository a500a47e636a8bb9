/** Which figures of a sweep tell anything: one that nobody was promised and that is 0 in all runs is left out of its page. */
import type { CellSummary, Sweep } from '../../../sim/sweep-result.js';
import type { CellRuns } from './sweep-runs.js';

export function tellingFigures({ cells }: Sweep, runs: readonly CellRuns[]): readonly CellRuns[] {
  const telling = new Set<string>();
  cells.forEach((cell, at) => {
    for (const { path } of runs[at].figures) if (!isNothing(cell, path)) telling.add(path);
  });
  return runs.map((each) => {
    const promised = new Set(each.promises.map(({ figure }) => figure));
    const left = each.figures.flatMap(({ path }, at) => (promised.has(at) || telling.has(path) ? [at] : []));
    if (left.length === each.figures.length) return each;
    return {
      figures: left.map((at) => each.figures[at]),
      promises: each.promises.map((promise) => ({ ...promise, figure: left.indexOf(promise.figure) })),
      kept: each.kept.map((run) => ({ ...run, values: left.map((at) => run.values[at]) })),
      spreads:
        each.spreads === null
          ? null
          : left.flatMap((at) => (each.spreads![at] === undefined ? [] : [each.spreads![at]])),
    };
  });
}

const isNothing = ({ metrics }: CellSummary, path: string) => {
  const metric = metrics.find((each) => each.path === path);
  return metric === undefined || (metric.least === 0 && metric.most === 0) || metric.runs === 0;
};
