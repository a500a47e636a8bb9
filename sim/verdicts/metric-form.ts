/**
 * What a metric is made of: a form, which says how its path reads and what it takes out of a result, and the slots and the
 * arithmetic that forms share. A value that cannot be known is null and stays null.
 */

import type { Fact } from '../protocol/facts.js';
import { isWrite, operation as operationNumbers } from '../protocol/operations.js';
import type { Result } from '../result.js';
import { everyTenant } from '../scenario/verdicts/schema-verdict.js';
import type { Slot, Taken } from './metric-path.js';

export type ResultWithoutVerdicts = Omit<Result, 'objectives' | 'expectations'>;
export type During = { readonly fromNs: number; readonly toNs: number };

export interface Form {
  readonly slots: readonly Slot[];
  /** What it counts, where that is said of it. */
  readonly about?: (taken: Taken) => string;
  /** Null: no data. */
  readonly read: (result: ResultWithoutVerdicts, taken: Taken, during: During | null) => number | null;
}

/** What each last word of a path reads. */
export type Table<F> = Readonly<Record<string, F>>;
/** The same with what it counts, in words. */
export type Told<F> = Table<readonly [about: string, reading: F]>;
export const aboutIn =
  (table: Told<unknown>) =>
  ({ field }: Taken) =>
    table[field][0];

const writes = Object.entries(operationNumbers).flatMap(([name, kind]) => (isWrite(kind) ? [name] : []));

export const slot = (key: string, words: Slot['words']): Slot => ({ key, words, optional: false });
export const oneOf = (key: string, ...words: readonly string[]) => slot(key, () => words);
export const keyOf = (table: Table<unknown>, key = 'field') => oneOf(key, ...Object.keys(table));
/** The names of what somebody counts, and what is said of them there. */
export const factIn = (facts: readonly Fact[]) => oneOf('field', ...facts.map(({ name }) => name));
export const aboutFact =
  (facts: readonly Fact[]) =>
  ({ field }: Taken) =>
    facts.find(({ name }) => name === field)?.about ?? '';
export const optional = (required: Slot): Slot => ({ ...required, optional: true });

export const tenant = slot('tenant', ({ tenants }) => tenants.map(({ name }) => name));
export const tenantOrAll = slot('tenant', ({ tenants }) => [...tenants.map(({ name }) => name), everyTenant]);
export const operation = slot('operation', ({ tenants }, taken) => {
  const those = tenants.filter(({ name }) => name === taken.tenant || taken.tenant === everyTenant);
  return [...new Set(those.flatMap(({ operations }) => operations))];
});
export const consistency = optional(
  slot('consistency', (_, taken) => (writes.includes(taken.operation) ? ['write'] : ['strong', 'eventual'])),
);
/** Tables that have a row of usage, as their tenants do. */
export const meteredTable = slot('table', ({ meteredTables }) => meteredTables);
export const meteredTenant = slot('tenant', ({ meteredTenants }) => meteredTenants);

export function isOfTenant(row: { tenant: string }, taken: Taken): boolean {
  return row.tenant === taken.tenant || taken.tenant === everyTenant;
}

export function isRowOf(row: { tenant: string; operation: string; consistency?: string }, taken: Taken): boolean {
  return (
    isOfTenant(row, taken) &&
    (taken.operation === undefined || row.operation === taken.operation) &&
    (taken.consistency === undefined || row.consistency === taken.consistency)
  );
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function ratio(above: number, below: number): number | null {
  return below === 0 ? null : above / below;
}

export function highest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null || (most !== null && most >= value) ? most : value), null);
}

export function lowest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null || (least !== null && least <= value) ? least : value), null);
}
