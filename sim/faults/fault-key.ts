/**
 * The keys that a kind of fault takes in a scenario beside whom it hits and when: how severe it is. They are declared with
 * the kind; what people may write, what editors show and the type of what the effect is told follow.
 */
import type { DistributionSpec } from '../engine/distribution-spec.js';

interface KeyOf<Unit extends string> {
  readonly unit: Unit;
  readonly about: string;
}

export type FaultKey =
  /** Nanoseconds; not negative, or before or after. */
  | (KeyOf<'duration'> & { readonly min?: number })
  | KeyOf<'signedDuration'>
  /** A drawn time in nanoseconds. */
  | KeyOf<'timeDistribution'>
  | (KeyOf<'bytesPerSecond'> & { readonly min: number })
  /** A fraction above 0 and at most 1. */
  | KeyOf<'ratio'>
  /** A whole number of at least 1. */
  | (KeyOf<'count'> & { readonly max: number })
  /** A factor of at least 1, such as `10x`. */
  | KeyOf<'times'>;

export type ValueOf<Key extends FaultKey> = Key['unit'] extends 'timeDistribution' ? DistributionSpec : number;

/** Without which the kind means nothing, by name. */
export type NeededKeys = Readonly<Record<string, FaultKey>>;
/** That may be left out, each with what it then is. */
export type OptionalKeys = Readonly<Record<string, FaultKey & { readonly default: DistributionSpec | number }>>;

export type ValuesOf<Keys extends NeededKeys> = { readonly [Name in keyof Keys]: ValueOf<Keys[Name]> };

/** Of any kind. */
export type FaultValues = Readonly<Record<string, DistributionSpec | number>>;
