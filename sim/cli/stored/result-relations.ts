/**
 * What holds between the parts of a result and no schema can say: lists that belong together are equally long, places in
 * them are there, and percentiles of one distribution rise.
 */
import { batchCount } from '../../measurement/batches/latency-batches.js';
import type { BatchRow, LatencyRow, Result } from '../../result.js';
import type { Misfit } from './result-shape.js';

type Path = readonly (string | number)[];

/** The first in a result that has the shape of one; null where all fits. */
export function relationMisfit(result: Result): Misfit | null {
  for (const misfit of misfitsIn(result)) if (misfit !== null) return misfit;
  return null;
}

function* misfitsIn(result: Result): Iterable<Misfit | null> {
  const { series, faults, recovery, phases, outages, batches, availability } = result;
  yield lengthMisfit(['recovery'], recovery, faults.length, 'faults');
  const windows = series.timeS.length;
  const { tenants, tables, objectives, throttles, copies, service } = series;
  for (const [name, rows] of Object.entries({ tenants, tables, objectives, throttles, copies })) {
    for (const [at, row] of rows.entries()) yield* listsMisfits(['series', name, at], row, windows, 'windows');
  }
  const { archive = {}, integrity = {} } = series;
  for (const [name, lists] of Object.entries({ service, archive, integrity }))
    yield* listsMisfits(['series', name], lists, windows, 'windows');
  yield* heatMisfits(series);
  for (const [at, row] of batches.entries()) yield* batchMisfits(['batches', at], row);
  for (const [at, row] of availability.entries()) {
    yield* listsMisfits(['availability', at, 'batches'], row.batches, batchCount, 'batches');
    const shown = availability[0].windows.length;
    yield lengthMisfit(['availability', at, 'windows'], row.windows, shown, 'windows');
  }
  for (const [at, row] of phases.entries()) {
    yield lengthMisfit(['phases', at, 'tenants'], row.tenants, phases[0].tenants.length, 'phases');
    yield placeMisfit(['phases', at], row, faults);
  }
  for (const [at, row] of outages.entries()) yield placeMisfit(['outages', at], row, faults);
  yield* risingMisfits('latency', result.latency);
  yield* risingMisfits('serviceLatency', result.serviceLatency);
}

/** Of places in the list of faults. */
function placeMisfit(path: Path, row: { readonly faults: readonly number[] }, faults: Result['faults']): Misfit | null {
  const other = row.faults.findIndex((fault) => !(fault in faults));
  if (other < 0) return null;
  return misfit([...path, 'faults', other], String(row.faults[other]), `the place of one of ${faults.length} faults`);
}

/** A figure without a batch is null where nothing succeeded in the others. */
function* batchMisfits(path: Path, row: BatchRow): Iterable<Misfit | null> {
  yield* listsMisfits(path, row, batchCount, 'batches');
  yield* listsMisfits([...path, 'without'], row.without, batchCount, 'batches');
  const all = row.succeeded.reduce((sum, each) => sum + each, 0);
  for (const [name, values] of Object.entries(row.without)) {
    const at = values.findIndex((value, batch) => (value === null) !== (row.succeeded[batch] === all));
    if (at < 0) continue;
    const expected = values[at] === null ? 'a number, since requests succeeded' : 'null, since nothing succeeded';
    yield misfit([...path, 'without', name, at], String(values[at]), `${expected} in the other batches`);
  }
}

/** Of all lists in an object. */
function* listsMisfits(path: Path, row: object, length: number, of: string): Iterable<Misfit | null> {
  for (const [name, value] of Object.entries(row)) {
    if (Array.isArray(value)) yield lengthMisfit([...path, name], value, length, of);
  }
}

function* heatMisfits({ heat, timeS, windowSeconds }: Result['series']): Iterable<Misfit | null> {
  const columns = Math.ceil(timeS.length / Math.round(heat.columnSeconds / windowSeconds));
  const bands = heat.edgesMs.length - 1;
  for (const [at, row] of heat.tenants.entries()) {
    const path = ['series', 'heat', 'tenants', at, 'columns'];
    yield lengthMisfit(path, row.columns, columns, 'columns');
    for (const [column, [first = 0, ...counts]] of row.columns.entries()) {
      const isWithin = Number.isInteger(first) && first >= 0 && first + counts.length <= Math.max(0, bands);
      const found = `counts in bands ${first} to ${first + counts.length - 1}`;
      yield isWithin ? null : misfit([...path, column], found, `bands between the ${bands + 1} edges`);
    }
  }
}

const quantiles = ['p50Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'p99_9Ms', 'p99_99Ms'] as const;

function* risingMisfits(name: string, rows: readonly LatencyRow[]): Iterable<Misfit | null> {
  for (const [at, row] of rows.entries()) {
    const known = quantiles.filter((each) => row[each] !== null);
    const falling = known.findIndex((each, index) => index > 0 && row[each]! < row[known[index - 1]]!);
    if (falling < 0) continue;
    const [lower, higher] = [known[falling - 1], known[falling]];
    yield misfit([name, at, higher], String(row[higher]), `at least ${lower}, which is ${row[lower]}`);
  }
}

function lengthMisfit(path: Path, list: readonly unknown[], length: number, of: string): Misfit | null {
  return list.length === length ? null : misfit(path, `a list of ${list.length}`, `one of ${length}, as of all ${of}`);
}

const misfit = (path: Path, found: string, expected: string): Misfit => ({ path: path.map(String), found, expected });
