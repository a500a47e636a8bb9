/**
 * What a request costs (DG23 HowItWorks.ReadWriteCapacityMode): a read unit is one strong or two eventual reads of up to 4 KB, a write unit one write
 * of up to 1 KB, rounded up an item; a query rounds on its total; a transactional request costs twice a strong one, for its
 * two phases. A write costs the larger of what the item weighs before and after, so a delete costs what was
 * there; a missing item, or a delete of one, costs the least. Left out: index updates, which would cost a write each.
 */
import { isWrite } from '../protocol/operations.js';
import type { Request } from '../protocol/request.js';

/** The two kinds of unit, as indices. */
export const unitKind = { read: 0, write: 1 } as const;
export const unitKinds = 2;

const readUnitBytes = 4096;
const writeUnitBytes = 1024;

/** Unit kind of an operation. */
export const unitKindOf = (operation: number) => (isWrite(operation) ? unitKind.write : unitKind.read);

export function unitsOfRequest({ operation, bytes, replacedBytes, isStrong }: Request): number {
  return unitsOf(operation, Math.max(bytes, replacedBytes), isStrong);
}

/** Units of an operation on `bytes` in all, as a multiple of one half. */
export function unitsOf(operation: number, bytes: number, isStrong: boolean, isTransactional = false): number {
  const isWriting = isWrite(operation);
  const whole = Math.max(1, Math.ceil(bytes / (isWriting ? writeUnitBytes : readUnitBytes)));
  if (isTransactional) return 2 * whole;
  return isWriting || isStrong ? whole : whole / 2;
}
