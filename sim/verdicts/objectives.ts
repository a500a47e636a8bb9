/**
 * What a tenant was sold, as metrics: each key of `objectives:` stands for one metric of the tenant and a side of it. Left
 * out: objectives of tables and regions, which `expect:` can state.
 */
import type { ObjectiveRow } from '../result.js';
import type { ObjectiveSpec } from '../scenario/scenario.js';
import type { ShareObjective } from '../scenario/verdicts/schema-verdict.js';
import { highest, type ResultWithoutVerdicts, type Table } from './metric-form.js';
import { metricOf } from './metrics.js';

type Objective = Pick<ObjectiveRow, 'unit' | 'bound'> & { readonly path: string };

type Share = { readonly path: (tenant: string) => string; readonly bound: ObjectiveRow['bound'] };

const shares: Readonly<Record<ShareObjective, Share>> = {
  availability: { path: (tenant) => `availability.tenant.${tenant}.monthly`, bound: 'atLeast' },
  clientAvailability: { path: (tenant) => `availability.tenant.${tenant}.clientMonthly`, bound: 'atLeast' },
  success: { path: (tenant) => `outcomes.${tenant}.successShare`, bound: 'atLeast' },
  throttled: { path: (tenant) => `outcomes.${tenant}.throttledShare`, bound: 'atMost' },
};
const sharesByKey: Table<Share | undefined> = shares;

const latencyPath = (tenant: string, metric: string) => `latency.${tenant}.${metric}`;

export function objectiveOf({ tenant, metric }: Pick<ObjectiveSpec, 'tenant' | 'metric'>): Objective {
  const share = sharesByKey[metric];
  return share === undefined
    ? { path: latencyPath(tenant, metric), unit: 'ms', bound: 'atMost' }
    : { path: share.path(tenant), unit: 'fraction', bound: share.bound };
}

/** The key that stands for a metric of the tenant; null where none does. */
export function objectiveWritten(path: string, tenant: string): string | null {
  const share = Object.entries(shares).find(([, each]) => each.path(tenant) === path);
  if (share !== undefined) return share[0];
  const latencies = latencyPath(tenant, '');
  return path.startsWith(latencies) ? path.slice(latencies.length) : null;
}

/** Requests that failed and so have no latency; null of objectives that all requests count for. */
export function leftOutOf(result: ResultWithoutVerdicts, { tenant, metric }: ObjectiveSpec): number | null {
  if (metric in shares || metric.endsWith('.ofAll')) return null;
  const [operation, ...figure] = metric.split('.');
  const rows = result.latency.filter((row) => row.tenant === tenant && row.operation === operation);
  const figures = rows.map(({ consistency }) => {
    const reading = metricOf(result, latencyPath(tenant, [operation, consistency, ...figure].join('.')), null);
    return reading.kind === 'value' ? reading.value : null;
  });
  // Strong and eventual reads are judged apart, and the objective by the worse of them. Where all of one failed it has no
  // figure, and the objective leaves out the whole of it.
  const worst = highest(figures);
  return rows.reduce((sum, { failed }, at) => sum + (figures[at] === null || figures[at] === worst ? failed : 0), 0);
}

/** Of the requests that a percentile of all speaks of, the share that failed; null of other metrics, and of no requests. */
export function failedAmong({ latency }: ResultWithoutVerdicts, path: string): number | null {
  if (!path.startsWith('latency.') || !path.endsWith('.ofAll')) return null;
  const shares = latency
    .filter(({ tenant, operation, consistency }) =>
      ['', `.${consistency}`].some((which) => path.startsWith(`${latencyPath(tenant, operation)}${which}.p`)),
    )
    .flatMap(({ requests, failed }) => (failed > 0 ? [failed / (requests + failed)] : []));
  return shares.length === 0 ? null : Math.max(...shares);
}
