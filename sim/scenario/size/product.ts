/**
 * A product of what a scenario says, each factor within its own bounds, that decides how much memory a run takes or whether
 * it can end: a bound of its own stands beside the mechanism that it is for, and a file that passes it is refused.
 */
import { grouped } from '../../engine/limits/grouped-digits.js';
import type { Mismatch } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';

export interface Product {
  /** Such as `900 tenants x 40,000 windows`, or `1,200,000 workers of 2 tenants`. */
  readonly factors: string;
  readonly amount: number;
  readonly max: number;
  /** What there would be so many of; without it, the factors say so. */
  readonly of?: string;
  /** What else the user can change, such as `a wider seriesWindow`. */
  readonly remedy: string;
  /** Where the user can change it. */
  readonly path: Path;
  /** What it was counted from: it is not judged where one of these is broken. */
  readonly from: readonly Path[];
}

/** Null where the product is within its bound. */
export function excess({ factors, amount, max, of, remedy }: Product): Mismatch | null {
  if (amount <= max) return null;
  const found = of === undefined ? factors : `${factors} = ${figure(amount)} ${of}`;
  return { found, expected: `at most ${figure(max)}: ${remedy}` };
}

/** As people write it, and roughly where the digits would be many. */
export function figure(value: number): string {
  if (value < 1e15) return grouped(Math.round(value));
  return Number.isFinite(value) ? value.toExponential(1).replace('e+', 'e') : 'more than can be counted';
}

/** `3 tables`, `1 table`. */
export const so = (many: number, one: string): string => `${figure(many)} ${one}${many === 1 ? '' : 's'}`;

/** The one with most, for a problem that no single place is to blame for. */
export function largest<T>(of: readonly T[], size: (each: T) => number): T {
  return of.reduce((a, b) => (size(b) > size(a) ? b : a));
}

export const sum = (of: readonly number[]): number => of.reduce((total, each) => total + each, 0);
