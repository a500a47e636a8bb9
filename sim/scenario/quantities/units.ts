/**
 * Quantities as people write them: `2ms`, `8k/s`, `900B`, `25Gb/s`, `10M`, `99.99%`, `10x`. Decimal text is read exactly,
 * as a ratio of integers, so `0.1s` is 100,000,000 ns and `99.99%` is the double nearest to 0.9999.
 *
 * Sizes go by powers of 1000 (KB, MB, GB) or of 1024 (KiB, MiB, GiB). Small b is a bit and only in bandwidths.
 */

/** One unit of the text is numerator / denominator of the plain number. */
type Scale = readonly [numerator: bigint, denominator: bigint];

export interface QuantityKind {
  /** With article: `a duration`. */
  readonly name: string;
  readonly example: string;
  /** By unit, coarsest first within a family; the empty unit lets a bare number through. */
  readonly units: ReadonlyMap<string, Scale>;
  readonly isWhole: boolean;
  readonly isSigned: boolean;
  readonly max: number;
  /** Whether it may be written as a sum of parts, as in 12m30s. */
  readonly hasParts?: boolean;
}

export type QuantityReading = { readonly value: number } | { readonly problem: string };

const wholeMax = Number.MAX_SAFE_INTEGER;
/** Enough for every whole number below 2^53. */
const digitsMax = 16;

const second = 1_000_000_000n;
const durationUnits = new Map<string, Scale>([
  ['d', [86_400n * second, 1n]],
  ['h', [3_600n * second, 1n]],
  ['m', [60n * second, 1n]],
  ['s', [second, 1n]],
  ['ms', [1_000_000n, 1n]],
  ['us', [1_000n, 1n]],
  ['ns', [1n, 1n]],
]);
const sizeUnits = new Map<string, Scale>([
  ['TB', [1_000_000_000_000n, 1n]],
  ['GB', [1_000_000_000n, 1n]],
  ['MB', [1_000_000n, 1n]],
  ['KB', [1_000n, 1n]],
  ['GiB', [1_073_741_824n, 1n]],
  ['MiB', [1_048_576n, 1n]],
  ['KiB', [1_024n, 1n]],
  ['B', [1n, 1n]],
]);
const countUnits = new Map<string, Scale>([
  ['G', [1_000_000_000n, 1n]],
  ['M', [1_000_000n, 1n]],
  ['k', [1_000n, 1n]],
  ['', [1n, 1n]],
]);

function rateUnits(): Map<string, Scale> {
  const units = new Map<string, Scale>();
  const periods: [string, bigint][] = [
    ['s', 1n],
    ['m', 60n],
    ['h', 3_600n],
  ];
  for (const [period, seconds] of periods)
    for (const [prefix, [factor]] of countUnits) units.set(`${prefix}/${period}`, [factor, seconds]);
  return units;
}

function bandwidthUnits(): Map<string, Scale> {
  const units = new Map<string, Scale>();
  for (const [unit, scale] of sizeUnits) units.set(`${unit}/s`, scale);
  for (const [prefix, [factor]] of countUnits) units.set(`${prefix}b/s`, [factor, 8n]);
  return units;
}

const whole = { isWhole: true, isSigned: false, max: wholeMax };
const real = { isWhole: false, isSigned: false, max: 1e15 };

/** Nanoseconds. */
export const duration: QuantityKind = { name: 'a duration', example: '2ms', units: durationUnits, ...whole };
/** Nanoseconds, of the run; may be in parts, the coarsest first. */
export const moment: QuantityKind = { ...duration, name: 'a time of the run', example: '12m30s', hasParts: true };
/** Nanoseconds, before or after. */
export const signedDuration: QuantityKind = {
  ...duration,
  name: 'a signed duration',
  example: '-200ms',
  isSigned: true,
};
/** Nanoseconds, of what comes to pass more rarely than runs are long: not whole ones beyond the end of time. */
export const lifetime: QuantityKind = {
  ...duration,
  example: '130d',
  units: new Map<string, Scale>([['y', [31_536_000n * second, 1n]], ...durationUnits]),
  isWhole: false,
  max: 10_000 * 31_536_000e9,
};
/** Per second. */
export const rate: QuantityKind = { name: 'a rate', example: '8k/s', units: rateUnits(), ...real };
export const bytes: QuantityKind = { name: 'a size', example: '900B', units: sizeUnits, ...whole };
/** Bytes per second. */
export const bandwidth: QuantityKind = { name: 'a bandwidth', example: '50MB/s', units: bandwidthUnits(), ...whole };
export const count: QuantityKind = { name: 'a whole number', example: '10k', units: countUnits, ...whole };
/** A fraction in 0..1. */
export const share: QuantityKind = {
  name: 'a share',
  example: '80%',
  units: new Map<string, Scale>([
    ['%', [1n, 100n]],
    ['', [1n, 1n]],
  ]),
  ...real,
  max: 1,
};
export const factor: QuantityKind = {
  name: 'a factor',
  example: '2x',
  units: new Map<string, Scale>([
    ['x', [1n, 1n]],
    ['', [1n, 1n]],
  ]),
  ...real,
};
export const plainNumber: QuantityKind = {
  name: 'a number',
  example: '0.5',
  units: new Map<string, Scale>([['', [1n, 1n]]]),
  ...real,
};

