/**
 * What a table of tunables is made of. Each mechanism has its table in a file beside it; each row carries its unit,
 * default, range, meaning, and where the default comes from, and the type of the values follows from the rows. What must
 * hold between tunables stands beside them too, so that a user's values are judged by it.
 *
 * A source is a section of the fact sheet behind this project (P22 is the DynamoDB paper, USENIX ATC 2022), or the word
 * assumption with its reason.
 */
import type { DistributionSpec } from './distribution-spec.js';

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

/** A section of `parameters:` in a scenario, by name. */
export type Tunables = Readonly<Record<string, Tunable>>;

type ValueOf<T extends Tunable> = T['unit'] extends 'timeDistribution'
  ? DistributionSpec
  : T['unit'] extends 'boolean'
    ? boolean
    : number;

/** The values of a section, by name. */
export type ValuesOf<Section extends Tunables> = { readonly [K in keyof Section]: ValueOf<Section[K]> };

/**
 * What must hold between tunables: whether it does, a path such as `replication.lease`, and what is expected of its value,
 * for the user. Other tunables go by their paths there, so that their values can be told beside them.
 */
export type Relation = readonly [holds: boolean, path: string, expected: string];

/** Durations of a table, in nanoseconds. */
export const us = 1e3;
export const ms = 1e6;
export const s = 1e9;
export const minute = 60 * s;
