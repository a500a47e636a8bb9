/**
 * A fixed permutation of 0..count-1 that looks random: it spreads the popular ranks over the key space. YCSB hashes ranks,
 * so that some items share one popularity and others are never drawn; a permutation keeps the popularities exact.
 *
 * A Feistel network of four rounds permutes the smallest power of two that holds all items; results beyond the last item
 * are permuted again until one falls inside (cycle walking, J. Black and P. Rogaway, "Ciphers with Arbitrary Finite
 * Domains", CT-RSA 2002), at most twice on average. With three rounds the popular ranks, whose upper
 * halves are few, would lump together. Its keys are constants, and the run's seed is none of them: which items are popular
 * is what a scenario's data are like, the same for all tenants of a table, and no draw.
 */
import { mix32 } from '../engine/exact-math.js';

export class ItemScramble {
  private readonly count: number;
  private readonly lowSize: number;
  private readonly lowMask: number;
  private readonly highMask: number;

  constructor(count: number) {
    let lowSize = 1;
    let highSize = 1;
    while (lowSize * highSize < count) {
      if (lowSize <= highSize) lowSize *= 2;
      else highSize *= 2;
    }
    this.count = count;
    this.lowSize = lowSize;
    this.lowMask = lowSize - 1;
    this.highMask = highSize - 1;
  }

  /** The item of a rank, both in 0..count-1. */
  itemOf(rank: number): number {
    let item = this.permute(rank);
    while (item >= this.count) item = this.permute(item);
    return item;
  }

  private permute(x: number): number {
    let high = Math.floor(x / this.lowSize);
    let low = x - high * this.lowSize;
    // The round keys are digits of pi.
    low ^= mix32(high ^ 0x243f6a88) & this.lowMask;
    high ^= mix32(low ^ 0x85a308d3) & this.highMask;
    low ^= mix32(high ^ 0x13198a2e) & this.lowMask;
    high ^= mix32(low ^ 0x03707344) & this.highMask;
    return high * this.lowSize + low;
  }
}
