import { describe, expect, it } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import { type DistributionSpec, momentsOf } from '../../sim/engine/distribution-spec.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound, meanOf, varianceOf } from './goodness-of-fit.js';

const sampleCount = 100_000;

function samplesOf(spec: DistributionSpec, count = sampleCount, seed = 7): number[] {
  const stream = new RandomStreams(seed).stream('distribution', spec.kind);
  const distribution = new Distribution(spec);
  return Array.from({ length: count }, () => distribution.sample(stream));
}

interface ClosedForm {
  readonly name: string;
  readonly spec: DistributionSpec;
  readonly mean: number;
  readonly variance: number;
  /** Probability of at most x. */
  readonly below: (x: number) => number;
}

/** Means near 1e6, so that rounding to whole numbers is far below what the tests can see. */
const closedForms: readonly ClosedForm[] = [
  {
    name: 'uniform',
    spec: { kind: 'uniform', from: 1e6, to: 3e6 },
    mean: 2e6,
    variance: 4e12 / 12,
    below: (x) => (x - 1e6) / 2e6,
  },
  {
    name: 'exponential',
    spec: { kind: 'exponential', mean: 1e6 },
    mean: 1e6,
    variance: 1e12,
    below: (x) => 1 - Math.exp(-x / 1e6),
  },
  {
    name: 'pareto',
    spec: { kind: 'pareto', scale: 1e6, shape: 12 },
    mean: (1e6 * 12) / 11,
    variance: (1e12 * 12) / (11 ** 2 * 10),
    below: (x) => 1 - (1e6 / x) ** 12,
  },
  {
    name: 'weibull',
    spec: { kind: 'weibull', scale: 1e6, shape: 2 },
    mean: (1e6 * Math.sqrt(Math.PI)) / 2,
    variance: 1e12 * (1 - Math.PI / 4),
    below: (x) => 1 - Math.exp(-((x / 1e6) ** 2)),
  },
  {
    name: 'gamma of whole shape (Erlang-3)',
    spec: { kind: 'gamma', shape: 3, mean: 3e6 },
    mean: 3e6,
    variance: 3e12,
    below: (x) => 1 - Math.exp(-x / 1e6) * (1 + x / 1e6 + (x / 1e6) ** 2 / 2),
  },
  {
    name: 'gamma of shape below 1',
    spec: { kind: 'gamma', shape: 0.5, mean: 1e6 },
    mean: 1e6,
    variance: 2e12,
    below: (x) => errorFunction(Math.sqrt(x / 2e6)),
  },
  {
    name: 'lognormal',
    spec: { kind: 'lognormal', median: 1e6, sigma: 0.5 },
    mean: 1e6 * Math.exp(0.125),
    variance: 1e12 * Math.exp(0.25) * (Math.exp(0.25) - 1),
    below: (x) => (1 + errorFunction(Math.log(x / 1e6) / 0.5 / Math.SQRT2)) / 2,
  },
  {
    name: 'hyperexponential',
    spec: {
      kind: 'hyperexponential',
      branches: [
        { share: 0.9, mean: 1e6 },
        { share: 0.1, mean: 5e6 },
      ],
    },
    mean: 1.4e6,
    variance: 2 * (0.9 * 1e12 + 0.1 * 25e12) - 1.96e12,
    below: (x) => 1 - 0.9 * Math.exp(-x / 1e6) - 0.1 * Math.exp(-x / 5e6),
  },
  {
    name: 'mixture of shifted branches',
    spec: {
      kind: 'mixture',
      branches: [
        { share: 0.25, of: { kind: 'uniform', from: 0, to: 1e6 } },
        { share: 0.75, of: { kind: 'exponential', mean: 1e6, offset: 1e6 } },
      ],
    },
    mean: 0.25 * 5e5 + 0.75 * 2e6,
    variance: 0.25 * (1e12 / 3) + 0.75 * 5e12 - 1.625e6 ** 2,
    below: (x) => (x < 1e6 ? x / 4e6 : 0.25 + 0.75 * (1 - Math.exp(1 - x / 1e6))),
  },
  {
    name: 'empirical',
    spec: {
      kind: 'empirical',
      quantiles: [
        { at: 0, value: 0 },
        { at: 0.5, value: 1e6 },
        { at: 1, value: 3e6 },
      ],
    },
    mean: 1.25e6,
    variance: 0.5 * (1e12 / 3) + 0.5 * (1e12 / 3 + 4e12) - 1.25e6 ** 2,
    below: (x) => (x < 1e6 ? x / 2e6 : 0.5 + (x - 1e6) / 4e6),
  },
];

