/**
 * Distributions in a scenario: a bare quantity (`2ms` is constant) or a mapping with exactly one kind, optionally with an
 * `offset` that is added to each sample. Becomes the engine's DistributionSpec in the base unit of the quantity.
 */
import { z } from 'zod';
import type { DistributionSpec } from '../../engine/distribution-spec.js';
import { itemBytesMax } from '../../protocol/limits.js';
import { addMismatch, eitherOf, exactlyOneOf, listOf, mapping, quantity, sharesProblem } from './forms.js';
import {
  bytes,
  count,
  duration,
  formatQuantity,
  plainNumber,
  type QuantityKind,
  readQuantity,
  share,
} from './units.js';

/** A mixture of mixtures says all that anybody needs. */
export const mixtureDepthMax = 3;
const branchesMax = 32;
const quantilesMax = 100;

const positive = quantity(plainNumber, { min: 0.01, max: 1000 });
const sigma = quantity(plainNumber, { max: 10 });
const branchShare = quantity(share).describe('how often it is this one');

export const timeDistribution = distributionOf(duration, 'TimeDistribution');
/** Of an item. */
export const sizeDistribution = distributionOf(bytes, 'SizeDistribution', { max: itemBytesMax });
export const countDistribution = distributionOf(count, 'CountDistribution');

function distributionOf(kind: QuantityKind, id: string, range?: { readonly max: number }): z.ZodType<DistributionSpec> {
  const value = quantity(kind, range);
  const expected = `${kind.name} such as "${kind.example}", or a distribution such as {exponential: ${kind.example}}`;
  const pair = z.tuple([value, value], { error: `a list of two, such as [${kind.example}, ${kind.example}]` });
  const scaled = mapping(
    {
      scale: value.describe('in the unit of what is drawn'),
      shape: positive.describe('the smaller, the heavier the tail'),
    },
    'a mapping with scale and shape',
  );
  const constant = value.transform((constantValue): DistributionSpec => ({ kind: 'constant', value: constantValue }));

  const drawn = exactlyOneOf(
    {
      constant: value.describe('always this'),
      uniform: pair
        .superRefine(([from, to], ctx) => {
          const found = `${formatQuantity(kind, from)} before ${formatQuantity(kind, to)}`;
          if (from > to) addMismatch(ctx, { found, expected: 'the smaller value first' });
        })
        .describe('between these two'),
      exponential: value.describe('its mean'),
      lognormal: mapping(
        { median: value.describe('half are below'), sigma: sigma.describe('of the logarithm') },
        'a mapping with median and sigma',
      ).describe('its logarithm is normal'),
      pareto: scaled.describe('scale / U^(1/shape): never below its scale; without a mean up to a shape of 1'),
      weibull: scaled.describe('exponential at a shape of 1, with a heavier tail below it'),
      gamma: mapping(
        {
          shape: positive.describe('exponential at 1; a sum of as many exponentials'),
          mean: value.describe('of the whole'),
        },
        'a mapping with shape and mean',
      ).describe('sums of exponentials'),
      hyperexponential: branchesOf(
        mapping({ share: branchShare, mean: value.describe('of its exponential') }, 'a mapping with share and mean'),
      ).describe('one of several exponentials'),
      mixture: branchesOf(
        mapping(
          { share: branchShare, of: z.lazy(() => distribution).describe('that is drawn') },
          'a mapping with share and of (a distribution)',
        ),
      ).describe('one of several distributions'),
      empirical: quantileTable(kind, value).describe(
        `by percentiles, linear in between: {p0: ${kind.example}, p50: ${kind.example}, p100: ${kind.example}}`,
      ),
    },
    { offset: value.optional().describe('added to each sample') },
  );
  const distribution: z.ZodType<DistributionSpec> = eitherOf(expected, [
    constant,
    drawn.transform(({ offset, ...given }, ctx): DistributionSpec => {
      const spec = specOf(given);
      if (mixtureDepth(spec) > mixtureDepthMax)
        ctx.addIssue({ code: 'custom', message: `mixtures nested at most ${mixtureDepthMax} deep` });
      return offset === undefined ? spec : { offset, ...spec };
    }),
  ]).meta({ id, description: expected });
  return distribution;
}

