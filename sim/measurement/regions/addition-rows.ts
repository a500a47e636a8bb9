/** What the result says of one region that was added to a table in use. */
export interface AdditionRow {
  readonly table: string;
  readonly region: string;
  /** The region that its items were copied from; null where the run ended before. */
  readonly from: string | null;
  /** When it was ordered, and when the region had all; null: not at the end. */
  readonly atS: number;
  readonly filledS: number | null;
  /** Copied, and to be copied, as far as they were there when it was ordered: what was written since came as changes. */
  readonly items: number;
  readonly itemsToCopy: number;
  /** Of the items that were sent, each once. */
  readonly bytes: number;
}
