/**
 * What the items of a table weigh. A write draws the size of the version that it makes, and that is the item's until the
 * next. The version that the table was loaded with weighs what follows from the item's number, so that only what was written
 * is kept. A deleted item weighs nothing, nor does one that is not there yet. No item passes the limit of the service: a draw
 * beyond it counts as that. Left out: keys and names of attributes, which are part of the size, and that sizes grow with
 * time; where all items weigh the same and nobody deletes any, nothing is kept, and those not there yet weigh it, too.
 */
import { Distribution } from '../engine/distribution.js';
import { type DistributionSpec, momentsOf } from '../engine/distribution-spec.js';
import { type NumberedStreams, RandomStream } from '../engine/random-stream.js';
import { itemBytesMax } from '../protocol/limits.js';
import type { ItemVersions } from '../replication/item-versions.js';

/** Draws from which the mean is estimated where some pass the limit: it is good to 2 %, for the heaviest tails. */
const meanDraws = 16_384;

export class ItemSizes {
  readonly meanBytes: number;
  private readonly distribution: Distribution;

  constructor(
    spec: DistributionSpec,
    private readonly itemsAtStart: number,
    private readonly versions: Pick<ItemVersions, 'keepsSizes' | 'bytesWritten' | 'tracked'>,
    /** By item, what it is loaded with; null where all are alike. */
    private readonly loaded: NumberedStreams | null,
  ) {
    this.distribution = new Distribution(spec);
    this.meanBytes = meanItemBytes(spec);
  }

  /** Bytes of a version that is written, or of an item that a query reads. */
  draw(stream: RandomStream): number {
    return Math.min(itemBytesMax, this.distribution.sample(stream));
  }

  /** Bytes of the item's newest committed version. */
  of(item: number): number {
    const written = this.versions.keepsSizes ? this.versions.bytesWritten(item) : -1;
    if (written >= 0) return written;
    if (this.loaded === null) return this.meanBytes;
    if (item >= this.itemsAtStart && item < this.versions.tracked) return 0;
    return this.draw(this.loaded.of(item, Math.floor(item / 2 ** 32)));
  }
}

/** Mean of the sizes that are drawn. */
export function meanItemBytes(spec: DistributionSpec): number {
  const distribution = new Distribution(spec);
  const { mean } = momentsOf(spec);
  if (spec.kind === 'constant') return Math.min(itemBytesMax, mean);
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
