/**
 * Rows of the runs of A beside those of B, by whom they speak of. A side is one run, or one a seed; where a run has no such
 * row, nothing stands in its place.
 */
import type { RequestKind } from '../../sim/request-time.js';
import type { Result } from '../../sim/result.js';

/** One side has as many runs as the other, on the same seeds where there are several. */
export type Runs = readonly Result[];

export interface PairedRows<Row> {
  readonly a: readonly (Row | undefined)[];
  readonly b: readonly (Row | undefined)[];
  /** One of them that is there. */
  readonly row: Row;
}

/** In A's order and then in B's. */
export function pairedRows<Row>(
  a: Runs,
  b: Runs,
  rowsOf: (result: Result) => readonly Row[],
  key: (row: Row) => string,
): PairedRows<Row>[] {
  const byKey = (runs: Runs) => runs.map((run) => new Map(rowsOf(run).map((row) => [key(row), row])));
  const [ofA, ofB] = [byKey(a), byKey(b)];
  const found = new Map([...ofB, ...ofA].flatMap((rows) => [...rows]));
  const names = new Set([...ofA, ...ofB].flatMap((rows) => [...rows.keys()]));
  const of = (side: readonly Map<string, Row>[], name: string) => side.map((rows) => rows.get(name));
  return [...names].map((name) => ({ a: of(ofA, name), b: of(ofB, name), row: found.get(name)! }));
}

export const keyOf = ({ tenant, operation, consistency }: RequestKind) =>
  JSON.stringify([tenant, operation, consistency]);

/** Over the seeds; null where one of them has no such figure, since a mean of the others is one of other runs. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((each) => each !== null);
  return known.length < values.length ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}
