/**
 * What a distribution is, as plain data: the one vocabulary that scenario files, the tables of tunables and the samplers
 * share. Values carry the unit of the quantity that is drawn (nanoseconds for a time, bytes for a size); samples are
 * rounded to whole units and never negative. `offset` is added to every sample. With its mean and variance, in closed form.
 */
import { exp, gamma } from './exact-math.js';

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

/** Before samples are rounded and heavy tails end; infinite where they do not exist. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

export function momentsOf(spec: DistributionSpec): Moments {
  const { mean, variance } = withoutOffset(spec);
  return { mean: (spec.offset ?? 0) + mean, variance };
}

const square = (x: number) => x * x;

function withoutOffset(spec: DistributionSpec): Moments {
  switch (spec.kind) {
    case 'constant':
      return { mean: spec.value, variance: 0 };
    case 'uniform':
      return { mean: spec.from + (spec.to - spec.from) / 2, variance: square(spec.to - spec.from) / 12 };
    case 'exponential':
      return { mean: spec.mean, variance: square(spec.mean) };
    case 'lognormal': {
      const mean = spec.median * exp((spec.sigma * spec.sigma) / 2);
      return { mean, variance: square(mean) * (exp(spec.sigma * spec.sigma) - 1) };
    }
    case 'pareto':
      return pareto(spec.scale, spec.shape);
    case 'weibull':
      return weibull(spec.scale, 1 / spec.shape);
    case 'gamma':
      return { mean: spec.mean, variance: square(spec.mean) / spec.shape };
    case 'hyperexponential':
      return mixed(spec.branches.map(({ share, mean }) => ({ share, mean, variance: square(mean) })));
    case 'mixture':
      return mixed(spec.branches.map(({ share, of }) => ({ share, ...momentsOf(of) })));
    case 'empirical':
      return betweenPoints(spec.quantiles);
  }
}

function pareto(scale: number, shape: number): Moments {
  if (scale === 0) return { mean: 0, variance: 0 };
  return {
    mean: shape > 1 ? (scale * shape) / (shape - 1) : Infinity,
    variance: shape > 2 ? (square(scale) * shape) / (square(shape - 1) * (shape - 2)) : Infinity,
  };
}

/** Tails so long that a double does not hold their moments count as endless. */
function weibull(scale: number, inverseShape: number): Moments {
  if (scale === 0) return { mean: 0, variance: 0 };
  const first = gamma(1 + inverseShape);
  const second = gamma(1 + 2 * inverseShape);
  return { mean: scale * first, variance: second === Infinity ? second : square(scale) * (second - square(first)) };
}

/** The law of total variance. A branch that is never taken counts for nothing, whatever it is. */
function mixed(branches: readonly (Moments & { readonly share: number })[]): Moments {
  const taken = branches.filter(({ share }) => share > 0);
  const mean = taken.reduce((sum, branch) => sum + branch.share * branch.mean, 0);
  if (mean === Infinity) return { mean, variance: Infinity };
  return {
    mean,
    variance: taken.reduce((sum, branch) => sum + branch.share * (branch.variance + square(branch.mean - mean)), 0),
  };
}

function betweenPoints(points: readonly { readonly at: number; readonly value: number }[]): Moments {
  const [first, last] = [points[0], points[points.length - 1]];
  const complete = [{ at: 0, value: first.value }, ...points, { at: 1, value: last.value }];
  const pieces = complete.slice(1).map(({ at, value }, i) => {
    const { at: fromAt, value: from } = complete[i];
    return { share: at - fromAt, mean: (value + from) / 2, variance: square(value - from) / 12 };
  });
  return mixed(pieces);
}
