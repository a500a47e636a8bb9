/**
 * A histogram as bytes, to be kept, sent and merged elsewhere. Equal histograms have equal bytes, whatever the order in
 * which they came about:
 *
 *   version | min | max | units of the sum | rest of the sum | counts ... | CRC-32
 *
 * The version and the check are 1 and 4 bytes (little-endian), all else numbers in LEB128: seven bits a byte, low ones
 * first, the top bit where more follow. Counts are those of all buckets from that of min to that of max, where n empty
 * ones in a row are written as 0, n (run lengths as in HdrHistogram's V2 form). An empty histogram is its version and
 * check alone. Left out: compression beyond that; 100,000 latencies take some 3 KiB.
 */
import { crc32 } from './crc32.js';

const version = 1;
const headerBytes = 1;
const checkBytes = 4;
/** 53 bits, seven a byte. */
const numberBytesMax = 8;
/** Octaves of value + 1 in 1..2^53, each of 512 buckets. */
const bucketsMax = 54 * 512;
/** Of a count below 2^32; a run of empty buckets takes less than as many counts. */
const countBytesMax = 5;
export const histogramBytesMax = headerBytes + 4 * numberBytesMax + bucketsMax * countBytesMax + checkBytes;

/** What a histogram that is not empty holds. */
export interface HistogramFigures {
  readonly min: number;
  readonly max: number;
  readonly sumUnits: number;
  readonly sumRest: number;
  /** Of the buckets from that of min to that of max. */
  readonly counts: ArrayLike<number>;
}

/** Bytes that no histogram of this version has. */
export class HistogramBytesError extends Error {
  override readonly name = 'HistogramBytesError';

  constructor(reason: string) {
    super(`these bytes are no histogram: ${reason}`);
  }
}

/** `figures`: null of an empty histogram. */
export function encodeHistogram(figures: HistogramFigures | null): Uint8Array {
  const bytes = [version];
  if (figures !== null) {
    for (const number of [figures.min, figures.max, figures.sumUnits, figures.sumRest]) writeNumber(bytes, number);
    writeCounts(bytes, figures.counts);
  }
  const encoded = new Uint8Array(bytes.length + checkBytes);
  encoded.set(bytes);
  viewOf(encoded).setUint32(bytes.length, crc32(encoded.subarray(0, bytes.length)), true);
  return encoded;
}

/** Null of an empty histogram. Throws HistogramBytesError; whether the figures suit each other is for the histogram to say. */
export function decodeHistogram(bytes: Uint8Array): HistogramFigures | null {
  if (bytes.length < headerBytes + checkBytes || bytes.length > histogramBytesMax) {
    throw new HistogramBytesError(`there are ${bytes.length} of them`);
  }
  if (bytes[0] !== version) throw new HistogramBytesError(`they are of version ${bytes[0]}, not ${version}`);
  const end = bytes.length - checkBytes;
  if (crc32(bytes.subarray(0, end)) !== viewOf(bytes).getUint32(end, true)) {
    throw new HistogramBytesError('their check sum is another one');
  }
  if (end === headerBytes) return null;
  const reader = new NumberReader(bytes.subarray(headerBytes, end));
  return {
    min: reader.next(),
    max: reader.next(),
    sumUnits: reader.next(),
    sumRest: reader.next(),
    counts: readCounts(reader),
  };
}

function writeCounts(bytes: number[], counts: ArrayLike<number>): void {
  for (let i = 0, empty = 0; i < counts.length; i++) {
    if (counts[i] === 0) {
      empty++;
      continue;
    }
    if (empty > 0) {
      bytes.push(0);
      writeNumber(bytes, empty);
      empty = 0;
    }
    writeNumber(bytes, counts[i]);
  }
}

function readCounts(reader: NumberReader): number[] {
  const counts: number[] = [];
  while (!reader.isAtEnd) {
    const count = reader.next();
    const buckets = count === 0 ? reader.next() : 1;
    if (counts.length + buckets > bucketsMax) throw new HistogramBytesError(`they have over ${bucketsMax} buckets`);
    for (let i = 0; i < buckets; i++) counts.push(count);
  }
  return counts;
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

class NumberReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  next(): number {
    let value = 0;
    for (let scale = 1, length = 1; length <= numberBytesMax && !this.isAtEnd; scale *= 128, length++) {
      const byte = this.bytes[this.at++];
      value += (byte % 128) * scale;
      if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new HistogramBytesError('a number in them is cut off or too large');
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
