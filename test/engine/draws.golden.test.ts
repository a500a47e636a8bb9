/**
 * Digests of draws. They only guard against change: a different number here means that every run of every scenario comes
 * out differently, on this machine or since this commit. Whether draws are right is for the other tests to say.
 */
import { describe, expect, it } from 'vitest';
import { Distribution } from '../../sim/engine/distribution.js';
import type { DistributionSpec } from '../../sim/engine/distribution-spec.js';
import { exp, gamma, log, pow, sinTurn } from '../../sim/engine/exact-math.js';
import { type RandomStream, RandomStreams } from '../../sim/engine/random-stream.js';
import { standardNormal, unitExponential } from '../../sim/engine/ziggurat.js';
import { Popularity, type PopularitySpec } from '../../sim/workload/popularity.js';

const drawCount = 10_000;

/** FNV-1a over the bytes of the doubles, so that one different bit shows. */
function digestOf(next: (i: number) => number): string {
  const drawn = Float64Array.from({ length: drawCount }, (_, i) => next(i));
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(drawn.buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const stream = (purpose: string): RandomStream => new RandomStreams(42).stream('us-east-1/az-1/storage-1', purpose);

function digestOfStream(draw: (stream: RandomStream) => number): string {
  const drawnFrom = stream('golden');
  return digestOf(() => draw(drawnFrom));
}

describe('draws are those of the last release', () => {
  it('of streams', () => {
    expect(digestOfStream((from) => from.uint32())).toMatchInlineSnapshot(`"770de63a"`);
    expect(digestOfStream((from) => from.next())).toMatchInlineSnapshot(`"5d5aed0a"`);
    expect(digestOfStream((from) => from.below(1e9))).toMatchInlineSnapshot(`"0b96d188"`);
  });

  it('of the ziggurat', () => {
    expect(digestOfStream(unitExponential)).toMatchInlineSnapshot(`"9b77e851"`);
    expect(digestOfStream(standardNormal)).toMatchInlineSnapshot(`"8ec8299b"`);
  });

  it('of distributions', () => {
    const specs: readonly DistributionSpec[] = [
      { kind: 'uniform', from: 10, to: 1e6 },
      { kind: 'exponential', mean: 1e6, offset: 500 },
      { kind: 'lognormal', median: 1e6, sigma: 0.8 },
      { kind: 'pareto', scale: 1e5, shape: 1.5 },
      { kind: 'weibull', scale: 1e6, shape: 0.7 },
      { kind: 'gamma', shape: 2.5, mean: 1e6 },
      { kind: 'gamma', shape: 0.4, mean: 1e6 },
      { kind: 'hyperexponential', branches: [0.9, 0.1].map((share) => ({ share, mean: 1e5 / share })) },
      { kind: 'mixture', branches: [0.3, 0.7].map((share) => ({ share, of: { kind: 'exponential', mean: 1e6 } })) },
      { kind: 'empirical', quantiles: [0.5, 0.9, 0.999].map((at) => ({ at, value: 1e6 * at })) },
    ];
    const digests = specs.map((spec) => {
      const distribution = new Distribution(spec);
      return `${spec.kind} ${digestOfStream((from) => distribution.sample(from))}`;
    });
    expect(digests).toMatchInlineSnapshot(`
      [
        "uniform d864ba89",
        "exponential 69f38080",
        "lognormal a83724e7",
        "pareto 668adb81",
        "weibull 6d63ef5c",
        "gamma 666d4f8d",
        "gamma 8d27ac61",
        "hyperexponential 4463d0b5",
        "mixture 4fceec8e",
        "empirical ede71ca8",
      ]
    `);
  });

  it('of popularities', () => {
    const specs: readonly PopularitySpec[] = [
      { kind: 'zipfian', exponent: 0.99, scrambled: true },
      { kind: 'zipfian', exponent: 1, scrambled: false },
      { kind: 'zipfian', exponent: 1.3, scrambled: false },
      { kind: 'hotspot', share: 0.9, of: 0.01 },
      { kind: 'latest', exponent: 0.99 },
    ];
    const digests = specs.map((spec) => {
      const popularity = new Popularity(spec, 10_000_000);
      return `${spec.kind} ${digestOfStream((from) => popularity.draw(from))}`;
    });
    expect(digests).toMatchInlineSnapshot(`
      [
        "zipfian 56e36923",
        "zipfian 024ab577",
        "zipfian b2226b25",
        "hotspot e0bebfa7",
        "latest f48d2607",
      ]
    `);
  });
});

describe('exact mathematics keeps its bits', () => {
  it('in every function', () => {
    expect(digestOf((i) => log((i + 1) * 0.37))).toMatchInlineSnapshot(`"d77bd86b"`);
    expect(digestOf((i) => exp(i * 0.01 - 50))).toMatchInlineSnapshot(`"6397a59f"`);
    expect(digestOf((i) => pow(i * 0.01, 0.73))).toMatchInlineSnapshot(`"7b999e80"`);
    expect(digestOf((i) => sinTurn(i * 0.0137))).toMatchInlineSnapshot(`"a1127d40"`);
    expect(digestOf((i) => gamma((i + 1) * 0.01))).toMatchInlineSnapshot(`"b5919fa7"`);
  });
});
