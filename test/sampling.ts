/** The n-th of the values that a seed draws, each of which can be drawn again alone. */
import fc from 'fast-check';

/** Of a seed's values, so that neighbouring seeds share none. */
const stride = 1_000_003;

export function sampleOf<T>(values: fc.Arbitrary<T>, seed: number, number: number): T {
  const [value] = fc.sample(values, { seed: seed * stride + number, numRuns: 1 });
  return value;
}
