/**
 * Figures of a result on the page. Each is read by its place in the result and says that place (a JSON pointer) and its
 * whole value beside the rounded text, so that the page cannot say another number than the file, and a test can ask.
 */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, percent, short, significant, timeSpan, unknownNumber } from '../format.js';
import { type Html, html } from './html.js';

export type Place = readonly (string | number)[];

/** How a number reads; units that a column's head says are left out. */
export type Reading = keyof typeof readings;

export const readings = {
  /** Milliseconds, seconds, units: three digits. */
  plain: significant,
  short,
  count: (value: number | null) => (value === null ? unknownNumber : count(value)),
  percent,
  ms: (value: number | null) => (value === null ? unknownNumber : `${short(value)} ms`),
  /** Of any length, in the unit that suits it. */
  duration: milliseconds,
  seconds: (value: number | null) => (value === null ? unknownNumber : timeSpan(value)),
  minutes: (value: number | null) => (value === null ? unknownNumber : `${short(value)} min`),
  times: (value: number | null) => (value === null ? unknownNumber : `${short(value)} x`),
} as const;

export class Figures {
  constructor(readonly result: Result) {}

  /** @param mark a doubt about the figure, written before it (doubts.ts) */
  at(place: Place, reading: Reading, mark = ''): Html {
    const value = valueAt(this.result, place);
    const text = mark + readings[reading](value);
    const pointer = place.map((each) => `/${each}`).join('');
    return value === null
      ? html`<span class="unknown" data-of="${pointer}">${text}</span>`
      : html`<data value="${value}" data-of="${pointer}">${text}</data>`;
  }
}

function valueAt(result: Result, place: Place): number | null {
  const value = place.reduce<unknown>(
    (parent, key) => (parent as Readonly<Record<string | number, unknown>> | null | undefined)?.[key],
    result,
  );
  if (value !== null && typeof value !== 'number') throw new Error(`no number at ${place.join('/')} of the result`);
  return value;
}
