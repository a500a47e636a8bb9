/** How old the oldest of what waits is, from milliseconds to days, as an axis of times. */
import { short, timeSpan, unknownNumber } from '../../../format.js';
import type { ChartPlan } from '../chart-plan.js';

export const inAge = (ms: number | null) => (ms === null ? unknownNumber : timeSpan(ms / 1e3));

const stepsS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400] as const;
const ticksMax = 4;

/** From zero, with ticks at steps that clocks have, all in one unit. */
export function ageAxis(values: readonly (number | null)[]): ChartPlan['y'] {
  const top = values.reduce<number>((most, each) => Math.max(most, each ?? 0), 1);
  const step = stepsS.find((each) => top / each <= ticksMax) ?? Math.ceil(top / ticksMax / 86_400) * 86_400;
  const ticks = Array.from({ length: Math.floor((top * 1.04) / step) + 1 }, (_, at) => at * step);
  const [unit, unitS] = step < 60 ? ['s', 1] : step < 3600 ? ['min', 60] : ['h', 3600];
  return { low: 0, high: top * 1.1, ticks, tick: (value) => `${short(value / unitS)} ${unit}` };
}
