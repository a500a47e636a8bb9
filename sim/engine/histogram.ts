/**
 * A log-linear histogram of whole numbers in 0..2^53-1: every octave is cut into 512 equal buckets, so that a bucket's
 * middle is within 0.1 % of all values in it; below 1,023 each value has a bucket of its own. The bucket's number is read
 * off the bits of the value as a double (exponent and upper 9 bits of the mantissa, as in G. Tene's HdrHistogram, but
 * without a search), which takes a few nanoseconds.
 *
 * Counts lie in one array over the octaves seen so far: 2 KiB an octave, at most 108 KiB. Minimum, maximum, count and sum
 * are exact. Left out: values themselves, so no exact percentiles.
 */
import { highWord, powerOfTwo } from './exact-math.js';
import { decodeHistogram, encodeHistogram, HistogramBytesError } from './histogram-bytes.js';
import { LimitError } from './limits/limit-error.js';

const bucketBitsPerOctave = 9;
const bucketsPerOctave = 2 ** bucketBitsPerOctave;
/** What remains of a double's upper word to the right of the bucket's bits. */
const bucketShift = 20 - bucketBitsPerOctave;
/** The number of the bucket that holds 1, before any base is subtracted: its exponent is stored as 1023. */
const bucketOfOne = 1023 * bucketsPerOctave;
export const histogramValueMax = Number.MAX_SAFE_INTEGER;
/** Counts are 32-bit words. */
export const histogramCountMax = 2 ** 32 - 1;
/** The sum is kept as a multiple of this and a rest below it; rest and value add up without rounding. */
const sumUnit = 2 ** 52;
/** Taken off a rank before it is rounded up, because 0.07 * 100 is a little more than 7. */
const rankTolerance = 1e-6;

/** Of the value that q of `count` do not exceed, from 1. */
export const nearestRank = (q: number, count: number) => Math.max(1, Math.ceil(q * count - rankTolerance));

/**
 * Bands are thirds of octaves, to the next bucket: ten to a power of ten, each a quarter wider than the one below it. The
 * places within an octave at which they begin.
 */
const bandPlaces = [0, 133, 301] as const;
const bandsPerOctave = bandPlaces.length;
export const bandsMax = 54 * bandsPerOctave;

export interface HistogramBucket {
  /** Smallest and largest whole number that it holds. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export class Histogram {
  count: number;
  /** Infinity while empty. */
  min: number;
  /** -Infinity while empty. */
  max: number;
  private sumUnits: number;
  private sumRest: number;
  /** The bucket that counts[0] stands for; buckets are those of value + 1, which makes zero an ordinary value. */
  private base: number;
  private counts: Uint32Array;

  constructor() {
    this.count = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.sumUnits = 0;
    this.sumRest = 0;
    this.base = bucketOfOne;
    this.counts = new Uint32Array(0);
  }

  /** Of what `toBytes` gave. Throws HistogramBytesError where the bytes were damaged or are something else. */
  static fromBytes(bytes: Uint8Array): Histogram {
    const histogram = new Histogram();
    const figures = decodeHistogram(bytes);
    if (figures === null) return histogram;
    const { min, max, sumUnits, sumRest, counts } = figures;
    const count = Array.from(counts).reduce((sum, each) => sum + each, 0);
    const isSound = min <= max && count <= histogramCountMax && sumUnits <= 2 * count && sumRest < sumUnit;
    if (!isSound) throw new HistogramBytesError('their figures contradict each other');
    histogram.coverOctaveOf(min);
    histogram.coverOctaveOf(max);
    const first = histogram.indexOf(min);
    const isSpanned = counts.length === histogram.indexOf(max) - first + 1;
    if (!isSpanned || counts[0] === 0 || counts[counts.length - 1] === 0) {
      throw new HistogramBytesError('their buckets do not reach from minimum to maximum');
    }
    histogram.counts.set(counts, first);
    histogram.count = count;
    histogram.min = min;
    histogram.max = max;
    histogram.sumUnits = sumUnits;
    histogram.sumRest = sumRest;
    return histogram;
  }

  record(value: number): void {
    let index = (highWord(value + 1) >>> bucketShift) - this.base;
    if (index >>> 0 >= this.counts.length) {
      this.coverOctaveOf(value);
      index = (highWord(value + 1) >>> bucketShift) - this.base;
    }
    this.counts[index]++;
    this.count++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const rest = this.sumRest + value;
    if (rest < sumUnit) this.sumRest = rest;
    else this.carry(value);
  }

  /** As recording the value so many times, for value * count below 2^53. */
  recordMany(value: number, count: number): void {
    if (count === 0) return;
    if (!(value * count <= histogramValueMax)) throw new Error(`${count} times ${value} would not add up exactly`);
    this.coverOctaveOf(value);
    this.counts[this.indexOf(value)] += count;
    this.count += count;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.carry(value * count);
    this.assertCountFits();
  }

  /** As recording every value of the other. */
  merge(other: Histogram): void {
    if (other.count === 0) return;
    this.coverOctaveOf(other.min);
    this.coverOctaveOf(other.max);
    const last = other.indexOf(other.max);
    const shift = other.base - this.base;
    for (let i = other.indexOf(other.min); i <= last; i++) this.counts[i + shift] += other.counts[i];
    this.count += other.count;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.sumUnits += other.sumUnits;
    this.carry(other.sumRest);
    this.assertCountFits();
  }

