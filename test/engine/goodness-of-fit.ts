/** How far samples lie from a distribution given in closed form; shared by the tests of the samplers. */

/** Kolmogorov and Smirnov's largest distance between the samples' steps and a continuous distribution function. */
export function kolmogorovSmirnov(samples: readonly number[], distributionFunction: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = distributionFunction(x);
    distance = Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  });
  return distance;
}

/** What the distance exceeds once in 10,000 honest tests (asymptotic, n above 100). */
export const kolmogorovSmirnovBound = (sampleCount: number) => 2.225 / Math.sqrt(sampleCount);

/** Pearson's statistic less its mean, in its own standard deviations. */
export function chiSquareDeviations(seen: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += (seen[i] - expected[i]) ** 2 / expected[i];
  const freedom = expected.length - 1;
  return (sum - freedom) / Math.sqrt(2 * freedom);
}

export function meanOf(samples: readonly number[]): number {
  return samples.reduce((sum, x) => sum + x, 0) / samples.length;
}

export function varianceOf(samples: readonly number[]): number {
  const mean = meanOf(samples);
  return samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (samples.length - 1);
}
