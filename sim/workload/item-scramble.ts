/**
 * Which item has which rank of popularity: a fixed permutation of 0..count-1 that spreads the popular ranks over the key
 * space. YCSB hashes ranks, so that some items share one popularity and others are never drawn; a permutation keeps the
 * popularities exact. The run's seed is no part of it: which items are popular is what a scenario's data are like, the same
 * for all tenants of a table, and no draw.
 *
 * A Feistel network permutes the smallest power of two that holds all items; results beyond the last item are permuted
 * again until one falls inside (cycle walking, J. Black and P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA
 * 2002), at most twice on average.
 *
 * An appended item takes over a rank, any one, and the item that had it becomes the least popular: all others keep theirs.
 * Within the power of two, cycle walking alone does that. Beyond it the permutation is doubled: some of its ranks, in the
 * end half of them, lead to an item of the new half each, and that leads on to the item that had the rank:
 *
 *   rank ──────────────> item              the other half, as before
 *   rank ──> new item ──> item             walked past while the new item is not there yet
 */
import { mix32 } from '../engine/exact-math.js';
import { FeistelPermutation } from './feistel.js';

export class ItemScramble {
  private readonly first: FeistelPermutation;
  /** Each doubles the permutation: which rank of the former half leads to which item of the new one. */
  private readonly doublings: FeistelPermutation[] = [];
  private size: number;

  constructor(private count: number) {
    this.first = new FeistelPermutation(count);
    this.size = this.first.size;
  }

  /** Makes room for one more item, the one of the greatest number. */
  grow(): void {
    this.count++;
    if (this.count <= this.size) return;
    this.doublings.push(new FeistelPermutation(this.size, this.doublings.length + 1));
    this.size *= 2;
  }

  /** The item of a rank, both in 0..count-1. */
  itemOf(rank: number): number {
    let item = this.permute(rank);
    while (item >= this.count) item = this.permute(item);
    return item;
  }

  private permute(x: number): number {
    let at = x;
    for (let i = this.doublings.length - 1; i >= 0; i--) {
      const doubling = this.doublings[i];
      const half = doubling.size;
      const isOld = at < half;
      const rank = isOld ? at : doubling.inverse(at - half);
      const place = isOld ? doubling.of(at) : at - half;
      const share = half / (half + place);
      const takesOver = drawOf(rank, i) < share * share;
      if (isOld && takesOver) return half + place;
      if (!isOld && !takesOver) return at;
      at = rank;
    }
    return this.first.of(at);
  }
}

/**
 * A number in [0, 1) for each rank, by a hash. Held against the square above it makes the ranks that the first n of a new
 * half take over n in half + n: as large a share of the popular ranks as of the items.
 */
function drawOf(rank: number, doubling: number): number {
  const high = Math.floor(rank / 2 ** 32);
  return (mix32(rank ^ mix32(high ^ (doubling + 1))) >>> 0) / 2 ** 32;
}
