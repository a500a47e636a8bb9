/**
 * A fixed permutation of 0..size-1 that looks random, for a size that is a power of two: a Feistel network of four rounds.
 * With three, popular ranks, whose upper halves are few, would lump together. Its keys are constants.
 */
import { mix32 } from '../engine/exact-math.js';

/** Digits of pi. */
const roundKeys = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

export class FeistelPermutation {
  readonly size: number;
  private readonly lowSize: number;
  private readonly lowMask: number;
  private readonly highMask: number;
  private readonly keys: readonly [number, number, number, number];

  /** Of the smallest size that is at least `sizeMin`; another `variant` is another permutation. */
  constructor(sizeMin: number, variant = 0) {
    let lowSize = 1;
    let highSize = 1;
    while (lowSize * highSize < sizeMin) {
      if (lowSize <= highSize) lowSize *= 2;
      else highSize *= 2;
    }
    this.size = lowSize * highSize;
    this.lowSize = lowSize;
    this.lowMask = lowSize - 1;
    this.highMask = highSize - 1;
    const [a, b, c, d] = roundKeys;
    this.keys = [a ^ variant, b ^ variant, c ^ variant, d ^ variant];
  }

  of(x: number): number {
    const [a, b, c, d] = this.keys;
    let high = Math.floor(x / this.lowSize);
    let low = x - high * this.lowSize;
    low ^= mix32(high ^ a) & this.lowMask;
    high ^= mix32(low ^ b) & this.highMask;
    low ^= mix32(high ^ c) & this.lowMask;
    high ^= mix32(low ^ d) & this.highMask;
    return high * this.lowSize + low;
  }

  /** The x whose `of(x)` this is. */
  inverse(image: number): number {
    const [a, b, c, d] = this.keys;
    let high = Math.floor(image / this.lowSize);
    let low = image - high * this.lowSize;
    high ^= mix32(low ^ d) & this.highMask;
    low ^= mix32(high ^ c) & this.lowMask;
    high ^= mix32(low ^ b) & this.highMask;
    low ^= mix32(high ^ a) & this.lowMask;
    return high * this.lowSize + low;
  }
}
