/**
 * When an objective was missed: the stretches of windows of the series in which its own share or percentile is beyond its
 * target, worst first, each with the request that shows best what happened then. An objective over the month is looked for
 * in the share of requests in each window.
 */
import type { ExemplarRow } from '../../sim/request-time.js';
import type { ObjectiveRow, Result } from '../../sim/result.js';
import type { ObjectiveSeries, TenantSeries } from '../../sim/series.js';
import { type Story, storyOf } from './story.js';

export interface MissedStretch {
  readonly tenant: string;
  /** The objective's. */
  readonly metric: string;
  readonly target: number;
  readonly unit: ObjectiveRow['unit'];
  readonly fromS: number;
  readonly toS: number;
  /**
   * Requests of it that ended in it, and those of them that count against the objective; of a latency those of its operation,
   * and those that failed.
   */
  readonly ended: number;
  readonly against: number;
  /** Of a latency the highest of its windows in milliseconds; null of a share, and where it lies among the failures. */
  readonly worstMs: number | null;
  /** Of the exemplars of its requests that ended in it, the slowest, and for a share one that counts; null where none is. */
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
const outcomeOf = { throttled: 'throttled', serverErrors: 'serverError', timedOut: 'timedOut' } as const;

export function missedStretches(result: Result): MissedStretch[] {
  return result.objectives
    .filter(({ met }) => !met)
    .flatMap((objective) => {
      const { tenant, metric, target, unit } = objective;
      return stretchesOf(result, missedWindows(result, objective))
        .sort((a, b) => b.weight - a.weight)
        .slice(0, stretchesMax)
        .map(({ weight: _, ...stretch }) => ({
          ...{ tenant, metric, target, unit },
          ...stretch,
          story: storyWithin(result, objective, stretch),
        }));
    });
}

/** Null of a window that is within the objective. */
type Missed = (Pick<MissedStretch, 'ended' | 'against' | 'worstMs'> & { readonly weight: number }) | null;
type Times = Pick<MissedStretch, 'fromS' | 'toS'>;
type Stretch = NonNullable<Missed> & Times;

/** By window of the series; none where that does not tell. */
function missedWindows({ series }: Result, objective: ObjectiveRow): readonly Missed[] {
  const { tenant, metric, target } = objective;
  const failures = againstShare[metric];
  if (failures === undefined) {
    const own = series.objectives.find((each) => each.tenant === tenant && each.metric === metric);
    return own === undefined ? [] : series.timeS.map((_, window) => slowWindow(own, target, window));
  }
  const own = series.tenants.find((each) => each.tenant === tenant);
  return own === undefined ? [] : series.timeS.map((_, window) => failedWindow(own, failures, objective, window));
}

/** Where failures count as slower than any other, a percentile among them misses any target. */
function slowWindow(own: ObjectiveSeries, target: number, window: number): Missed {
  const ended = own.ended[window];
  const ms = own.actualMs[window];
  const isAmongFailures = ms === null && own.metric.endsWith('.ofAll') && ended > 0;
  if (!isAmongFailures && (ms === null || ms <= target)) return null;
  const counts = { ended: own.endedOfOperation[window], against: own.failedOfOperation[window] };
  return { ...counts, worstMs: ms, weight: ms === null ? Infinity : (ms / target - 1) * ended };
}

function failedWindow(
  own: TenantSeries,
  failures: readonly Failure[],
  { target, bound }: ObjectiveRow,
  window: number,
): Missed {
  const sum = (names: readonly Failure[]) => names.reduce((total, name) => total + own[name][window], 0);
  const ended = own.succeeded[window] + sum(['throttled', 'serverErrors', 'timedOut']);
  const against = sum(failures);
  const share = (bound === 'atLeast' ? ended - against : against) / ended;
  if (ended === 0 || (bound === 'atLeast' ? share >= target : share <= target)) return null;
  return { ended, against, worstMs: null, weight: against };
}

/** Neighbouring windows are one stretch. */
function stretchesOf({ series, run }: Result, windows: readonly Missed[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [window, missed] of windows.entries()) {
    const fromS = series.timeS[window];
    if (missed === null || fromS < run.warmupSeconds) continue;
    const toS = Math.min(fromS + series.windowSeconds, run.simulatedSeconds);
    const last = stretches.at(-1);
    if (last === undefined || last.toS < fromS) stretches.push({ fromS, toS, ...missed });
    else stretches[stretches.length - 1] = { ...joined(last, missed), fromS: last.fromS, toS };
  }
  return stretches;
}

function joined(a: NonNullable<Missed>, b: NonNullable<Missed>): NonNullable<Missed> {
  const worstMs = a.worstMs === null || b.worstMs === null ? null : Math.max(a.worstMs, b.worstMs);
  return { ended: a.ended + b.ended, against: a.against + b.against, worstMs, weight: a.weight + b.weight };
}

function storyWithin(result: Result, { tenant, metric }: ObjectiveRow, { fromS, toS }: Times): Story | null {
  const within = result.exemplars.filter((each) => {
    const endS = each.startedS + each.latencyMs / 1e3;
    return each.tenant === tenant && endS >= fromS && endS < toS && countsFor(metric, each);
  });
  const failed = within.filter(({ outcome }) => outcome !== 'succeeded');
  const slowest = [...(failed.length > 0 ? failed : within)].sort((a, b) => b.latencyMs - a.latencyMs).at(0);
  return slowest === undefined ? null : storyOf(result, slowest);
}

/** Of a share the requests against it; of a latency those of its operation, with failures where those count. */
function countsFor(metric: string, { operation, outcome }: ExemplarRow): boolean {
  const failures = againstShare[metric];
  if (failures !== undefined) return failures.some((failure) => outcomeOf[failure] === outcome);
  return metric.split('.')[0] === operation && (outcome === 'succeeded' || metric.endsWith('.ofAll'));
}
