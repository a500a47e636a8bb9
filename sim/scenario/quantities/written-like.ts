/**
 * An amount written as somebody wrote others of its kind: between `500/s` and `20k/s` 750 stands as `750/s` and 5,250 as
 * `5.25k/s`. It is in the coarsest of their units that it is one of at least.
 */
import type { QuantityKind } from './units.js';

/** Beyond these is what adding up left. */
const digitsMax = 15;

/**
 * @param texts of this kind, whose units are used
 * @param finest what the text may be off, in the kind's base unit; of 0 it keeps all digits
 */
export function writtenLike(texts: readonly string[], kind: QuantityKind, amount: number, finest = 0): string {
  const used = new Set(texts.map(unitIn));
  const sizes = [...kind.units]
    .filter(([unit]) => used.has(unit))
    .map(([unit, [numerator, denominator]]) => ({ unit, size: Number(numerator) / Number(denominator) }))
    .sort((a, b) => b.size - a.size);
  const { unit, size } = sizes.find((each) => each.size <= Math.abs(amount)) ?? sizes[sizes.length - 1];
  const inUnit = amount / size;
  let digits = 1;
  const isOff = () => Math.abs(Number(inUnit.toPrecision(digits)) - inUnit) * size > finest;
  while (digits < digitsMax && isOff()) digits++;
  return `${plain(inUnit.toPrecision(digits))}${unit}`;
}

const unitIn = (text: string) => /[^\d.+-].*$/.exec(text)?.[0] ?? '';

/** Without an exponent, and no digits that say nothing. */
function plain(text: string): string {
  const fixed = text.includes('e') ? Number(text).toFixed(digitsMax) : text;
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
