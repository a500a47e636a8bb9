/**
 * 95 % intervals of the differences between two settings that ran on the same seeds: Student's t of the differences, seed by
 * seed. Two runs on one seed meet the same arrivals, so what these do to both cancels; runs on other seeds share nothing, so
 * their differences are independent, which batches within a run only nearly are.
 */
import type { Interval } from '../measurement/batches/jackknife.js';
import { studentT } from '../measurement/batches/student-t.js';

/** A figure in the runs of A and in those of B, seed by seed. */
export interface SeedValues {
  readonly a: readonly (number | null)[];
  readonly b: readonly (number | null)[];
}

/** Of B less A; null where a seed has no such figure on one side, or where there are fewer than two. */
export function seedInterval({ a, b }: SeedValues): Interval | null {
  const differences = a.flatMap((ofA, seed) => {
    const ofB = b[seed];
    return ofA === null || ofB === null ? [] : [ofB - ofA];
  });
  return differences.length < a.length ? null : meanInterval(differences);
}

/** Of the mean of what independent runs gave; null of fewer than two. */
export function meanInterval(values: readonly number[]): Interval | null {
  const runs = values.length;
  if (runs < 2) return null;
  const mean = values.reduce((sum, each) => sum + each, 0) / runs;
  const squares = values.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  const half = studentT(runs - 1) * Math.sqrt(squares / (runs - 1) / runs);
  return { low: mean - half, high: mean + half };
}

/** Half of that interval as a share of the mean; null where there is none. */
export function halfWidthShare(values: readonly number[]): number | null {
  const interval = meanInterval(values);
  if (interval === null) return null;
  const { low, high } = interval;
  return low === high ? 0 : (high - low) / Math.abs(low + high);
}

/** In the form in which a comparison asks for intervals, which hands over the values themselves. */
export const seedIntervals = {
  ofLatency: (_kind: unknown, _figure: string, values: SeedValues) => seedInterval(values),
  ofOutcomes: (_tenant: string, _operation: string, _figure: string, values: SeedValues) => seedInterval(values),
  ofAvailability: (_scope: string, _name: string, _figure: string, values: SeedValues) => seedInterval(values),
  ofRun: (_figure: string, values: SeedValues) => seedInterval(values),
};
