/**
 * What a distribution is, as plain data: the one vocabulary that scenario files, the tables of tunables and the samplers
 * share. Values carry the unit of the quantity that is drawn (nanoseconds for a time, bytes for a size); samples are
 * rounded to whole units and never negative. `offset` is added to every sample.
 */
export type DistributionSpec = { readonly offset?: number } & (
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** exp(N(ln median, sigma)); sigma is dimensionless. */
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }
  /** scale / U^(1/shape): the scale is the minimum; the mean exists for shape > 1. */
  | { readonly kind: 'pareto'; readonly scale: number; readonly shape: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly mean: number }
  | {
      readonly kind: 'hyperexponential';
      readonly branches: readonly { readonly share: number; readonly mean: number }[];
    }
  | {
      readonly kind: 'mixture';
      readonly branches: readonly { readonly share: number; readonly of: DistributionSpec }[];
    }
  /** Inverse cumulative distribution as (quantile in 0..1, value) points, both ascending, linear in between. */
  | { readonly kind: 'empirical'; readonly quantiles: readonly { readonly at: number; readonly value: number }[] }
);

export const constantTime = (ns: number): DistributionSpec => ({ kind: 'constant', value: ns });

/** What nothing can undercut, and what varies on top of it. */
export const atLeastThenExponential = (leastNs: number, meanBeyondNs: number): DistributionSpec => ({
  offset: leastNs,
  kind: 'exponential',
  mean: meanBeyondNs,
});