/** By its series around 0. */
function errorFunction(x: number): number {
  let term = x;
  let sum = x;
  for (let i = 1; i < 200; i++) {
    term *= (2 * x * x) / (2 * i + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

describe.each(closedForms)('$name', ({ spec, mean, variance, below }) => {
  const samples = samplesOf(spec);

  it('states its mean, and its samples keep it within four standard errors', () => {
    expect(momentsOf(spec).mean / mean).toBeCloseTo(1, 12);
    expect(Math.abs(meanOf(samples) - mean)).toBeLessThan(4 * Math.sqrt(variance / sampleCount));
  });

  it('states its variance, which its samples have within 5 %', () => {
    expect(momentsOf(spec).variance / variance).toBeCloseTo(1, 12);
    expect(Math.abs(varianceOf(samples) / variance - 1)).toBeLessThan(0.05);
  });

  it('follows its distribution function', () => {
    expect(kolmogorovSmirnov(samples, below)).toBeLessThan(kolmogorovSmirnovBound(sampleCount));
  });

  it('draws the same from the same stream, in whole numbers', () => {
    const again = samplesOf(spec, 100);
    expect(again).toEqual(samples.slice(0, 100));
    expect(again.every((sample) => Number.isSafeInteger(sample) && sample >= 0)).toBe(true);
  });

  it('adds its offset to every sample and to the mean', () => {
    const shifted: DistributionSpec = { ...spec, offset: 1e7 };
    expect(samplesOf(shifted, 100)).toEqual(samples.slice(0, 100).map((sample) => sample + 1e7));
    expect(momentsOf(shifted)).toEqual({ mean: momentsOf(spec).mean + 1e7, variance: momentsOf(spec).variance });
  });
});

describe('a distribution without spread', () => {
  it.each<DistributionSpec>([
    { kind: 'constant', value: 12 },
    { kind: 'exponential', mean: 0, offset: 12 },
    { kind: 'lognormal', median: 0, sigma: 10, offset: 12 },
    // Its tail is endless, and so many times nothing is still nothing.
    { kind: 'pareto', scale: 0, shape: 0.01, offset: 12 },
    { kind: 'weibull', scale: 0, shape: 0.01, offset: 12 },
    { kind: 'gamma', shape: 0.01, mean: 0, offset: 12 },
  ])('$kind draws nothing from its stream', (spec) => {
    const stream = new RandomStreams(7).stream('distribution', 'constant');
    expect(new Distribution(spec).sample(stream)).toBe(12);
    expect(stream.stepCount()).toBe(0);
    expect(momentsOf(spec)).toEqual({ mean: 12, variance: 0 });
  });

  it('is allowed for every kind with a scale', () => {
    expect(new Set(samplesOf({ kind: 'gamma', shape: 2, mean: 0 }, 20))).toEqual(new Set([0]));
    expect(new Set(samplesOf({ kind: 'uniform', from: 5, to: 5 }, 20))).toEqual(new Set([5]));
    expect(new Set(samplesOf({ kind: 'lognormal', median: 5, sigma: 0 }, 20))).toEqual(new Set([5]));
  });
});

describe('a sample', () => {
  it('is rounded to the nearest whole number, offset included', () => {
    expect(samplesOf({ kind: 'constant', value: 2.7 }, 1)).toEqual([3]);
    expect(samplesOf({ kind: 'constant', value: 2.2, offset: 0.2 }, 1)).toEqual([2]);
    expect(samplesOf({ kind: 'constant', value: 2.3, offset: 0.3 }, 1)).toEqual([3]);
  });
});

describe('a distribution with an endless tail', () => {
  it('stops at the largest exact whole number and says that it has no mean', () => {
    const spec: DistributionSpec = { kind: 'pareto', scale: 1e6, shape: 0.01 };
    expect(Math.max(...samplesOf(spec, 1000))).toBe(Number.MAX_SAFE_INTEGER);
    expect(momentsOf(spec)).toEqual({ mean: Infinity, variance: Infinity });
  });
});

describe('an impossible distribution', () => {
  const share = (value: number) => ({ share: value, mean: 1 });
  it.each<DistributionSpec>([
    { kind: 'constant', value: -1 },
    { kind: 'constant', value: 1, offset: -1 },
    { kind: 'uniform', from: 2, to: 1 },
    { kind: 'exponential', mean: NaN },
    { kind: 'lognormal', median: 1, sigma: -1 },
    { kind: 'pareto', scale: 1, shape: 0 },
    { kind: 'weibull', scale: -1, shape: 1 },
    { kind: 'gamma', shape: 0, mean: 1 },
    { kind: 'hyperexponential', branches: [share(0.5), share(0.4)] },
    { kind: 'hyperexponential', branches: [share(1.5), share(-0.5)] },
    { kind: 'mixture', branches: [] },
    { kind: 'empirical', quantiles: [{ at: 0, value: -1 }] },
  ])('is our own bug: %o', (spec) => {
    expect(() => new Distribution(spec)).toThrow();
  });
});
