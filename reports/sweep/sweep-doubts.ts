/** Which latencies of a sweep are of survivors alone (doubts.ts): fewer requests of their tenant succeeded than elsewhere. */
import type { CellSummary, Sweep } from '../../sim/sweep-result.js';
import { missesTail } from '../doubts.js';
import { latencyMetricOf } from '../latency-metric.js';

export const meanOf = ({ metrics }: CellSummary, path: string) =>
  metrics.find((each) => each.path === path)?.mean ?? null;

/** Of latencies as clients saw them, under settings of one scenario. */
export function survivorsIn({ cells }: Sweep): (cell: CellSummary, path: string) => boolean {
  const successOf = (cell: CellSummary, tenant: string) => meanOf(cell, `outcomes.${tenant}.successShare`) ?? 0;
  const known = new Map<string, number>();
  const bestOf = (scenario: string, tenant: string) => {
    const key = JSON.stringify([scenario, tenant]);
    const best =
      known.get(key) ??
      cells
        .filter((cell) => cell.scenario === scenario)
        .reduce((most, cell) => Math.max(most, successOf(cell, tenant)), 0);
    known.set(key, best);
    return best;
  };
  return (cell, path) => {
    const metric = latencyMetricOf(path);
    if (metric === null || metric.isService || metric.isOfAll) return false;
    const tenant = cell.latency.find((each) => metric.whose.startsWith(`${each.tenant}.`))?.tenant;
    if (tenant === undefined) return false;
    return missesTail(metric.figure, successOf(cell, tenant), bestOf(cell.scenario, tenant));
  };
}
