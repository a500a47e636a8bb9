/** What the result says of one on-demand backup. */
export interface BackupRow {
  /** The table, and the backup. */
  readonly of: string;
  readonly as: string;
  /** When it was ordered, and as of when it is. */
  readonly atS: number;
  /** `underWay`: not all that was committed by then was archived by the end. `waiting`: the run ended before. */
  readonly state: 'waiting' | 'underWay' | 'available';
  readonly availableS: number | null;
  readonly partitions: number;
  /** Of the table when it was ordered; 0 before. */
  readonly bytes: number;
  /** Of those that the table had at its moment: they went with their last copies before they were archived. */
  readonly writesMissing: number;
}
