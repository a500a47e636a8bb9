/** A search as files: JSON, and CSV with a line a value. Both keep all digits. */
import type { SearchResult } from '../../sim/search-result.js';
import { type Cell, csvText } from '../csv.js';
import { jsonText } from '../safe-text.js';

export function searchJson(result: SearchResult): string {
  return `${jsonText(result)}\n`;
}

/** With a line of names; of each deciding promise the mean of its figure and the ends of the mean's interval. Shares are fractions. */
export function searchCsv({ path, promises, tried }: SearchResult): string {
  const named = promises.map(({ tenant, metric }) => (tenant === null ? metric : `${tenant} ${metric}`));
  const heads = named.flatMap((name) => [name, `${name} low`, `${name} high`, `${name} met`]);
  const lines = tried.map(({ value, runs, met, meets, promises: figures }): Cell[] => [
    ...[value, runs, met, meets],
    ...figures.flatMap((each): Cell[] => [
      ...[each.mean, each.interval?.low ?? null, each.interval?.high ?? null, each.met],
    ]),
  ]);
  return csvText([[path, 'runs', 'met', 'meets', ...heads], ...lines]);
}
