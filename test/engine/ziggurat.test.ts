import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { standardNormal, unitExponential } from '../../sim/engine/ziggurat.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound, meanOf, varianceOf } from './goodness-of-fit.js';

const sampleCount = 400_000;
/** By numerical integration of the density beyond 3.654, where the last layer ends. */
const tailProbability = 1.2901624380160737e-4;
const tailMeanExcess = 0.2428861863886844;
const stream = (purpose: string) => new RandomStreams(20).stream('ziggurat', purpose);
const sampled = (draw: () => number) => Array.from({ length: sampleCount }, draw);

/** By its series around 0, which converges for every x that is ever drawn. */
function normalDistributionFunction(x: number): number {
  let term = x;
  let sum = x;
  for (let i = 1; i < 200; i++) {
    term *= (x * x) / (2 * i + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

describe('unitExponential', () => {
  const from = stream('exponential');
  const samples = sampled(() => unitExponential(from));

  it('has mean and variance 1, within four standard errors', () => {
    expect(Math.abs(meanOf(samples) - 1)).toBeLessThan(4 / Math.sqrt(sampleCount));
    expect(Math.abs(varianceOf(samples) - 1)).toBeLessThan(4 * Math.sqrt(8 / sampleCount));
  });

  it('follows 1 - exp(-x)', () => {
    const distance = kolmogorovSmirnov(samples, (x) => 1 - Math.exp(-x));
    expect(distance).toBeLessThan(kolmogorovSmirnovBound(sampleCount));
  });

  it('goes on beyond the last layer as an exponential does', () => {
    const tail = samples.filter((x) => x > 7.69711747013105).map((x) => x - 7.69711747013105);
    const expected = sampleCount * Math.exp(-7.69711747013105);
    expect(Math.abs(tail.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(meanOf(tail) - 1)).toBeLessThan(4 / Math.sqrt(tail.length));
  });
});

describe('standardNormal', () => {
  const tailFrom = 3.6541528853610088;

  it('follows the normal distribution function', () => {
    const from = stream('normal');
    const distance = kolmogorovSmirnov(
      sampled(() => standardNormal(from)),
      normalDistributionFunction,
    );
    expect(distance).toBeLessThan(kolmogorovSmirnovBound(sampleCount));
  });

  it('has mean 0, variance 1 and normal tails on both sides, within four standard errors of 20 million draws', () => {
    const from = stream('many normals');
    const drawCount = 20_000_000;
    const tails = [0, 0];
    let sum = 0;
    let sumOfSquares = 0;
    let beyond = 0;
    for (let i = 0; i < drawCount; i++) {
      const x = standardNormal(from);
      sum += x;
      sumOfSquares += x * x;
      if (Math.abs(x) > tailFrom) {
        tails[x > 0 ? 1 : 0]++;
        beyond += Math.abs(x) - tailFrom;
      }
    }
    expect(Math.abs(sum / drawCount)).toBeLessThan(4 / Math.sqrt(drawCount));
    expect(Math.abs(sumOfSquares / drawCount - 1)).toBeLessThan(4 * Math.sqrt(2 / drawCount));
    const expected = drawCount * tailProbability;
    for (const tail of tails) expect(Math.abs(tail - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(beyond / (2 * expected) / tailMeanExcess - 1)).toBeLessThan(4 / Math.sqrt(2 * expected));
  });
});
