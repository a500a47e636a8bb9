/** A sweep as files: JSON, and CSV with a line a cell. Both keep all digits. */
import type { Sweep } from '../../sim/sweep-result.js';
import { type Cell, csvText } from '../csv.js';
import { jsonText } from '../safe-text.js';

export function sweepJson(sweep: Sweep): string {
  return `${jsonText(sweep)}\n`;
}

/** With a line of names; of each metric its mean and the ends of its interval. Shares are fractions. */
export function sweepCsv({ varied, cells }: Sweep): string {
  const paths = [...new Set(cells.flatMap(({ metrics }) => metrics.map(({ path }) => path)))];
  const names = paths.flatMap((path) => [path, `${path} low`, `${path} high`]);
  const lines = cells.map((cell): Cell[] => {
    const byPath = new Map(cell.metrics.map((metric) => [metric.path, metric]));
    return [
      ...[cell.scenario, ...cell.values, cell.runs, cell.refused.length],
      ...paths.flatMap((path): Cell[] => {
        const metric = byPath.get(path);
        return [metric?.mean ?? null, metric?.interval?.low ?? null, metric?.interval?.high ?? null];
      }),
    ];
  });
  return csvText([['scenario', ...varied.map(({ path }) => path), 'runs', 'refused', ...names], ...lines]);
}
