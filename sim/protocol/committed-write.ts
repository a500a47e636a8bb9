/** What a probe may know of a committed write. */
export interface CommittedWrite {
  readonly group: number;
  readonly sequenceNumber: number;
  readonly item: number;
  /** Unique over the run. */
  readonly writeId: number;
  readonly committedAtNs: number;
}
