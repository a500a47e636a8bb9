/**
 * Logarithm, exponential, power, sine and gamma function that give the same bits on every machine. ECMAScript leaves
 * Math.log and its kin to the implementation; here only + - * / (exact by IEEE 754), floor and the bits of a double are
 * used. Relative errors stay below 1e-15 where not said otherwise.
 *
 * Each function reduces its argument to a small interval and sums a plain Taylor or area-hyperbolic-tangent series there,
 * long enough that the rest is under half a unit in the last place: the coefficients can be checked by eye. Sums run in
 * two or more interleaved chains, because a processor overlaps them. The order of additions is part of the contract:
 * changing it changes the digest of every run.
 */

const doubleView = new Float64Array(1);
const wordView = new Uint32Array(doubleView.buffer);
const signedWordView = new Int32Array(doubleView.buffer);
doubleView[0] = 1;
if (wordView[1] !== 0x3ff00000) throw new Error('exact-math reads doubles as little-endian words');

/** The finaliser of MurmurHash3 (A. Appleby) without its first step: a change of any input bit changes half the output. */
export function mix32(x: number): number {
  const once = Math.imul(x, 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** The upper half of a double's bits: sign, exponent, 20 bits of mantissa. Log-linear buckets are cut from it. */
export function highWord(x: number): number {
  doubleView[0] = x;
  return wordView[1];
}

/** 2^k at powersOfTwo[k + powersOfTwoBias], by exact doubling and halving: `**` is approximate too. */
const powersOfTwoBias = 1074;
const powersOfTwo = new Float64Array(powersOfTwoBias + 1024);
for (let k = 0, up = 1, down = 1; k <= powersOfTwoBias; k++, up *= 2, down /= 2) {
  if (k < 1024) powersOfTwo[powersOfTwoBias + k] = up;
  powersOfTwo[powersOfTwoBias - k] = down;
}

/** 2^k for whole k in -1074..1023; scaling by it is exact. */
export function powerOfTwo(k: number): number {
  return powersOfTwo[k + powersOfTwoBias];
}

/** ln 2 in two parts; the low 21 bits of the first are zero, so that multiples by an exponent are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest whole number. */
const roundingShift = 1.5 * 2 ** 52;
/** The upper word of sqrt(1/2): mantissas are taken from [sqrt(1/2), sqrt 2), which centres them on 1. */
const highWordOfSqrtHalf = 0x3fe6a09e;
const normalMin = 2 ** -1022;

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x >= normalMin && x < Infinity)) return logOutsideNormalRange(x);
  doubleView[0] = x;
  const k = (signedWordView[1] - highWordOfSqrtHalf) >> 20;
  // ln(1 + u) = 2 artanh(s) = 2s + s (2/3 z + 2/5 z^2 + ...) with s = u / (2 + u) and z = s^2 < 0.0295; 2s = u - s u.
  const u = x * powerOfTwo(-k) - 1;
  const s = u / (2 + u);
  const z = s * s;
  const w = z * z;
  const odd = z * (2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19)))));
  const even = w * (2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21)))));
  return k * ln2High - (s * (u - (odd + even)) - k * ln2Low - u);
}

function logOutsideNormalRange(x: number): number {
  if (x > 0 && x < normalMin) return log(x * 2 ** 54) - 54 * (ln2High + ln2Low);
  if (x === 0) return -Infinity;
  return x > 0 ? Infinity : NaN;
}

/** e^x; 0 below -745, Infinity above 709. */
export function exp(x: number): number {
  if (!(x >= -745 && x <= 709)) return x < 0 ? 0 : x > 0 ? Infinity : NaN;
  // e^x = 2^k e^r with |r| <= ln 2 / 2, and e^r = 1 + r + r^2 (1/2! + r/3! + r^2/4! + ...).
  const k = x * Math.LOG2E + roundingShift - roundingShift;
  const r = x - k * ln2High - k * ln2Low;
  const z = r * r;
  const w = z * z;
  const sum =
    1 / 2 +
    r * (1 / 6) +
    z * (1 / 24 + r * (1 / 120)) +
    w * (1 / 720 + r * (1 / 5040) + z * (1 / 40320 + r * (1 / 362880))) +
    w * w * (1 / 3628800 + r * (1 / 39916800) + z * (1 / 479001600 + r * (1 / 6227020800)));
  return (1 + (r + z * sum)) * powerOfTwo(k);
}

/** x^y for x >= 0; the relative error grows with the result's distance from 1: (2 + |y ln x|) 2^-52. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  return exp(y * log(x));
}

/** Sine of a share of a full turn: sinTurn(0.25) is 1. Absolute error below 4e-16, exactly periodic in whole turns. */
export function sinTurn(turns: number): number {
  const fraction = turns - Math.floor(turns);
  // The nearest quarter turn, and what is left of it: |rest| <= 1/8 turn.
  const quarter = Math.floor(4 * fraction + 0.5);
  const angle = (fraction - quarter / 4) * (2 * Math.PI);
  const size = quarter % 2 === 0 ? sinOfSmall(angle) : cosOfSmall(angle);
  return quarter === 2 || quarter === 3 ? -size : size;
}

/** For |x| <= pi / 4, as the next. */
function sinOfSmall(x: number): number {
  const z = x * x;
  const tail = 1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z * (1 / 1307674368000)));
  return x - x * z * (1 / 6 - z * (1 / 120 - z * (1 / 5040 - z * tail)));
}

function cosOfSmall(x: number): number {
  const z = x * x;
  const tail = 1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000))));
  return 1 - z * (1 / 2 - z * (1 / 24 - z * (1 / 720 - z * tail)));
}

const halfLogOfTwoPi = 0.9189385332046727;

/** Gamma function for x in (0, 170]: Stirling's series from 12 up, the recurrence below; relative error under 1e-13. */
export function gamma(x: number): number {
  let divisor = 1;
  let shifted = x;
  while (shifted < 12) divisor *= shifted++;
  const w = 1 / (shifted * shifted);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188))))) / shifted;
  return exp((shifted - 0.5) * log(shifted) - shifted + halfLogOfTwoPi + series) / divisor;
}
