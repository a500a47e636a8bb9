/** Texts that are amounts of one kind, and so have an order and distances: `500/s, 2k/s`, not `static, global`. */
import * as units from './units.js';

const kinds = [
  ...[units.count, units.signedDuration, units.rate, units.share],
  ...[units.bytes, units.bandwidth, units.factor, units.plainNumber],
];

export interface AmountsAlike {
  readonly kind: units.QuantityKind;
  /** In the kind's base unit. */
  readonly amounts: readonly number[];
}

/** Null where they are no amounts, or not of one kind. */
export function amountsOfOneKind(texts: readonly string[]): AmountsAlike | null {
  for (const kind of kinds) {
    const amounts = texts.flatMap((text) => {
      const reading = units.readQuantity(kind, text);
      return 'value' in reading ? [reading.value] : [];
    });
    if (amounts.length === texts.length) return { kind, amounts };
  }
  return null;
}

/** In one base unit; null where they are no amounts, or not of one kind. */
export const amountsAlike = (texts: readonly string[]) => amountsOfOneKind(texts)?.amounts ?? null;
