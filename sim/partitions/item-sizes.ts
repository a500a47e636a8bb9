/**
 * What the items of a table weigh. No item passes the limit of the service: a draw beyond it counts as that. Left out: keys
 * and names of attributes, which are part of the size, and that sizes grow with time.
 */
import { Distribution } from '../engine/distribution.js';
import type { DistributionSpec } from '../engine/distribution-spec.js';
import { RandomStream } from '../engine/random-stream.js';
import { itemBytesMax } from '../protocol/limits.js';

/** Draws from which the mean is estimated where some pass the limit: it is good to 2 %, for the heaviest tails. */
const meanDraws = 16_384;

export class ItemSizes {
  readonly meanBytes: number;
  private readonly distribution: Distribution;

  constructor(spec: DistributionSpec) {
    this.distribution = new Distribution(spec);
    this.meanBytes = meanItemBytes(spec);
  }

  /** Bytes of a version that is written, or of an item that a query reads. */
  draw(stream: RandomStream): number {
    return Math.min(itemBytesMax, this.distribution.sample(stream));
  }
}

/** Mean of the sizes that are drawn. */
export function meanItemBytes(spec: DistributionSpec): number {
  const distribution = new Distribution(spec);
  const mean = distribution.meanValue();
  if (spec.kind === 'constant') return mean;
  const stream = new RandomStream(0, 0, 0, 'mean item');
  let sum = 0;
  let passes = 0;
  for (let draw = 0; draw < meanDraws; draw++) {
    const bytes = distribution.sample(stream);
    if (bytes > itemBytesMax) passes++;
    sum += Math.min(itemBytesMax, bytes);
  }
  return passes === 0 && mean < Infinity ? mean : sum / meanDraws;
}
