/** What `npm run bench` prints: the same figures as JSON or as two tables. */
import type { Figures, Ratio } from './comparison.js';

export interface Report {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string; readonly node: string };
  readonly rounds: number;
  readonly results: readonly Figures[];
  readonly ratios: readonly Ratio[];
}

export function textOf({ machine, rounds, results, ratios }: Report): string {
  const figures = results.map((one) => [
    one.name,
    rate(one.requestsPerSecond),
    one.eventsPerSecond === 0 ? '-' : fixed(one.eventsPerSecond / 1e6, 2),
    fixed(100 * one.spread, 0),
    fixed(one.p50Ms, 3),
    fixed(one.p99Ms, 3),
    fixed(one.rssMiB, 0),
  ]);
  const comparisons = ratios.map((one) => [
    `${one.name} / ${one.against}`,
    fixed(one.median, 2),
    fixed(one.min, 2),
    fixed(one.max, 2),
  ]);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}; medians of ${rounds} rounds`,
    '',
    ...table(['', 'requests/s', 'M events/s', 'spread %', 'p50 ms', 'p99 ms', 'RSS MiB'], figures),
    '',
    ...table(['requests/s', 'ratio', 'lowest', 'highest'], comparisons),
  ].join('\n');
}

const fixed = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));

/** Jobs of a sweep are a few a second, writes of a workload a million. */
const rate = (perSecond: number) => (perSecond < 1e3 ? perSecond.toPrecision(3) : perSecond.toFixed(0));

/** The first column to the left, numbers to the right, each as wide as its widest cell. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [header, ...rows].map(line);
}
