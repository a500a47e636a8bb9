/**
 * The series of a result as counters: of each tenant the p99 and how requests ended, of each table its units and partitions, of
 * the service leaders and utilisations. A value holds until the next; a window without a success has no p99, so there the one
 * before stays. Counters beyond the bound are left out whole, the tenants' last, and counted.
 */
import type { Result } from '../../../sim/result.js';
import { inNs, type Timed, type TraceTracks } from './trace-tracks.js';

/** Windows of all counters together, 30 bytes each at most: a value that stays the same is not written again. */
export const counterWindowsMax = 500_000;

interface Counter {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly values: readonly (number | null)[];
}

/** How many were left out. */
export function addCounters(tracks: TraceTracks, root: number, result: Result): number {
  const counters = countersOf(result);
  const fit = Math.floor(counterWindowsMax / Math.max(1, result.series.timeS.length));
  const groups = new Map<string, number>();
  for (const { group, name, unit, values } of counters.slice(0, fit)) {
    const parent = groups.get(group) ?? tracks.add(root, group);
    groups.set(group, parent);
    tracks.put(tracks.add(parent, name, '', unit), ...changes(result, values));
  }
  return Math.max(0, counters.length - fit);
}

function changes({ series }: Result, values: readonly (number | null)[]): Timed[] {
  const changed: Timed[] = [];
  let before: number | null = null;
  for (const [window, value] of values.entries()) {
    if (value === null || value === before) continue;
    changed.push({ atNs: inNs(series.timeS[window]), type: 'value', value });
    before = value;
  }
  return changed;
}

function countersOf({ series, run }: Result): Counter[] {
  const { timeS, windowSeconds } = series;
  const lasting = timeS.map((fromS) => Math.min(windowSeconds, run.simulatedSeconds - fromS));
  const perSecond = (counts: readonly number[]) => counts.map((each, window) => each / lasting[window]);
  const { leaderlessPartitions, maxStorageUtilisation, maxRouterUtilisation } = series.service;
  const percentages = (shares: readonly number[]) => shares.map((share) => 100 * share);
  return [
    { group: 'service', name: 'partitions without a leader', unit: '', values: leaderlessPartitions },
    { group: 'service', name: 'busiest storage node', unit: '%', values: percentages(maxStorageUtilisation) },
    { group: 'service', name: 'busiest router', unit: '%', values: percentages(maxRouterUtilisation) },
    ...(series.copies ?? []).map(({ copies, partitions }): Counter => {
      return { group: 'service', name: `partitions with ${copies} copies`, unit: '', values: partitions };
    }),
    ...keptCounters(series),
    ...series.tables.flatMap(({ table, readUnits, writeUnits, throttledUnits, partitions }): Counter[] => [
      { group: `table ${table}`, name: 'read units', unit: '/s', values: perSecond(readUnits) },
      { group: `table ${table}`, name: 'write units', unit: '/s', values: perSecond(writeUnits) },
      { group: `table ${table}`, name: 'throttled units', unit: '/s', values: perSecond(throttledUnits) },
      { group: `table ${table}`, name: 'partitions', unit: '', values: partitions },
    ]),
    ...series.tenants.flatMap(({ tenant, p99Ms, succeeded, throttled, serverErrors, timedOut }): Counter[] => [
      { group: `tenant ${tenant}`, name: 'p99', unit: 'ms', values: p99Ms },
      { group: `tenant ${tenant}`, name: 'succeeded', unit: '/s', values: perSecond(succeeded) },
      { group: `tenant ${tenant}`, name: 'throttled', unit: '/s', values: perSecond(throttled) },
      { group: `tenant ${tenant}`, name: 'server errors', unit: '/s', values: perSecond(serverErrors) },
      { group: `tenant ${tenant}`, name: 'timed out', unit: '/s', values: perSecond(timedOut) },
    ]),
  ];
}

/** Of what keeps data, where there is such. */
function keptCounters({ archive, integrity }: Result['series']): Counter[] {
  return [
    ...(archive === undefined
      ? []
      : [
          { group: 'service', name: 'archive behind', unit: 'ms', values: archive.behindMs },
          { group: 'service', name: 'log not archived', unit: 'bytes', values: archive.behindBytes },
        ]),
    ...(integrity === undefined
      ? []
      : [{ group: 'service', name: 'bad copies of items', unit: '', values: integrity.bad }]),
  ];
}
