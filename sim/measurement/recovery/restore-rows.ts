/** What the result says of one restore. */
export interface RestoreRow {
  /** The table, the backup of it (null: to a point in time), and the new table. */
  readonly of: string;
  readonly from: string | null;
  readonly as: string;
  /** As of when, and when it was ordered. */
  readonly toS: number;
  readonly atS: number;
  /** `refused`: that time could not be restored, or the backup was not available, when it was ordered. `waiting`: the run ended before. */
  readonly state: 'waiting' | 'underWay' | 'ready' | 'refused';
  /** The earliest and the latest time that could be, when it was ordered; null of a backup. */
  readonly earliestRestorableS: number | null;
  readonly latestRestorableS: number | null;
  readonly readyS: number | null;
  readonly partitions: number;
  /** Of the new table when it was ready, without those that were deleted from the original by then; null before. */
  readonly items: number | null;
  /** By all replicas, those included that were downloaded in vain. */
  readonly bytesDownloaded: number;
  /** Of those that the table had at its moment: they went with their last copies before they were archived. */
  readonly writesMissing: number;
}
