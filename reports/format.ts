/**
 * Numbers as people read them: three significant digits, never in exponent form within the ranges that results have,
 * always with a decimal point and no grouping, so that text is the same on every machine. Null, a number that cannot be
 * known, is a dash.
 *
 * Leaves out locales on purpose: their tables differ between builds of Node.
 */
const significantDigits = 3;
/** More than any bound that people write. */
export const writtenDigits = 9;
/** Of the distance to a bound, so that the rounded value does not reach it. */
const roundedMax = 0.9;
/** Finer than this an availability is noise: one request in a thousand million. */
const percentDecimalsMax = 7;
/** Below this a plain decimal is longer than its exponent form. */
const plainMin = 1e-6;

export const unknownNumber = '-';

/** 1234.5 -> "1230", 12.345 -> "12.3", 0.012345 -> "0.0123", 2 -> "2.00" */
export function significant(value: number | null): string {
  return value === null ? unknownNumber : rounded(value, significantDigits);
}

/** The same without zeros that say nothing: 2 -> "2", 2.5 -> "2.5". For sentences; columns keep their zeros. */
export function short(value: number | null): string {
  return value === null ? unknownNumber : shortTo(value, significantDigits);
}

export const shortTo = (value: number, digits: number) => withoutTrailingZeros(rounded(value, digits));

function rounded(value: number, digits: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < plainMin) return value.toExponential(digits - 1);
  const whole = Number(value.toPrecision(digits));
  return whole.toFixed(Math.max(0, digits - 1 - exponentOf(whole, digits)));
}

/** As many digits as a value takes to stay on its own side of a bound that is `apart` from it; three at least. */
export function digitsBeside(value: number, apart: number): number {
  let digits = significantDigits;
  while (digits < writtenDigits && Math.abs(Number(value.toPrecision(digits)) - value) >= roundedMax * Math.abs(apart))
    digits++;
  return digits;
}

/** Exact below ten thousand, then 12.3k, 1.23M, 12.3G. */
export function count(value: number): string {
  if (value < 9999.5) return Number.isInteger(value) ? String(value) : short(value);
  const unit = value < 999_500 ? 'k' : value < 999.5e6 ? 'M' : 'G';
  return `${significant(value / (unit === 'k' ? 1e3 : unit === 'M' ? 1e6 : 1e9))}${unit}`;
}

/** A fraction as a percentage that keeps its nines apart: 0.999982 -> "99.9982 %"; only 1 itself is "100 %". */
export function percent(fraction: number | null): string {
  if (fraction === null) return unknownNumber;
  const percentage = 100 * fraction;
  if (fraction < 0.5 || fraction >= 1) return `${short(percentage)} %`;
  const decimals = Math.min(percentDecimalsMax, Math.max(0, 1 - exponentOf(100 - percentage)));
  const belowOne = Math.min(percentage, 100 - 10 ** -percentDecimalsMax);
  return `${withoutTrailingZeros(belowOne.toFixed(decimals))} %`;
}

/** "0.31 ms", "212 ms", "3.1 s" */
export function milliseconds(ms: number | null): string {
  return ms === null ? unknownNumber : millisecondsTo(ms, significantDigits);
}

export function millisecondsTo(ms: number, digits: number): string {
  return ms < 999.5 ? `${shortTo(ms, digits)} ms` : `${shortTo(ms / 1e3, digits)} s`;
}

/** Both ends of a range with the units that they need: "2.49 ms to 2.08 s", "1.9 to 2.03 ms". */
export function millisecondsRange(low: number, high: number): string {
  const [from, to] = [milliseconds(low), milliseconds(high)];
  return rangeOf(from, to);
}

/** "40 to 70 s", "300 s to 35 min" only where one unit would not do for both. */
export function timeSpanRange(fromS: number, toS: number): string {
  const [from, to] = [timeSpan(fromS), timeSpan(toS)];
  const unit = to.split(' ')[1];
  const perUnit = unit === 'h' ? 3600 : unit === 'min' ? 60 : 1;
  const alike = fromS === 0 || fromS >= perUnit ? `${trimmed(fromS / perUnit)} ${unit}` : from;
  return rangeOf(alike, to);
}

function rangeOf(from: string, to: string): string {
  const [number, unit] = from.split(' ');
  return to.endsWith(` ${unit}`) ? `${number} to ${to}` : `${from} to ${to}`;
}

/** A moment or a span of virtual time: "40 s", "12.5 min", "30 h". */
export function timeSpan(seconds: number): string {
  if (seconds < 600) return `${trimmed(seconds)} s`;
  return seconds < 3 * 3600 ? `${trimmed(seconds / 60)} min` : `${trimmed(seconds / 3600)} h`;
}

/** A moment that somebody asked for, to the second: "40 s", "12.5 min", but "12m33s" where a rounded one would be another. */
export function momentInWords(seconds: number): string {
  const whole = Math.round(seconds);
  const rounded = timeSpan(whole);
  const [number, unit] = rounded.split(' ');
  const perUnit = unit === 'h' ? 3600 : unit === 'min' ? 60 : 1;
  if (whole < 600) return timeSpan(seconds);
  if (Math.abs(Number(number) * perUnit - whole) < 0.5) return rounded;
  const parts = [
    ['h', Math.floor(whole / 3600)],
    ['m', Math.floor((whole % 3600) / 60)],
    ['s', whole % 60],
  ] as const;
  return parts.flatMap(([name, amount]) => (amount === 0 ? [] : [`${amount}${name}`])).join('');
}

/** "640 B", "12.3 kB", "9.5 MB": of a thousand each. */
export function bytesInWords(bytes: number): string {
  const [unit, size] =
    bytes < 999.5 ? ['B', 1] : bytes < 999.5e3 ? ['kB', 1e3] : bytes < 999.5e6 ? ['MB', 1e6] : ['GB', 1e9];
  return `${short(bytes / Number(size))} ${unit}`;
}

/** "1 fault", "2 faults" */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Moments keep their tenths, or two neighbouring ones would read the same. */
function trimmed(value: number): string {
  return value < 100 ? short(value) : withoutTrailingZeros(value.toFixed(1));
}

/** 10 to this power is the leading digit's weight; read off the decimal form, since a logarithm may round up. */
function exponentOf(value: number, digits = significantDigits): number {
  return Number(value.toExponential(digits - 1).split('e')[1]);
}

function withoutTrailingZeros(decimal: string): string {
  return decimal.includes('.') && !decimal.includes('e') ? decimal.replace(/\.?0+$/, '') : decimal;
}
