/**
 * What was lost, backed up and restored, what regions knew of each other, and clients that went to another one, where the two differ in it: counts and times of
 * the run as a whole, by their metric.
 */
import type { Result } from '../../sim/result.js';
import { meanOf, type Runs } from './paired-rows.js';

const compared = ['losses', 'backups', 'restores', 'globalTables', 'failover'] as const;

export interface RecoveryChange {
  /** As `dynamosim metrics` lists it. */
  readonly metric: string;
  readonly unit: string;
  /** Of several seeds the mean; null where a run has no such time. */
  readonly a: number | null;
  readonly b: number | null;
}

export function recoveryChanges(a: Runs, b: Runs): readonly RecoveryChange[] {
  const all = compared.flatMap((section) => {
    const names = new Set([...a, ...b].flatMap((result) => Object.keys(factsOf(result, section))));
    const of = (runs: Runs, name: string) => meanOf(runs.map((result) => factsOf(result, section)[name] ?? null));
    return [...names].map((name) => ({
      ...{ metric: `${section}.${name}`, unit: unitOf(name) },
      ...{ a: of(a, name), b: of(b, name) },
    }));
  });
  return all.filter((each) => each.a !== each.b);
}

function factsOf(result: Result, section: (typeof compared)[number]): Readonly<Record<string, number | null>> {
  const facts = Object.entries(result[section]).filter(([, value]) => value === null || typeof value === 'number');
  return Object.fromEntries(facts);
}

/** Names end in the unit, but for counts. */
const unitOf = (name: string) =>
  name.endsWith('Ms') ? 'ms' : name.toLowerCase().endsWith('bytes') ? 'bytes' : 'count';
