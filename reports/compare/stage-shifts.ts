/**
 * Where the time went that one result's requests took beyond another's: the mean of each band of latencies, and what each
 * stage added to it or took from it. The stages of a band sum to its mean, so their changes sum to the mean's change.
 */
import { type RequestKind, stages, type TailRow } from '../../sim/request-time.js';
import type { Result } from '../../sim/result.js';
import { keyOf, pairsOf } from './differences.js';

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

export function stageShifts(a: Result, b: Result): readonly StageShift[] {
  const key = (row: TailRow) => `${keyOf(row)} ${row.band}`;
  return pairsOf(a.tail, b.tail, key).flatMap(([rowA, rowB]) => {
    if (rowA === undefined || rowB === undefined) return [];
    const { tenant, operation, consistency, band } = rowA;
    const changes = stages
      .map((stage) => ({ stage, changeMs: timeIn(rowB, stage) - timeIn(rowA, stage) }))
      .filter(({ changeMs }) => changeMs !== 0)
      .sort((one, other) => Math.abs(other.changeMs) - Math.abs(one.changeMs));
    if (changes.length === 0) return [];
    return [
      {
        ...{ tenant, operation, consistency, band, requestsOfA: rowA.requests, requestsOfB: rowB.requests },
        ...{ meanMsOfA: rowA.meanMs, meanMsOfB: rowB.meanMs, changeMs: rowB.meanMs - rowA.meanMs },
        stages: changes,
      },
    ];
  });
}

const timeIn = ({ meanMs, share }: TailRow, stage: string) => meanMs * (share[stage] ?? 0);
