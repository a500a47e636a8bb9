/**
 * A line of JSON that knows whether it is whole: an object whose last field, `check`, is the CRC-32 of all that stands
 * before that field. Found is every change of up to four bytes in a row, and of others all but one in 2^32.
 */
import { crc32 } from '../../engine/crc32.js';

const ending = /^(.*),"check":"([0-9a-f]{8})"\}$/s;

const checkOf = (text: string) => crc32(Buffer.from(text)).toString(16).padStart(8, '0');

/** Without the new line at its end. `value` has a field at least. */
export function checkedLine(value: object): string {
  const text = JSON.stringify(value).slice(0, -1);
  return `${text},"check":"${checkOf(text)}"}`;
}

/** The value without its check, or what is wrong with the line in words. */
export function parseCheckedLine(line: string): { readonly value: unknown } | { readonly problem: string } {
  const [, text, check] = ending.exec(line) ?? [];
  if (text === undefined) return { problem: 'it has no check at its end' };
  if (checkOf(text) !== check) return { problem: 'its check is of another text' };
  try {
    return { value: JSON.parse(`${text}}`) };
  } catch {
    return { problem: 'it is no JSON' };
  }
}
