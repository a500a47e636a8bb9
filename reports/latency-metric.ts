/** Metric paths that are latencies, such as `latency.storefront.getItem.p99`, and the requests that one is taken from. */
import type { Result } from '../sim/result.js';
import { figures, type Sample } from './doubts.js';

export interface LatencyMetric {
  /** Whose: the words between view and figure, such as `storefront.getItem.strong`. */
  readonly whose: string;
  readonly figure: string;
  readonly isService: boolean;
  /** Of all requests, a failed one slower than any other: it compares whatever failed. */
  readonly isOfAll: boolean;
}

const latencyPath = new RegExp(
  `^(latency|serviceLatency)\\.(.+?)\\.(${figures.join('|').replaceAll('.', '\\.')})(\\.ofAll)?$`,
);

export function latencyMetricOf(path: string): LatencyMetric | null {
  const found = latencyPath.exec(path);
  if (found === null) return null;
  return {
    whose: found[2],
    figure: found[3],
    isService: found[1] === 'serviceLatency',
    isOfAll: found[4] !== undefined,
  };
}

/** Where several rows match, the metric is the worst of them, which the smallest may be. */
export function sampleOf({ latency }: Result, { whose, isOfAll }: LatencyMetric): Sample {
  const rows = latency.filter(({ tenant, operation, consistency }) => {
    const names = [`${tenant}.${operation}`, `${tenant}.${operation}.${consistency}`];
    return names.includes(whose);
  });
  const samples = rows.map(({ requests, failed }) =>
    isOfAll ? { succeeded: requests + failed, failed: 0 } : { succeeded: requests, failed },
  );
  return samples.reduce<Sample | null>(smaller, null) ?? { succeeded: 0, failed: 0 };
}

function smaller(a: Sample | null, b: Sample): Sample {
  return a === null || b.succeeded < a.succeeded ? b : a;
}
