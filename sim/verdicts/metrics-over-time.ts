/**
 * Metrics over time, `series.`: of tenants, of tables, of the service. `during` limits them to the windows that start
 * within [from, to); without it, those after warm-up count. A rate is the mean over the windows, each weighing by its
 * width, unless `lowest` or `highest` asks for a single one.
 */

import { endings } from '../measurement/outcome-counts.js';
import { seriesColumns } from '../measurement/tenant-series.js';
import type { Series, TableSeries, TenantSeries } from '../series.js';
import {
  aboutIn,
  type During,
  type Form,
  highest,
  isOfTenant,
  keyOf,
  lowest,
  meteredTable,
  oneOf,
  optional,
  type ResultWithoutVerdicts,
  ratio,
  sum,
  type Table,
  type Told,
  tenantOrAll,
} from './metric-form.js';
import type { Taken } from './metric-path.js';

const rates: Told<(tenant: TenantSeries, window: number) => number> = {
  ...Object.fromEntries(
    seriesColumns.map((column) => [
      `${column}PerSecond`,
      ['', (tenant: TenantSeries, window: number) => tenant[column][window]],
    ]),
  ),
  errorsPerSecond: [
    'server errors and time-outs',
    (tenant, window) => tenant.serverErrors[window] + tenant.timedOut[window],
  ],
};

const percentilesOverTime: Table<(tenant: TenantSeries) => readonly (number | null)[]> = {
  p50: (tenant) => tenant.p50Ms,
  p99: (tenant) => tenant.p99Ms,
  'p99.9': (tenant) => tenant.p99_9Ms,
  max: (tenant) => tenant.maxMs,
};

const successes: Told<(tenant: TenantSeries) => readonly number[]> = {
  strongReads: ['in windows in which no strong read succeeded', (tenant) => tenant.strongReads],
  eventualReads: ['in windows in which no eventual read succeeded', (tenant) => tenant.eventualReads],
  writes: ['in windows in which no write succeeded', (tenant) => tenant.writes],
  successes: ['in windows in which nothing succeeded', (tenant) => tenant.succeeded],
};

const tablesOverTime: Table<{ readonly of: (table: TableSeries) => readonly number[]; readonly isRate: boolean }> = {
  readUnitsPerSecond: { of: (table) => table.readUnits, isRate: true },
  writeUnitsPerSecond: { of: (table) => table.writeUnits, isRate: true },
  throttledUnitsPerSecond: { of: (table) => table.throttledUnits, isRate: true },
  provisionedReadUnitsPerSecond: { of: (table) => table.provisionedReadUnits, isRate: true },
  provisionedWriteUnitsPerSecond: { of: (table) => table.provisionedWriteUnits, isRate: true },
  partitions: { of: (table) => table.partitions, isRate: false },
};

const serviceOverTime: Told<(service: Series['service']) => readonly number[]> = {
  leaderlessPartitions: ['partitions without a leader that serves', (service) => service.leaderlessPartitions],
  maxStorageUtilisation: ['of the busiest storage node', (service) => service.maxStorageUtilisation],
  maxRouterUtilisation: ['of the busiest router', (service) => service.maxRouterUtilisation],
};

const extreme = optional(oneOf('extreme', 'lowest', 'highest'));

export const formsOverTime: readonly Form[] = [
  {
    slots: [oneOf('family', 'series'), tenantOrAll, oneOf('kind', 'secondsWithout'), keyOf(successes)],
    about: aboutIn(successes),
    read: (result, taken, during) => {
      const counts = tenantSeries(result, taken).map(successes[taken.field][1]);
      const windows = windowsOf(result, during);
      if (windows.length === 0 || counts.length === 0) return null;
      const silent = windows.filter(({ window }) => counts.every((count) => count[window] === 0));
      return sum(silent.map(({ widthS }) => widthS));
    },
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, keyOf(rates)],
    about: aboutIn(rates),
    read: (result, taken, during) =>
      overWindows(result, during, taken.extreme, ({ window, widthS }) => ({
        above: sum(tenantSeries(result, taken).map((each) => rates[taken.field][1](each, window))),
        below: widthS,
      })),
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, oneOf('field', 'successShare')],
    about: () => 'of the requests that ended',
    read: (result, taken, during) =>
      overWindows(result, during, taken.extreme, ({ window }) => {
        const tenants = tenantSeries(result, taken);
        const ended = tenants.flatMap((each) => endings.map((ending) => each[ending][window]));
        return { above: sum(tenants.map((each) => each.succeeded[window])), below: sum(ended) };
      }),
  },
  {
    slots: [oneOf('family', 'series'), tenantOrAll, extreme, keyOf(percentilesOverTime)],
    read: (result, taken, during) => {
      const windows = windowsOf(result, during);
      const values = tenantSeries(result, taken).flatMap((each) => {
        const percentiles = percentilesOverTime[taken.field](each);
        return windows.map(({ window }) => percentiles[window]);
      });
      return taken.extreme === 'lowest' ? lowest(values) : highest(values);
    },
  },
  {
    slots: [oneOf('family', 'series'), oneOf('scope', 'tables'), meteredTable, extreme, keyOf(tablesOverTime)],
    read: (result, taken, during) => {
      const table = result.series.tables.find((each) => each.table === taken.table);
      if (table === undefined) return null;
      const { of, isRate } = tablesOverTime[taken.field];
      const values = of(table);
      return overWindows(result, during, taken.extreme, ({ window, widthS }) => ({
        above: values[window],
        below: isRate ? widthS : 1,
      }));
    },
  },
  {
    slots: [oneOf('family', 'series'), oneOf('scope', 'service'), extreme, keyOf(serviceOverTime)],
    about: aboutIn(serviceOverTime),
    read: (result, taken, during) => {
      const values = serviceOverTime[taken.field][1](result.series.service);
      return overWindows(result, during, taken.extreme, ({ window }) => ({ above: values[window], below: 1 }));
    },
  },
];

function tenantSeries(result: ResultWithoutVerdicts, taken: Taken): readonly TenantSeries[] {
  return result.series.tenants.filter((each) => isOfTenant(each, taken));
}

/** The last window of a run may be cut short. */
function windowsOf(
  result: ResultWithoutVerdicts,
  during: During | null,
): readonly { window: number; widthS: number }[] {
  const { simulatedSeconds, warmupSeconds } = result.run;
  const fromNs = during?.fromNs ?? Math.round(warmupSeconds * 1e9);
  const toNs = during?.toNs ?? Number.POSITIVE_INFINITY;
  return result.series.timeS
    .map((startS, window) => ({
      window,
      // Whole nanoseconds compare exactly: 205 windows of 0.01 s end a hair before 2.05 s in a double.
      startNs: Math.round(startS * 1e9),
      widthS: Math.min(result.series.windowSeconds, simulatedSeconds - startS),
    }))
    .filter(({ startNs, widthS }) => widthS > 0 && startNs >= fromNs && startNs < toNs);
}

/** The mean over the windows, each weighing as much as what is below its fraction line, or the single extreme one. */
function overWindows(
  result: ResultWithoutVerdicts,
  during: During | null,
  extreme: string | undefined,
  fraction: (of: { window: number; widthS: number }) => { above: number; below: number },
): number | null {
  const fractions = windowsOf(result, during).map(fraction);
  if (extreme === undefined) {
    return ratio(sum(fractions.map(({ above }) => above)), sum(fractions.map(({ below }) => below)));
  }
  const values = fractions.map(({ above, below }) => ratio(above, below));
  return extreme === 'lowest' ? lowest(values) : highest(values);
}
