/** The rows of requests with the names of their scenario, as a Parquet file for DuckDB, pandas and the like. */
import { type ParquetColumn, type ParquetValue, parquetFile } from '../../../reports/exports/parquet.js';
import { outcomeNames } from '../../measurement/exemplars/exemplar-rows.js';
import { consistencyOfClass, requestClass } from '../../measurement/request-class.js';
import { type RequestRows, requestColumn } from '../../measurement/request-rows.js';
import { operationNames } from '../../protocol/operations.js';
import type { Result } from '../../result.js';
import type { Run } from '../../run.js';
import { version } from '../../version.js';

type Row = (column: keyof typeof requestColumn) => number;
type Named = readonly [
  name: string,
  type: ParquetColumn['type'],
  isNullable: boolean,
  valueAt: (row: Row) => ParquetValue,
];

const whole = (name: string, column: keyof typeof requestColumn): Named => [
  ...([name, 'INT64', false] as const),
  (row) => BigInt(row(column)),
];

function columnsOf({ service }: Run): readonly Named[] {
  const { names } = service.underWay;
  const text = (name: string, valueAt: (row: Row) => string): Named => [name, 'STRING', false, valueAt];
  const ofWinner = (name: string, column: 'group' | 'router' | 'node', nameOf: (index: number) => string): Named => [
    ...([name, 'STRING', true] as const),
    (row) => (row(column) < 0 ? null : nameOf(row(column))),
  ];
  return [
    whole('request', 'number'),
    text('tenant', (row) => names.tenant(row('tenant'))),
    text('table', (row) => service.tables.list[row('table')].spec.name),
    text('operation', (row) => operationNames[row('operation')]),
    text('consistency', (row) => consistencyOfClass(requestClass(0, row('operation'), row('isStrong') === 1))),
    whole('item', 'item'),
    whole('bytes', 'bytes'),
    ['measured', 'BOOLEAN', false, (row) => !service.warmUp.includes({ startedAtNs: row('startedAtNs') })],
    whole('startedNs', 'startedAtNs'),
    whole('endedNs', 'endedAtNs'),
    ['latencyNs', 'INT64', false, (row) => BigInt(row('endedAtNs') - row('startedAtNs'))],
    text('outcome', (row) => outcomeNames[row('outcome')]),
    ...(['attempts', 'retries', 'hedges'] as const).map((column) => whole(column, column)),
    whole('failedAttemptsNs', 'failedNs'),
    whole('backoffNs', 'backoffNs'),
    ofWinner('partition', 'group', names.partition),
    ofWinner('router', 'router', names.host),
    ofWinner('node', 'node', names.host),
  ];
}

/** `rows` watched the run. */
export function requestsParquet(rows: RequestRows, run: Run, { scenario, seed, run: facts }: Result): Uint8Array {
  const columns = columnsOf(run).map(
    ([name, type, isNullable, valueAt]): ParquetColumn => ({
      ...{ name, type, isNullable },
      valueAt: (row) => valueAt((column) => rows.value(row, requestColumn[column])),
    }),
  );
  return parquetFile(
    columns,
    rows.count,
    {
      'dynamosim.version': version,
      'dynamosim.seed': String(seed),
      'dynamosim.digest': facts.digest,
      'dynamosim.scenarioDigest': scenario.digest,
      'dynamosim.endedRequests': String(rows.requests),
      'dynamosim.oneRowIn': String(rows.oneIn),
    },
    `dynamosim ${version}`,
  );
}
