/** Where numbers stand along an axis, and how they read there. */
import { milliseconds } from '../../format.js';

const secondsPerMinute = 60;
const secondsPerHour = 3600;
/** From here on moments are minutes, then hours. */
const minutesFromS = 600;
const hoursFromS = 3 * secondsPerHour;
const decadesForTens = 4;
const decadesForThrees = 2;

/** Steps between moments that people count in. */
export const timeSteps = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * secondsPerMinute),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((hours) => hours * secondsPerHour),
];

/** "41 s", "12:30 min", "2.5 h", as fits a run of that length. */
export function moment(atS: number, endS: number): string {
  if (endS < minutesFromS) return `${trimmed(atS)} s`;
  if (endS >= hoursFromS) return `${trimmed(atS / secondsPerHour)} h`;
  const seconds = Math.round((atS % secondsPerMinute) * 1000) / 1000;
  const minutes = Math.floor(atS / secondsPerMinute);
  return seconds === 0 ? `${minutes} min` : `${minutes}:${String(trimmed(seconds)).padStart(2, '0')} min`;
}

const trimmed = (value: number) => Number(value.toFixed(3));

/** Round numbers of a logarithmic axis, fewer the more decades it spans. */
export function logarithmicTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > decadesForTens ? [1] : decades > decadesForThrees ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

export const latencyTick = (ms: number) => milliseconds(ms);
