/**
 * Where the time went that one result's requests took beyond another's: the mean of each band of latencies, and what each
 * stage added to it or took from it. The stages of a band sum to its mean, so their changes sum to the mean's change.
 */
import { type RequestKind, stages, type TailRow } from '../../sim/request-time.js';
import { keyOf, pairedRows, type Runs } from './paired-rows.js';

export interface StageShift extends RequestKind {
  readonly band: string;
  readonly requestsOfA: number;
  readonly requestsOfB: number;
  readonly meanMsOfA: number;
  readonly meanMsOfB: number;
  readonly changeMs: number;
  /** The greatest changes first; stages without a change are left out. */
  readonly stages: readonly { readonly stage: string; readonly changeMs: number }[];
}

export function stageShifts(a: Runs, b: Runs): readonly StageShift[] {
  const key = (row: TailRow) => `${keyOf(row)} ${row.band}`;
  return pairedRows(a, b, ({ tail }) => tail, key).flatMap((rows) => {
    const [ofA, ofB] = [pooled(rows.a), pooled(rows.b)];
    if (ofA === null || ofB === null) return [];
    const { tenant, operation, consistency, band } = rows.row;
    const changes = stages
      .map((stage) => ({ stage, changeMs: ofB.timeIn(stage) - ofA.timeIn(stage) }))
      .filter(({ changeMs }) => changeMs !== 0)
      .sort((one, other) => Math.abs(other.changeMs) - Math.abs(one.changeMs));
    if (changes.length === 0) return [];
    return [
      {
        ...{ tenant, operation, consistency, band, requestsOfA: ofA.requests, requestsOfB: ofB.requests },
        ...{ meanMsOfA: ofA.meanMs, meanMsOfB: ofB.meanMs, changeMs: ofB.meanMs - ofA.meanMs },
        stages: changes,
      },
    ];
  });
}

/** The requests of all seeds as one band; null where no run has such a row. */
function pooled(found: readonly (TailRow | undefined)[]) {
  const rows = found.filter((row) => row !== undefined);
  if (rows.length === 0) return null;
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  const weighed = (of: (row: TailRow) => number) =>
    rows.length === 1
      ? of(rows[0])
      : rows.reduce((sum, row) => sum + row.requests * of(row), 0) / Math.max(1, requests);
  return {
    requests,
    meanMs: weighed(({ meanMs }) => meanMs),
    timeIn: (stage: string) => weighed(({ meanMs, share }) => meanMs * (share[stage] ?? 0)),
  };
}
