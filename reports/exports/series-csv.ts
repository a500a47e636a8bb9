/**
 * The series of a result as one table for spreadsheets and data frames: a row for each window and each tenant, table and the
 * service, whose columns have the names that `result.json` gives them. A cell is empty where its subject has no such column,
 * and a percentile where nothing succeeded in the window.
 */
import type { Result } from '../../sim/result.js';
import type { Series } from '../../sim/series.js';
import { type Cell, csvText } from '../csv.js';

type Columns = Readonly<Record<string, readonly (number | null)[]>>;

interface Subject {
  readonly scope: 'tenant' | 'table' | 'service';
  readonly name: string;
  readonly columns: Columns;
}

const tenantColumns = [
  ...['issued', 'succeeded', 'throttled', 'serverErrors', 'timedOut', 'attempts', 'retries'],
  ...['strongReads', 'eventualReads', 'writes', 'p50Ms', 'p99Ms', 'p99_9Ms', 'maxMs'],
];
const tableColumns = [
  ...['readUnits', 'writeUnits', 'throttledUnits', 'provisionedReadUnits', 'provisionedWriteUnits', 'partitions'],
  'maxPartitionUtilisation',
];
const serviceColumns = ['leaderlessPartitions', 'maxStorageUtilisation', 'maxRouterUtilisation'];
/** Of one subject each, but for those that say which row it is. */
export const seriesCsvColumns = [
  ...['fromS', 'windowSeconds', 'scope', 'name'],
  ...[...tenantColumns, ...tableColumns, ...serviceColumns],
];

export function seriesCsv({ series }: Pick<Result, 'series'>): string {
  const { timeS, windowSeconds } = series;
  const subjects = subjectsOf(series);
  const rows = timeS.flatMap((fromS, window) =>
    subjects.map(({ scope, name, columns }): Cell[] => [
      ...[fromS, windowSeconds, scope, name],
      ...seriesCsvColumns.slice(4).map((column) => columns[column]?.[window] ?? null),
    ]),
  );
  return csvText([seriesCsvColumns, ...rows]);
}

function subjectsOf({ tenants, tables, service }: Series): Subject[] {
  return [
    ...tenants.map(({ tenant, ...columns }): Subject => ({ scope: 'tenant', name: tenant, columns })),
    ...tables.map(({ table, ...columns }): Subject => ({ scope: 'table', name: table, columns })),
    { scope: 'service', name: '', columns: { ...service } },
  ];
}
