/** Items of each table, those that tenants have appended included. */
export class ItemCounts {
  private readonly counts: Float64Array;

  constructor(atStart: readonly number[]) {
    this.counts = Float64Array.from(atStart);
  }

  of(table: number): number {
    return this.counts[table];
  }

  /** The table has at least `count` items now. */
  grow(table: number, count: number): void {
    if (count > this.counts[table]) this.counts[table] = count;
  }
}
