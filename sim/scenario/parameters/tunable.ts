/**
 * What the tables of tunables are made of: each row carries its unit, default, range, meaning, and where the default
 * comes from, and the type of a resolved section follows from its rows.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.js';

interface TunableOf<Unit extends string, Value> {
  readonly unit: Unit;
  readonly default: Value;
  readonly min?: number;
  readonly max?: number;
  readonly about: string;
  readonly source: string;
}
export type Tunable =
  /** A drawn time in nanoseconds. */
  | TunableOf<'timeDistribution', DistributionSpec>
  /** A fixed time in nanoseconds. */
  | TunableOf<'duration', number>
  | TunableOf<'count', number>
  | TunableOf<'ratio', number>
  | TunableOf<'bytes', number>
  | TunableOf<'bytesPerSecond', number>
  | TunableOf<'boolean', boolean>;

type ValueOf<T extends Tunable> = T['unit'] extends 'timeDistribution'
  ? DistributionSpec
  : T['unit'] extends 'boolean'
    ? boolean
    : number;

/** The values of a section, by name. */
export type Section<S extends Record<string, Tunable>> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** What must hold between tunables: whether it does, a path such as `replication.lease`, a sentence for the user. */
export type Relation = readonly [holds: boolean, path: string, problem: string];