/** What the kind looks like, for messages: `a duration with a unit (d, h, m, s, ms, us, ns), such as "2ms"`. */
export function describeQuantity(kind: QuantityKind): string {
  const sample = `such as "${kind.example}"`;
  if (kind.units.size === 1) return `${kind.name}, such as ${kind.example}`;
  if (kind.units.has('')) return `${kind.name}, ${sample}`;
  const shown = [...kind.units.keys()].filter((unit) => !unit.includes('/') || unit.endsWith('/s'));
  const also = kind.units.has('/h') ? '; /m and /h, too' : '';
  return `${kind.name} with a unit (${shown.join(', ')}${also}), ${sample}`;
}

/** A regular expression for editors. */
export function quantityPattern(kind: QuantityKind): string {
  if (kind.hasParts === true) return `^(\\d+(\\.\\d+)?(${[...kind.units.keys()].join('|')}))+$`;
  return `^${kind.isSigned ? '[+-]?' : ''}\\d+(\\.\\d+)?(${[...kind.units.keys()].join('|')})$`;
}

/** Reads a quantity from the text of a scalar, or from a number that YAML already read. */
export function readQuantity(kind: QuantityKind, input: string | number): QuantityReading {
  if (typeof input === 'number') return kind.units.has('') ? within(kind, input) : { problem: describeQuantity(kind) };
  if (kind.hasParts === true && /^\d+[a-z]+(?:\d+[a-z]+)+$/.test(input)) return readParts(kind, input);
  const match = /^([+-]?)(\d+)(?:\.(\d+))?([^\d.].*)?$/.exec(input);
  const scale = match && kind.units.get(match[4] ?? '');
  if (hasSeparators(input))
    return { problem: `${kind.name} without separators between thousands, such as 1000000 or 1M` };
  if (!match || !scale || (match[1] === '+' && !kind.isSigned)) return { problem: describeQuantity(kind) };
  const [, sign, integer, decimals = ''] = match;
  if (integer.length + decimals.length > digitsMax) return { problem: `${kind.name} of at most ${digitsMax} digits` };

  const numerator = BigInt(integer + decimals) * scale[0];
  const denominator = 10n ** BigInt(decimals.length) * scale[1];
  const divisor = greatestCommonDivisor(numerator, denominator);
  // Both sides are exact doubles wherever the quotient is whole or has few digits, so one division rounds correctly.
  const size = Number(numerator / divisor) / Number(denominator / divisor);
  return within(kind, sign === '-' && size !== 0 ? -size : size);
}

/** `12m30s`: each part in a finer unit than the one before. */
function readParts(kind: QuantityKind, input: string): QuantityReading {
  const parts = input.match(/\d+[a-z]+/g) ?? [];
  const ranks = parts.map((part) => [...kind.units.keys()].indexOf(part.replace(/^\d+/, '')));
  const isOrdered = ranks.every((rank, nth) => rank >= 0 && (nth === 0 || rank > ranks[nth - 1]));
  if (!isOrdered) return { problem: describeQuantity(kind) };
  let value = 0;
  for (const part of parts) {
    const reading = readQuantity({ ...kind, hasParts: false }, part);
    if ('problem' in reading) return reading;
    value += reading.value;
  }
  return within(kind, value);
}

const hasSeparators = (text: string) => /^\d{1,3}([,_']\d{3})+(?![,_'\d])/.test(text);

/** The value in the coarsest unit that it is a whole multiple of; `readQuantity` gives the same value back. */
export function formatQuantity(kind: QuantityKind, value: number): string {
  const size = Math.abs(value);
  for (const [unit, [numerator, denominator]] of kind.units) {
    const scaled = size * Number(denominator);
    const isMultiple = scaled % Number(numerator) === 0 && (scaled > 0 || numerator === denominator);
    if (isMultiple) return `${value < 0 ? '-' : ''}${scaled / Number(numerator)}${unit}`;
  }
  return String(value);
}

export const formatDuration = (ns: number): string => formatQuantity(duration, ns);
export const formatRate = (perSecond: number): string => formatQuantity(rate, perSecond);

function within(kind: QuantityKind, value: number): QuantityReading {
  if (value < 0 && !kind.isSigned) return { problem: `${kind.name} that is not negative` };
  if (!(Math.abs(value) <= kind.max)) return { problem: `${kind.name} of at most ${greatestOf(kind, value)}` };
  if (kind.isWhole && !Number.isInteger(value)) {
    const finest = [...kind.units].find(([, [numerator, denominator]]) => numerator === denominator)?.[0];
    return { problem: finest ? `${kind.name} in whole ${finest}` : kind.name };
  }
  return { value };
}

/** For people: whole units of the coarsest kind; of a share beyond 1 also the percentage that may have been meant. */
function greatestOf(kind: QuantityKind, value: number): string {
  if (kind === share) return value <= 100 ? `100%, such as ${value}% with its sign` : '100%';
  const [[unit, [numerator, denominator]]] = kind.units;
  return `${Math.floor((kind.max * Number(denominator)) / Number(numerator))}${unit}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
