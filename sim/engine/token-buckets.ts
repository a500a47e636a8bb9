/**
 * Token buckets, many in one array: a bucket fills at a rate up to its depth, and whoever takes units from it must find all
 * of them there. A bucket is filled when someone looks at it, so idle ones cost nothing and no event is scheduled.
 *
 * Invariant: 0 <= tokens <= depth, hence over any window a bucket vends, less what is given back, at most rate x time +
 * depth. There is no debt: a request larger than the depth never passes. While rates change, the bound is the integral of
 * the rate plus the greatest depth.
 */
const stride = 4;
const tokensAt = 0;
const filledAtNsAt = 1;
const unitsPerSecondAt = 2;
const depthAt = 3;

export class TokenBuckets {
  /** Row by row: tokens, the time they were counted at, units per second, depth. */
  private readonly cells: Float64Array;

  /** All buckets begin empty, with rate and depth zero. */
  constructor(count: number) {
    this.cells = new Float64Array(count * stride);
  }

  set(bucket: number, unitsPerSecond: number, depth: number, tokens: number, nowNs: number): void {
    if (!(unitsPerSecond >= 0 && depth >= 0 && tokens >= 0)) {
      throw new Error(`bucket ${bucket}: ${unitsPerSecond} units/s, depth ${depth}, ${tokens} tokens`);
    }
    const row = bucket * stride;
    this.cells[row + tokensAt] = Math.min(tokens, depth);
    this.cells[row + filledAtNsAt] = nowNs;
    this.cells[row + unitsPerSecondAt] = unitsPerSecond;
    this.cells[row + depthAt] = depth;
  }

  /** Tokens stay, but for those that do not fit the new depth. */
  setRate(bucket: number, unitsPerSecond: number, depth: number, nowNs: number): void {
    this.set(bucket, unitsPerSecond, depth, this.available(bucket, nowNs), nowNs);
  }

  rate(bucket: number): number {
    return this.cells[bucket * stride + unitsPerSecondAt];
  }

  depth(bucket: number): number {
    return this.cells[bucket * stride + depthAt];
  }

  /** Counts the units that have come since the last look, and returns those that did not fit. */
  fill(bucket: number, nowNs: number): number {
    const { cells } = this;
    const row = bucket * stride;
    const elapsedNs = nowNs - cells[row + filledAtNsAt];
    if (elapsedNs === 0) return 0;
    if (!(elapsedNs > 0)) throw new Error(`bucket ${bucket} looked at ${-elapsedNs} ns in its past`);
    cells[row + filledAtNsAt] = nowNs;
    const tokens = cells[row + tokensAt] + (cells[row + unitsPerSecondAt] * elapsedNs) / 1e9;
    const depth = cells[row + depthAt];
    cells[row + tokensAt] = tokens < depth ? tokens : depth;
    return tokens < depth ? 0 : tokens - depth;
  }

  available(bucket: number, nowNs: number): number {
    this.fill(bucket, nowNs);
    return this.cells[bucket * stride + tokensAt];
  }

  /** All of the units, or none. */
  take(bucket: number, nowNs: number, units: number): boolean {
    this.fill(bucket, nowNs);
    const at = bucket * stride + tokensAt;
    if (this.cells[at] < units) return false;
    this.cells[at] -= units;
    return true;
  }

  /** As many of the units as there are; returns how many. */
  drain(bucket: number, nowNs: number, units: number): number {
    const taken = Math.min(units, this.available(bucket, nowNs));
    this.cells[bucket * stride + tokensAt] -= taken;
    return taken;
  }

  /** Puts units in, taken before and not used; those that do not fit are lost. */
  give(bucket: number, nowNs: number, units: number): void {
    const at = bucket * stride + tokensAt;
    this.cells[at] = Math.min(this.cells[bucket * stride + depthAt], this.available(bucket, nowNs) + units);
  }
}
