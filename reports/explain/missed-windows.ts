/**
 * When an objective was missed: the stretches of windows of the series that lie beyond it, worst first, each with the
 * request that shows best what happened then. Series are a tenant's, so a latency objective of one operation is looked for
 * in the percentiles of all its requests; p90 and p95, which have no series, in the p99.
 */
import type { ObjectiveRow, Result, TenantSeries } from '../../sim/result.js';
import { type Story, storyOf } from './story.js';

export interface MissedStretch {
  readonly tenant: string;
  /** The objective's. */
  readonly metric: string;
  readonly target: number;
  readonly unit: ObjectiveRow['unit'];
  readonly fromS: number;
  readonly toS: number;
  /** Of a latency the highest of its windows in milliseconds; of a share the requests that count against it. */
  readonly worst: number;
  /** Of the exemplars that ended in it, the slowest, and for a share one that failed; null where there is none. */
  readonly story: Story | null;
}

/** Of each objective. */
const stretchesMax = 5;

type Failure = 'throttled' | 'serverErrors' | 'timedOut';
const againstShare: Readonly<Record<string, readonly Failure[]>> = {
  availability: ['serverErrors', 'timedOut'],
  clientAvailability: ['throttled', 'serverErrors', 'timedOut'],
  success: ['throttled', 'serverErrors', 'timedOut'],
  throttled: ['throttled'],
};

const seriesOf: Readonly<Record<string, 'p50Ms' | 'p99_9Ms' | 'maxMs'>> = {
  p50: 'p50Ms',
  mean: 'p50Ms',
  'p99.9': 'p99_9Ms',
  'p99.99': 'maxMs',
  max: 'maxMs',
};

export function missedStretches(result: Result): MissedStretch[] {
  return result.objectives
    .filter(({ met }) => !met)
    .flatMap((objective) =>
      stretchesOf(result, objective)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, stretchesMax)
        .map(({ fromS, toS, worst }) => ({
          ...{ tenant: objective.tenant, metric: objective.metric, target: objective.target, unit: objective.unit },
          ...{ fromS, toS, worst },
          story: storyWithin(result, objective, fromS, toS),
        })),
    );
}

interface Stretch {
  readonly fromS: number;
  readonly toS: number;
  readonly worst: number;
  readonly weight: number;
}

/** Neighbouring windows are one stretch. */
function stretchesOf({ series, run }: Result, { tenant, metric, target }: ObjectiveRow): Stretch[] {
  const own = series.tenants.find((each) => each.tenant === tenant);
  if (own === undefined) return [];
  const stretches: Stretch[] = [];
  for (const [window, fromS] of series.timeS.entries()) {
    if (fromS < run.warmupSeconds) continue;
    const beyond = beyondTarget(own, metric, target, window);
    if (beyond === null) continue;
    const toS = Math.min(fromS + series.windowSeconds, run.simulatedSeconds);
    const last = stretches.at(-1);
    if (last === undefined || last.toS < fromS) stretches.push({ fromS, toS, ...beyond });
    else {
      const worst = metric in againstShare ? last.worst + beyond.worst : Math.max(last.worst, beyond.worst);
      stretches[stretches.length - 1] = { ...last, toS, worst, weight: last.weight + beyond.weight };
    }
  }
  return stretches;
}

/** Null of a window that is within the objective. */
function beyondTarget(own: TenantSeries, metric: string, target: number, window: number) {
  const failures = againstShare[metric];
  if (failures !== undefined) {
    const failed = failures.reduce((sum, name) => sum + own[name][window], 0);
    return failed === 0 ? null : { worst: failed, weight: failed };
  }
  const figure = metric.replace('.ofAll', '').match(/(p\d+(?:\.\d+)?|mean|max)$/)?.[1] ?? '';
  const ms = own[seriesOf[figure] ?? 'p99Ms'][window];
  if (ms === null || ms <= target) return null;
  return { worst: ms, weight: (ms / target - 1) * own.succeeded[window] };
}

function storyWithin(result: Result, { tenant, metric }: ObjectiveRow, fromS: number, toS: number): Story | null {
  const isShare = metric in againstShare;
  const within = result.exemplars.filter((each) => {
    const endS = each.startedS + each.latencyMs / 1e3;
    return each.tenant === tenant && endS >= fromS && endS < toS && (each.outcome === 'succeeded' || isShare);
  });
  const failed = within.filter(({ outcome }) => outcome !== 'succeeded');
  const slowest = [...(failed.length > 0 ? failed : within)].sort((a, b) => b.latencyMs - a.latencyMs).at(0);
  return slowest === undefined ? null : storyOf(result, slowest);
}