type Given = { [K in DistributionSpec['kind']]?: unknown } & {
  constant?: number | undefined;
  uniform?: [number, number] | undefined;
  exponential?: number | undefined;
  lognormal?: { median: number; sigma: number } | undefined;
  pareto?: { scale: number; shape: number } | undefined;
  weibull?: { scale: number; shape: number } | undefined;
  gamma?: { shape: number; mean: number } | undefined;
  hyperexponential?: { share: number; mean: number }[] | undefined;
  mixture?: { share: number; of: DistributionSpec }[] | undefined;
  empirical?: { at: number; value: number }[] | undefined;
};

function specOf(given: Given): DistributionSpec {
  if (given.constant !== undefined) return { kind: 'constant', value: given.constant };
  if (given.uniform) return { kind: 'uniform', from: given.uniform[0], to: given.uniform[1] };
  if (given.exponential !== undefined) return { kind: 'exponential', mean: given.exponential };
  if (given.lognormal) return { kind: 'lognormal', ...given.lognormal };
  if (given.pareto) return { kind: 'pareto', ...given.pareto };
  if (given.weibull) return { kind: 'weibull', ...given.weibull };
  if (given.gamma) return { kind: 'gamma', ...given.gamma };
  if (given.hyperexponential) return { kind: 'hyperexponential', branches: given.hyperexponential };
  if (given.mixture) return { kind: 'mixture', branches: given.mixture };
  if (given.empirical) return { kind: 'empirical', quantiles: given.empirical };
  throw new Error('a distribution of no kind got past its schema');
}

function branchesOf<Branch extends z.ZodType<{ share: number }>>(branch: Branch) {
  return listOf(branch, 1, branchesMax, 'branches').superRefine((branches, ctx) => {
    const problem = sharesProblem(branches.map((each) => each.share));
    if (problem) addMismatch(ctx, problem);
  });
}

/** `{p0: 10us, p50: 20us, p99.9: 1ms, p100: 5ms}`; both ends are needed, since nothing is drawn beyond them. */
function quantileTable(kind: QuantityKind, value: z.ZodType<number>) {
  const expected = `a quantile table with p0 and p100, such as {p0: ${kind.example}, p50: ${kind.example}, p100: ${kind.example}}`;
  const key = z.string().regex(/^p(\d{1,2}(\.\d{1,10})?|100)$/);
  const error = (issue: { code: string }) =>
    issue.code === 'invalid_key' ? 'a percentile such as p50 or p99.9' : expected;
  return z.record(key, value, { error }).transform((table, ctx) => {
    const quantiles = Object.entries(table)
      .map(([percentile, each]) => ({ at: fractionOf(percentile), value: each }))
      .sort((a, b) => a.at - b.at);
    const last = quantiles.length - 1;
    const hasEnds = last >= 1 && last < quantilesMax && quantiles[0].at === 0 && quantiles[last].at === 1;
    if (!hasEnds) ctx.addIssue({ code: 'custom', message: expected });
    const ascends = quantiles.every(({ at, value: each }, i) => {
      const before = quantiles[i - 1];
      return i === 0 || (before.at < at && before.value <= each);
    });
    if (hasEnds && !ascends) ctx.addIssue({ code: 'custom', message: 'values that rise with their percentiles' });
    return quantiles;
  });
}

/** p99.9 is 0.999. */
function fractionOf(percentile: string): number {
  const reading = readQuantity(share, `${percentile.slice(1)}%`);
  if ('problem' in reading) throw new Error(`percentile ${percentile} got past its pattern`);
  return reading.value;
}

function mixtureDepth(spec: DistributionSpec): number {
  if (spec.kind !== 'mixture') return 0;
  return 1 + Math.max(...spec.branches.map((branch) => mixtureDepth(branch.of)));
}
