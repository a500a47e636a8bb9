/** A sweep that nobody ran, with the runs behind its cells: shares and means follow from what each run is said to have had. */
import type { SweepRuns } from '../../../reports/sweep/page/sweep-runs.js';
import type { MetricSummary, Sweep, VerdictSummary } from '../../../sim/sweep-result.js';

export const target = 10;
export const p99 = 'latency.shop.getItem.p99';
export const success = 'outcomes.shop.successShare';

export interface Made {
  readonly varied?: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly amounts?: readonly (readonly number[] | null)[];
  readonly isZipped?: boolean;
  readonly scenarios?: readonly string[];
  readonly title?: string;
  readonly seeds?: number;
  /** Of each cell, kept on the page; all unless said. */
  readonly kept?: number;
  /** Of a run, by the values of its cell: the objective asks for at most 10 ms. */
  p99Ms(values: readonly string[], seed: number, scenario: string): number;
}

export interface MadeSweep {
  readonly sweep: Sweep;
  readonly runs: SweepRuns;
}

export function madeSweep(made: Made): MadeSweep {
  const { varied = [], seeds = 4, scenarios = ['storm'], isZipped = false, kept = seeds } = made;
  const settings = isZipped
    ? varied[0].values.map((_, at) => varied.map(({ values }) => values[at]))
    : varied.reduce<string[][]>(
        (all, { values }) => all.flatMap((each) => values.map((value) => [...each, value])),
        [[]],
      );
  const all = scenarios.flatMap((scenario) => settings.map((values) => ({ scenario, values })));
  const cells = all.map(({ scenario, values }, index) => {
    const first = index * seeds + 1;
    const latencies = Array.from({ length: seeds }, (_, at) => made.p99Ms(values, at + 1, scenario));
    return { index, scenario, values, first, latencies };
  });
  const sweep: Sweep = {
    ...{ format: 'dynamosim sweep 1', dynamosim: '0.1.0', plan: 'ab'.repeat(32), jobs: cells.length * seeds },
    ...{
      missing: { count: 0, numbers: [] },
      varied,
      isZipped,
      fixed: [],
      seeds: [{ first: 1, last: seeds }],
      until: null,
    },
    isAsWritten: varied.length === 0,
    cells: cells.map(({ index, scenario, values, first, latencies }) => ({
      ...{
        index,
        scenario,
        title: made.title ?? 'A storm',
        values,
        jobs: { first, last: first + seeds - 1 },
        runs: seeds,
      },
      ...{ refused: [], expectations: [], violated: [], warmup: { seconds: 1, tooShortFor: [] } },
      metrics: [
        metric(p99, 'ms', latencies),
        metric(
          success,
          'share',
          latencies.map(() => 1),
        ),
      ],
      objectives: [verdict(latencies, first)],
      latency: [],
    })),
  };
  const runs: SweepRuns = {
    scenarios: scenarios.map((name) => ({ name, word: `${name}.yaml`, text: 'seed: 1\n', isBundled: false })),
    amounts: made.amounts ?? varied.map(() => null),
    cells: cells.map(({ first, latencies }) => {
      const rows = latencies.map((ms, at) => ({
        ...{ number: first + at, seed: at + 1, run: `digest-${first + at}`, missed: ms <= target ? [] : [0] },
        ...{ violated: [], refused: null, values: [ms, 1] },
      }));
      rows.sort((a, b) => b.missed.length - a.missed.length || b.values[0] - a.values[0] || a.number - b.number);
      const figures = [
        { path: p99, unit: 'ms', during: '' },
        { path: success, unit: 'share', during: '' },
      ];
      const spreads = kept === seeds ? null : [latencies.toSorted((a, b) => a - b).slice(0, 9), [1, 1, 1, 1, 1]];
      return { figures, promises: [{ figure: 0, atLeast: null, atMost: target }], kept: rows.slice(0, kept), spreads };
    }),
  };
  return { sweep, runs };
}

function metric(path: string, unit: string, values: readonly number[]): MetricSummary {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const interval = { low: mean - (most - least) / 2, high: mean + (most - least) / 2 };
  return { path, unit, runs: values.length, mean, interval, least, most, change: null };
}

function verdict(values: readonly number[], first: number): VerdictSummary {
  const missedBy = values.flatMap((ms, at) => (ms <= target ? [] : [first + at]));
  const met = values.length - missedBy.length;
  const share = met / values.length;
  return {
    ...{ tenant: 'shop', metric: 'getItem.p99', condition: `at most ${target} ms`, met, share },
    ...{ interval: { low: share / 2, high: (1 + share) / 2 }, missedBy: missedBy.slice(0, 10) },
  };
}
