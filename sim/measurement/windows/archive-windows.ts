/**
 * How far the archive is behind the partitions' logs at the end of each window of the series: it looks at the partitions of
 * which something waits, between events, and is none itself.
 */
import { none } from '../../engine/pool.js';

/** Parallel arrays, one value a window: at its end, committed and not in the archive. */
export interface ArchiveSeries {
  /** Age of the oldest such write of any partition; 0 where there is none. */
  readonly behindMs: readonly number[];
  /** Of the logs of all partitions. */
  readonly behindBytes: readonly number[];
}

interface Looked {
  behind(): { readonly sinceNs: number; readonly bytes: number };
}

export class ArchiveWindows {
  private readonly behindMs: number[] = [];
  private readonly behindBytes: number[] = [];

  constructor(
    private readonly archive: Looked,
    private readonly windowNs: number,
  ) {}

  closeWindow(nowNs: number): void {
    const { sinceNs, bytes } = this.archive.behind();
    this.behindMs.push(sinceNs === none ? 0 : (nowNs - sinceNs) / 1e6);
    this.behindBytes.push(bytes);
  }

  /** A last, shorter window is closed now. */
  series(endNs: number): ArchiveSeries {
    const { behindMs, behindBytes, windowNs } = this;
    if (behindMs.length * windowNs < endNs) this.closeWindow(endNs);
    return { behindMs, behindBytes };
  }
}
