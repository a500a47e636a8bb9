import type { Result } from '../result.js';

/** The result as it is printed and written, without the new line at its end: the same value gives the same text. */
export function resultText(result: Result): string {
  return JSON.stringify(result, null, 2);
}