  /** All of it, exactly: see histogram-bytes.ts. At most `histogramBytesMax`. */
  toBytes(): Uint8Array {
    this.assertCountFits();
    if (this.count === 0) return encodeHistogram(null);
    const { min, max, sumUnits, sumRest } = this;
    const counts = this.counts.subarray(this.indexOf(min), this.indexOf(max) + 1);
    return encodeHistogram({ min, max, sumUnits, sumRest, counts });
  }

  /** Exact below 2^53, else rounded once. */
  sum(): number {
    return this.sumUnits * sumUnit + this.sumRest;
  }

  /** NaN while empty. */
  mean(): number {
    return this.sum() / this.count;
  }

  /** The value of nearest rank, for q in 0..1, within 0.1 %; the extremes are exact; NaN while empty. */
  quantile(q: number): number {
    this.assertCountFits();
    if (this.count === 0) return NaN;
    const rank = nearestRank(q, this.count);
    if (rank >= this.count) return this.max;
    let index = this.indexOf(this.min);
    let seen = this.counts[index];
    while (seen < rank) seen += this.counts[++index];
    const middle = (this.smallestIn(index) + this.largestIn(index)) / 2;
    return Math.min(Math.max(middle, this.min), this.max);
  }

  /** Those that hold something, ascending. */
  *buckets(): Generator<HistogramBucket> {
    this.assertCountFits();
    if (this.count === 0) return;
    const last = this.indexOf(this.max);
    for (let index = this.indexOf(this.min); index <= last; index++) {
      const count = this.counts[index];
      if (count > 0) yield { from: this.smallestIn(index), to: this.largestIn(index), count };
    }
  }

  /** Adds how many values lie in each band; costs by the span between the extremes. */
  addToBands(bands: Float64Array): void {
    this.assertCountFits();
    if (this.count === 0) return;
    const last = this.indexOf(this.max);
    let index = this.indexOf(this.min);
    let band = bandOf(this.base + index);
    while (index <= last) {
      const end = Math.min(firstBucketOf(band + 1) - this.base, last + 1);
      let values = 0;
      while (index < end) values += this.counts[index++];
      bands[band++] += values;
    }
  }

  /** Forgets the values and keeps the array; costs by the span between the extremes. */
  reset(): void {
    if (this.count === 0) return;
    this.counts.fill(0, this.indexOf(this.min), this.indexOf(this.max) + 1);
    this.count = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.sumUnits = 0;
    this.sumRest = 0;
  }

  private indexOf(value: number): number {
    return (highWord(value + 1) >>> bucketShift) - this.base;
  }

  private smallestIn(index: number): number {
    return Math.ceil(lowerEdge(this.base + index)) - 1;
  }

  private largestIn(index: number): number {
    return Math.ceil(lowerEdge(this.base + index + 1)) - 2;
  }

  private coverOctaveOf(value: number): void {
    if (!(value >= 0 && value <= histogramValueMax)) throw new Error(`a histogram cannot hold ${value}`);
    const index = this.indexOf(value);
    if (index >= 0 && index < this.counts.length) return;
    const octave = Math.floor((this.base + index - bucketOfOne) / bucketsPerOctave);
    const isEmpty = this.counts.length === 0;
    const firstOctave = (this.base - bucketOfOne) / bucketsPerOctave;
    const from = isEmpty ? octave : Math.min(octave, firstOctave);
    const to = isEmpty ? octave + 1 : Math.max(octave + 1, firstOctave + this.counts.length / bucketsPerOctave);
    const counts = new Uint32Array((to - from) * bucketsPerOctave);
    counts.set(this.counts, isEmpty ? 0 : (firstOctave - from) * bucketsPerOctave);
    this.base = bucketOfOne + from * bucketsPerOctave;
    this.counts = counts;
  }

  private carry(value: number): void {
    const units = Math.floor(value / sumUnit);
    const rest = this.sumRest + (value - units * sumUnit);
    const over = rest >= sumUnit ? 1 : 0;
    this.sumUnits += units + over;
    this.sumRest = rest - over * sumUnit;
  }

  private assertCountFits(): void {
    if (this.count > histogramCountMax)
      throw new LimitError('values in one histogram', histogramCountMax, 'a lower load or a shorter run has fewer');
  }
}

/** The largest whole number in a band, or in those below it where it holds none; -1 below the first. */
export function bandUpTo(band: number): number {
  return Math.ceil(lowerEdge(firstBucketOf(band + 1))) - 2;
}

function bandOf(bucket: number): number {
  const octave = Math.floor((bucket - bucketOfOne) / bucketsPerOctave);
  const place = bucket - bucketOfOne - octave * bucketsPerOctave;
  return octave * bandsPerOctave + bandPlaces.findLastIndex((from) => from <= place);
}

function firstBucketOf(band: number): number {
  const octave = Math.floor(band / bandsPerOctave);
  return bucketOfOne + octave * bucketsPerOctave + bandPlaces[band - octave * bandsPerOctave];
}

/** Where a bucket begins, on the scale of value + 1. */
function lowerEdge(bucket: number): number {
  const octave = Math.floor((bucket - bucketOfOne) / bucketsPerOctave);
  const place = bucket - bucketOfOne - octave * bucketsPerOctave;
  return powerOfTwo(octave) * (1 + place / bucketsPerOctave);
}

/** Of the values and of `failed` more beyond them; null where the quantile is one of those, or of nothing. */
export function quantileOfAll(values: Histogram, failed: number, q: number): number | null {
  const { count } = values;
  const rank = q * (count + failed);
  return count > 0 && rank <= count + rankTolerance ? values.quantile(Math.min(1, rank / count)) : null;
}
