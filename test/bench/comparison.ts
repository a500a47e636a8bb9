/**
 * From the rounds of a benchmark to what is reported: medians, how far the rounds lie apart, and ratios. A ratio is taken
 * within each round, where both sides ran minutes apart at most, so that a machine that slows down spoils neither.
 */
import type { BenchResult } from './bench-result.js';

export interface Measurement extends BenchResult {
  /** Greatest resident set; null for peers, whose memory we do not see. */
  readonly rssMiB: number | null;
}

export interface Figures {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly eventsPerSecond: number;
  /** (fastest - slowest) / median of the rounds. */
  readonly spread: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly rssMiB: number | null;
}

export interface Ratio {
  readonly name: string;
  readonly against: string;
  /** Of requests per second: above 1, we are faster. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function figuresOf(name: string, rounds: readonly Measurement[]): Figures {
  const rates = rounds.map(requestRate);
  const { requests, events, p50Ms, p99Ms } = rounds[0];
  const requestsPerSecond = medianOf(rates);
  const digests = new Set(rounds.map(({ digest }) => digest));
  if (digests.size > 1) throw new Error(`${name} ended with ${digests.size} digests in ${rounds.length} rounds`);
  return {
    name,
    requestsPerSecond,
    eventsPerSecond: (requestsPerSecond * events) / requests,
    spread: (Math.max(...rates) - Math.min(...rates)) / requestsPerSecond,
    p50Ms,
    p99Ms,
    rssMiB: rounds[0].rssMiB === null ? null : medianOf(rounds.map(({ rssMiB }) => rssMiB!)),
  };
}

export function ratioOf(
  [name, ours]: readonly [string, readonly Measurement[]],
  [against, theirs]: readonly [string, readonly Measurement[]],
): Ratio {
  const ratios = ours.map((measurement, round) => requestRate(measurement) / requestRate(theirs[round]));
  return { name, against, median: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const requestRate = ({ requests, wallSeconds }: BenchResult) => requests / wallSeconds;
