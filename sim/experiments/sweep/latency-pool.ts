/** The latencies of many runs together, class by class: exact, as if one run had had all of these requests. */
import { Histogram, histogramCountMax } from '../../engine/histogram.js';
import type { PooledLatency } from '../../sweep-result.js';
import type { DoneRecord } from './record.js';

const nsPerMs = 1e6;

type Row = DoneRecord['latency'][number];

export class LatencyPool {
  /** Null of a class of more requests than a histogram counts. */
  private readonly classes = new Map<string, { readonly row: Row; all: Histogram | null }>();

  add(latency: readonly Row[]): void {
    for (const row of latency) {
      const key = JSON.stringify([row.tenant, row.operation, row.consistency]);
      const known = this.classes.get(key) ?? { row, all: new Histogram() };
      this.classes.set(key, known);
      const own = Histogram.fromBytes(new Uint8Array(Buffer.from(row.client, 'base64')));
      if (known.all !== null && known.all.count + own.count > histogramCountMax) known.all = null;
      known.all?.merge(own);
    }
  }

  /** In the order in which the classes came first, without those of too many. */
  rows(): PooledLatency[] {
    return [...this.classes.values()].flatMap(({ row: { tenant, operation, consistency }, all }) =>
      all === null
        ? []
        : [
            {
              ...{ tenant, operation, consistency },
              requests: all.count,
              meanMs: all.mean() / nsPerMs,
              p50Ms: all.quantile(0.5) / nsPerMs,
              p90Ms: all.quantile(0.9) / nsPerMs,
              p99Ms: all.quantile(0.99) / nsPerMs,
              p99_9Ms: all.quantile(0.999) / nsPerMs,
              maxMs: all.quantile(1) / nsPerMs,
            },
          ],
    );
  }
}
