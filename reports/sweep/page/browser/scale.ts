/** Where numbers stand along a picture, on a linear or a logarithmic scale as fits, and the round numbers on it. */
import { logarithmicTicks } from '../../../page/browser/ticks.js';

/** Beyond this ratio of most to least the low ones would be one point. */
const linearRatioMax = 12;
const marginShare = 0.08;

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** @param room pixels of the low end, and of the high end */
export function scaleOf(
  values: readonly number[],
  room: readonly [low: number, high: number],
  { ticksMax, bounds }: { ticksMax: number; bounds?: readonly [low: number, high: number] },
): Scale {
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const isLogarithmic = least > 0 && most / least > linearRatioMax;
  const of = isLogarithmic ? Math.log : (value: number) => value;
  const back = isLogarithmic ? Math.exp : (value: number) => value;
  const span = of(most) - of(least) || Math.abs(of(most)) * 0.2 || 1;
  const [from, to] =
    bounds === undefined
      ? [of(least) - marginShare * span, of(most) + marginShare * span]
      : [of(bounds[0]), of(bounds[1])];
  const at = (value: number) => room[0] + ((of(value) - from) / (to - from)) * (room[1] - room[0]);
  const [low, high] = [back(from), back(to)];
  return {
    low,
    high,
    ticks: thinned(isLogarithmic ? logarithmicTicks(low, high) : roundNumbers(low, high, ticksMax), ticksMax),
    at,
  };
}

function roundNumbers(low: number, high: number, most: number): number[] {
  const step = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(step));
  const size = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= step) ?? 10 * power;
  const first = Math.ceil(low / size - 1e-9);
  const count = Math.floor(high / size + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => Number(((first + at) * size).toPrecision(12)));
}

function thinned(ticks: readonly number[], most: number): readonly number[] {
  const every = Math.ceil(ticks.length / (most + 1));
  return ticks.filter((_, at) => at % every === 0);
}
