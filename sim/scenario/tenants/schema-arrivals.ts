/**
 * How requests of a tenant arrive (open: at a rate; closed: workers that wait for their answers) and how that rate
 * changes during the run.
 */
import { timeDistribution } from '../quantities/distribution-format.js';
import { exactlyOneOf, listOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, duration, factor, rate, share, signedDuration } from '../quantities/units.js';
import type { ArrivalSpec, RateChange } from '../scenario.js';
import { type DailyWave, dayNs, hourNs } from './daily-waves.js';

const perSecondMax = 1e9;
const workersMax = 1_000_000;
const statesMax = 16;
const changesMax = 1000;
const factorMax = 1_000_000;

const positiveRate = quantity(rate, { isAboveZero: true, max: perSecondMax });
const states = listOf(
  mapping(
    {
      rate: quantity(rate, { max: perSecondMax }).describe('mean rate of arrivals in this state'),
      stay: quantity(duration, { min: 1 }).describe('mean time in this state'),
    },
    'a mapping with rate and stay, such as {rate: 10k/s, stay: 1s}',
  ),
  1,
  statesMax,
  'states, such as {rate: 10k/s, stay: 1s}',
).superRefine((list, ctx) => {
  const isSilent = list.every((state) => state.rate === 0);
  if (isSilent) ctx.addIssue({ code: 'custom', message: 'at least one state with a rate above zero' });
});
const closed = mapping(
  {
    workers: quantity(count, { min: 1, max: workersMax }).describe('each with one request under way at most'),
    think: timeDistribution.prefault('0s').describe('pause between answer and next request'),
    start: oneWord(['spread', 'together'])
      .default('spread')
      .describe('spread: over a think time, at least parameters.client.workersStart; together: at the same instant'),
  },
  'a mapping with workers and think, such as {workers: 100, think: 10ms}',
);

export const arrivalsSchema = exactlyOneOf(
  {
    poisson: positiveRate.describe('independent arrivals at a mean rate, such as 8k/s'),
    constant: positiveRate.describe('evenly spaced arrivals, such as 1k/s'),
    bursty: states.describe('Poisson at the rate of a state; exponential stays, states visited in order'),
    closed: closed.describe('each worker waits for its answer, thinks, and asks again'),
  },
  {},
).transform(({ poisson, constant, bursty, closed: loop }): ArrivalSpec => {
  if (poisson !== undefined) return { kind: 'poisson', perSecond: poisson };
  if (constant !== undefined) return { kind: 'constant', perSecond: constant };
  if (bursty) return { kind: 'bursty', states: bursty.map((s) => ({ perSecond: s.rate, meanStayNs: s.stay })) };
  if (loop)
    return { kind: 'closed', workers: loop.workers, thinkNs: loop.think, startsTogether: loop.start === 'together' };
  throw new Error('arrivals of no kind got past their schema');
});

const times = quantity(factor, { max: factorMax });
const at = quantity(duration);
const length = quantity(duration, { min: 1 });

/** What each kind of change cannot be without, and what it may have beside. */
const keysOfChange: Readonly<
  Record<(RateChange | DailyWave)['kind'], { needs: readonly string[]; mayHave: readonly string[] }>
> = {
  step: { needs: ['at'], mayHave: ['every'] },
  ramp: { needs: ['at', 'over'], mayHave: [] },
  spike: { needs: ['at', 'for'], mayHave: ['every'] },
  wave: { needs: ['period'], mayHave: ['at'] },
  daily: { needs: ['peak'], mayHave: ['day', 'utcOffset'] },
};

const rateChange = exactlyOneOf(
  {
    step: times.describe('rate times this from `at` on; with `every` again and again, on top of those before'),
    ramp: times.describe('grows from 1 to this between `at` and `at` + `over`'),
    spike: times.describe('rate times this from `at`, for `for`; with `every` again and again'),
    wave: quantity(share).describe('a sine of this amplitude, with `period`'),
    daily: quantity(share).describe('a sine of this amplitude with the day of the users, highest at their `peak`'),
  },
  {
    at: at.optional().describe('when it begins; of a wave, when it rises through its middle'),
    over: length.optional().describe('of a ramp: how long it takes'),
    for: length.optional().describe('of a spike: how long it lasts'),
    period: length.optional().describe('of a wave: from one crest to the next'),
    peak: quantity(duration, { max: dayNs })
      .optional()
      .describe('of a daily wave: local time of its crest, such as 20h'),
    day: length
      .optional()
      .describe('of a daily wave: how long a day is in the run, which begins at midnight UTC (24h)'),
    utcOffset: quantity(signedDuration, { min: -12 * hourNs, max: 14 * hourNs })
      .optional()
      .describe("of a daily wave: how far the users' clocks are ahead of UTC (that of their region, by its name)"),
    every: length.optional().describe('of a step or spike: from one to the next, such as "60s"'),
  },
).transform(({ step, ramp, spike, wave, daily, ...given }, ctx): RateChange | DailyWave => {
  const kind = kindOf({ step, ramp, spike, wave });
  const { needs, mayHave } = keysOfChange[kind];
  for (const key of ['at', 'over', 'for', 'period', 'every', 'peak', 'day', 'utcOffset'] as const) {
    const isGiven = given[key] !== undefined;
    const mayBeGiven = needs.includes(key) || mayHave.includes(key);
    const what = kind === 'daily' ? 'a daily wave' : `a ${kind}`;
    const message = `${what} with ${needs.join(' and ')}`;
    if (isGiven && !mayBeGiven)
      ctx.addIssue({ code: 'custom', path: [key], message, params: { found: `${key} for ${what}` } });
    if (!isGiven && needs.includes(key)) ctx.addIssue({ code: 'custom', path: [key], message });
  }
  const { at: atNs = 0, over: overNs = 0, for: forNs = 0, period: periodNs = 0, every: everyNs = null } = given;
  if (step !== undefined) return { kind: 'step', factor: step, atNs, everyNs };
  if (ramp !== undefined) return { kind: 'ramp', factor: ramp, atNs, overNs };
  if (spike !== undefined) {
    const message = '`every` of at least `for`';
    const params = { found: 'spikes that overlap' };
    if (everyNs !== null && everyNs < forNs) ctx.addIssue({ code: 'custom', path: ['every'], message, params });
    return { kind: 'spike', factor: spike, atNs, forNs, everyNs };
  }
  if (daily !== undefined) {
    const { peak: peakNs = 0, day = dayNs, utcOffset: utcOffsetNs = null } = given;
    return { kind: 'daily', amplitude: daily, peakNs, dayNs: day, utcOffsetNs };
  }
  return { kind: 'wave', amplitude: wave ?? 0, periodNs, atNs };
});

/** The one that is given; a daily wave where none of these is. */
function kindOf(given: Readonly<Record<RateChange['kind'], number | undefined>>): (RateChange | DailyWave)['kind'] {
  const kinds = ['step', 'ramp', 'spike', 'wave'] as const;
  return kinds.find((kind) => given[kind] !== undefined) ?? 'daily';
}

export const profileSchema = listOf(rateChange, 0, changesMax, 'rate changes, such as {step: 2x, at: 30s}');
