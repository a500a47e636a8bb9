/** The series as CSV hold every number of the result's series, and nothing of a name is lost or taken for a formula. */
import { expect, test } from 'vitest';
import { seriesCsv } from '../../../reports/exports/series-csv.js';
import type { Result } from '../../../sim/result.js';
import { run } from '../../../sim/run.js';
import { readCsv } from '../../csv-reader.js';
import { smallRegion, tenantText } from '../../small-region.js';

const names = ['a', '=HYPERLINK("https://example.org","sales"),;\r\n\t', '@"quoted"', ' +1+1'];

/** A table with a capacity, so that it has series too, and an outage, so that windows have no percentile. */
const result = run(
  smallRegion({
    duration: '4s',
    seriesWindow: '500ms',
    tables: { t: { partitions: 1, items: { count: 10 }, capacity: { read: 500, write: 500 } } },
    tenants: { a: tenantText() },
    faults: [{ kind: 'zone-outage', target: 'r/az-1', at: '1s', for: '2s' }],
  }),
);

/** By the names that the result gives to its numbers; the header says which column is whose. */
function read(from: Result) {
  const [header, ...rows] = readCsv(seriesCsv(from));
  const cell = (row: readonly string[], column: string) => {
    const at = header.indexOf(column);
    expect([column, at >= 0]).toEqual([column, true]);
    return row[at];
  };
  return { header, rows, cell };
}

test('every number of every subject stands in its row and column', () => {
  const { header, rows, cell } = read(result);
  const { series } = result;
  const { tenants, tables, service, timeS } = series;
  expect(tables.length).toBe(1);
  expect(rows.length).toBe(timeS.length * (tenants.length + tables.length + 1));
  expect(new Set(header).size).toBe(header.length);
  let numbers = 0;
  const check = (scope: string, name: string, columns: object) => {
    const own = rows.filter((row) => cell(row, 'scope') === scope && cell(row, 'name') === name);
    expect(own.map((row) => Number(cell(row, 'fromS')))).toEqual(timeS);
    for (const [column, values] of Object.entries(columns)) {
      const written = (values as readonly (number | null)[]).map((value) => (value === null ? '' : String(value)));
      expect([column, own.map((row) => cell(row, column))]).toEqual([column, written]);
      numbers += written.length;
    }
  };
  for (const { tenant, ...columns } of tenants) check('tenant', tenant, columns);
  for (const { table, ...columns } of tables) check('table', table, columns);
  check('service', '', service);
  const filled = rows.flat().filter((each) => each !== '').length;
  const nulls = tenants.flatMap(({ p50Ms, p99Ms, p99_9Ms, maxMs }) => [p50Ms, p99Ms, p99_9Ms, maxMs].flat());
  // Nothing stands there beside: where a row is (three or four cells), and the numbers.
  const places = timeS.length * (4 * (tenants.length + tables.length) + 3);
  expect(filled).toBe(places + numbers - nulls.filter((each) => each === null).length);
});

test('names of a scenario are kept, and none is a formula', () => {
  const [tenant] = result.series.tenants;
  const tenants = names.map((name) => ({ ...tenant, tenant: name }));
  const { rows, cell } = read({ ...result, series: { ...result.series, tenants } });
  const found = rows.slice(0, names.length).map((row) => cell(row, 'name'));
  expect(found).toEqual(['a', `'${names[1]}`, `'${names[2]}`, `'${names[3]}`]);
});
