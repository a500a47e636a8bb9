/**
 * Draws from the distributions that a scenario can name: whole numbers of the quantity's unit, never negative. One class
 * with a switch, not a class for each kind, keeps `sample` monomorphic at the hundreds of places that call it.
 *
 * Gamma draws follow G. Marsaglia and W. W. Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000.
 * Pareto and Weibull are powers of an exponential. A constant, and a multiple of 0, draw nothing. Left out are
 * correlations between draws, and mean and variance, which distribution-spec.ts states.
 */
import type { DistributionSpec } from './distribution-spec.js';
import { exp, log } from './exact-math.js';
import { QuantileTable } from './quantile-table.js';
import type { RandomStream } from './random-stream.js';
import { standardNormal, unitExponential } from './ziggurat.js';

/** Heavy tails end here: the largest number up to which every whole number is a double, and as a time the end of time. */
const sampleMax = Number.MAX_SAFE_INTEGER;
/** Shares of branches are decimal fractions, so their sum may miss 1 by rounding. */
const shareSumTolerance = 1e-9;

const constantKind = 0;
const uniformKind = 1;
const exponentialKind = 2;
const lognormalKind = 3;
const paretoKind = 4;
const weibullKind = 5;
const gammaKind = 6;
const gammaBelowOneKind = 7;
const hyperexponentialKind = 8;
const mixtureKind = 9;
const empiricalKind = 10;

/** Kinds that draw a multiple of a scale; with a scale of 0 all that they draw is 0, whatever it is a multiple by. */
const multiples: ReadonlySet<DistributionSpec['kind']> = new Set([
  'exponential',
  'lognormal',
  'pareto',
  'weibull',
  'gamma',
]);

const noWeights = new Float64Array(0);
const noBranches: readonly Distribution[] = [];
const noTable = new QuantileTable([{ at: 0, value: 0 }]);

export class Distribution {
  private kind: number;
  private readonly offset: number;
  /** The value, lower end, mean, median or scale of the kind. */
  private scale: number;
  /** The width, sigma, or (inverse) shape of the kind. */
  private shape: number;
  /** Running sums of the branches' shares, and the branches' means. */
  private cumulativeShares: Float64Array;
  private means: Float64Array;
  private branches: readonly Distribution[];
  private table: QuantileTable;

  constructor(spec: DistributionSpec) {
    this.kind = constantKind;
    this.offset = notNegative(spec.offset ?? 0, 'offset');
    this.scale = 0;
    this.shape = 0;
    this.cumulativeShares = noWeights;
    this.means = noWeights;
    this.branches = noBranches;
    this.table = noTable;
    this.prepare(spec);
    if (multiples.has(spec.kind) && this.scale === 0) this.kind = constantKind;
  }

  private prepare(spec: DistributionSpec): void {
    switch (spec.kind) {
      case 'constant':
        this.kind = constantKind;
        this.scale = notNegative(spec.value, 'value');
        break;
      case 'uniform':
        this.kind = uniformKind;
        this.scale = notNegative(spec.from, 'from');
        this.shape = notNegative(spec.to - spec.from, 'to - from');
        break;
      case 'exponential':
        this.kind = exponentialKind;
        this.scale = notNegative(spec.mean, 'mean');
        break;
      case 'lognormal':
        this.kind = lognormalKind;
        this.scale = notNegative(spec.median, 'median');
        this.shape = notNegative(spec.sigma, 'sigma');
        break;
      case 'pareto':
        this.kind = paretoKind;
        this.scale = notNegative(spec.scale, 'scale');
        this.shape = 1 / positive(spec.shape, 'shape');
        break;
      case 'weibull':
        this.kind = weibullKind;
        this.scale = notNegative(spec.scale, 'scale');
        this.shape = 1 / positive(spec.shape, 'shape');
        break;
      case 'gamma':
        this.kind = spec.shape < 1 ? gammaBelowOneKind : gammaKind;
        this.scale = notNegative(spec.mean, 'mean') / positive(spec.shape, 'shape');
        this.shape = spec.shape;
        break;
      case 'hyperexponential':
        this.kind = hyperexponentialKind;
        this.cumulativeShares = runningSums(spec.branches);
        this.means = Float64Array.from(spec.branches, (branch) => notNegative(branch.mean, 'mean'));
        break;
      case 'mixture':
        this.kind = mixtureKind;
        this.cumulativeShares = runningSums(spec.branches);
        this.branches = spec.branches.map((branch) => new Distribution(branch.of));
        break;
      case 'empirical':
        this.kind = empiricalKind;
        notNegative(spec.quantiles[0]?.value ?? 0, 'value');
        this.table = new QuantileTable(spec.quantiles);
        break;
    }
  }

  /** A whole number in 0..2^53-1. */
  sample(stream: RandomStream): number {
    // The two kinds that most delays have are drawn here, where the compiler inlines them into the caller.
    const drawn =
      this.kind === exponentialKind
        ? unitExponential(stream) * this.scale
        : this.kind === constantKind
          ? this.scale
          : this.draw(stream);
    const rounded = Math.floor(drawn + this.offset + 0.5);
    return Math.min(rounded, sampleMax);
  }

  private draw(stream: RandomStream): number {
    switch (this.kind) {
      case constantKind:
        return this.scale;
      case exponentialKind:
        return unitExponential(stream) * this.scale;
      case uniformKind:
        return this.scale + this.shape * stream.next();
      case lognormalKind:
        return this.scale * exp(this.shape * standardNormal(stream));
      case paretoKind:
        return this.scale * exp(this.shape * unitExponential(stream));
      case weibullKind:
        return this.scale * exp(this.shape * log(unitExponential(stream)));
      case gammaKind:
        return this.scale * unitGamma(this.shape, stream);
      case gammaBelowOneKind:
        return this.scale * unitGamma(this.shape + 1, stream) * exp(-unitExponential(stream) / this.shape);
      case hyperexponentialKind:
        return this.means[this.branch(stream)] * unitExponential(stream);
      case mixtureKind: {
        const branch = this.branches[this.branch(stream)];
        return branch.draw(stream) + branch.offset;
      }
      case empiricalKind:
        return this.table.valueAt(stream.next());
      default:
        throw new Error(`no distribution has kind ${this.kind}`);
    }
  }

  private branch(stream: RandomStream): number {
    const u = stream.next();
    let i = 0;
    while (u >= this.cumulativeShares[i]) i++;
    return i;
  }
}

/** A gamma draw of scale 1, for shape >= 1. */
function unitGamma(shape: number, stream: RandomStream): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(stream);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - stream.next();
    if (u < 1 - 0.0331 * x * x * x * x || log(u) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
}

function runningSums(branches: readonly { readonly share: number }[]): Float64Array {
  const sums = new Float64Array(branches.length);
  let sum = 0;
  for (const [i, branch] of branches.entries()) {
    sum += notNegative(branch.share, 'share');
    sums[i] = sum;
  }
  if (!(Math.abs(sum - 1) <= shareSumTolerance)) throw new Error(`shares of branches sum to ${sum}, not 1`);
  // The last branch with a share takes what rounding left over.
  for (let i = sums.length - 1; i >= 0 && sums[i] === sum; i--) sums[i] = 1;
  return sums;
}

function notNegative(value: number, name: string): number {
  if (!(value >= 0 && value < Infinity)) throw new Error(`${name} of a distribution must not be negative: ${value}`);
  return value;
}

function positive(value: number, name: string): number {
  if (!(value > 0 && value < Infinity)) throw new Error(`${name} of a distribution must be positive: ${value}`);
  return value;
}
