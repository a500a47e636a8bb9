/**
 * How many partitions have how many whole replicas, at the end of each window of the series. It hears of the partitions that
 * have fewer than they should; the others are those that are left. Columns: from as many as there should be down to none.
 */
/** Partitions by how many whole replicas they have, at the end of each window; there are none where nothing is healed. */
export interface CopySeries {
  /** Whole replicas; of the first, that many or more. */
  readonly copies: number;
  readonly partitions: readonly number[];
}

export class CopiesOverTime {
  /** By number of whole replicas below the full one: partitions now, and at the end of each window so far. */
  private readonly now: number[];
  private readonly series: number[][];
  private windows = 0;

  constructor(
    private readonly replicas: number,
    private readonly windowNs: number,
    /** Partitions there are; those that splits make count from the next change on. */
    private readonly groups: { readonly count: number },
  ) {
    this.now = new Array<number>(replicas).fill(0);
    this.series = Array.from({ length: replicas + 1 }, () => []);
  }

  /** The partition had so many whole replicas before, and has so many now. */
  change(nowNs: number, before: number, after: number): void {
    while ((this.windows + 1) * this.windowNs <= nowNs) this.endWindow();
    if (before < this.replicas) this.now[before]--;
    if (after < this.replicas) this.now[after]++;
  }

  private endWindow(): void {
    this.windows++;
    let lacking = 0;
    for (const [copies, partitions] of this.now.entries()) {
      this.series[copies].push(partitions);
      lacking += partitions;
    }
    this.series[this.replicas].push(this.groups.count - lacking);
  }

  /** Of each window that began before the end. */
  rows(endNs: number): readonly CopySeries[] {
    while (this.windows * this.windowNs < endNs) this.endWindow();
    return this.series.map((partitions, copies) => ({ copies, partitions })).reverse();
  }
}
