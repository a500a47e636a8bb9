import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Popularity, type PopularitySpec } from '../../sim/workload/popularity.js';
import { chiSquareDeviations } from '../engine/goodness-of-fit.js';

const drawCount = 200_000;
/** Standard deviations; an honest draw exceeds five once in a million. */
const deviationsMax = 5;

function itemsDrawn(spec: PopularitySpec, count: number, draws = drawCount): Float64Array {
  const stream = new RandomStreams(11).stream('tenant', 'keys');
  const popularity = new Popularity(spec, count);
  const seen = new Float64Array(count);
  for (let i = 0; i < draws; i++) seen[popularity.draw(stream)]++;
  return seen;
}

/** Expected draws of ranks 1..count. */
function zipfianWeights(exponent: number, count: number, draws = drawCount): number[] {
  const weights = Array.from({ length: count }, (_, i) => (i + 1) ** -exponent);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight / sum) * draws);
}

describe('zipfian popularity', () => {
  it.each([0, 0.2, 0.5, 0.99, 1 - 1e-10, 1, 1.01, 1.5, 2])('draws rank r with weight r^-%d exactly', (exponent) => {
    const seen = itemsDrawn({ kind: 'zipfian', exponent, scrambled: false }, 100);
    expect(chiSquareDeviations(seen, zipfianWeights(exponent, 100))).toBeLessThan(deviationsMax);
  });

  it.each([1, 2, 3])('is exact for a table of %i items too', (count) => {
    const seen = itemsDrawn({ kind: 'zipfian', exponent: 1.2, scrambled: false }, count);
    const expected = zipfianWeights(1.2, count);
    for (const [i, draws] of expected.entries()) {
      expect(Math.abs(seen[i] - draws)).toBeLessThanOrEqual(deviationsMax * Math.sqrt(draws));
    }
  });

  it('gives the same popularities to other items when scrambled', () => {
    const seen = itemsDrawn({ kind: 'zipfian', exponent: 0.99, scrambled: true }, 100);
    const plain = itemsDrawn({ kind: 'zipfian', exponent: 0.99, scrambled: false }, 100);
    expect(seen).not.toEqual(plain);
    expect(seen.sort()).toEqual(plain.sort());
  });

  it.each([0.99, 1, 1.2])(
    'serves 1e12 items: the first decades of ranks have their share at exponent %d',
    (exponent) => {
      const stream = new RandomStreams(12).stream('tenant', 'keys');
      const popularity = new Popularity({ kind: 'zipfian', exponent, scrambled: false }, 1e12);
      const seen = new Float64Array(13);
      for (let i = 0; i < drawCount; i++) seen[Math.floor(Math.log10(popularity.draw(stream) + 1))]++;
      const expected = new Float64Array(12);
      for (let decade = 0; decade < 12; decade++)
        expected[decade] = weightOfRanks(exponent, 10 ** decade, 10 ** (decade + 1));
      const total = expected.reduce((sum, weight) => sum + weight, 0);
      const scaled = expected.map((weight) => (weight / total) * drawCount);
      expect(chiSquareDeviations(seen, scaled)).toBeLessThan(deviationsMax);
    },
  );
});

/** Sum of r^-exponent over from <= r < to: term by term up to 1,000, then by the midpoint integral. */
function weightOfRanks(exponent: number, from: number, to: number): number {
  let sum = 0;
  for (let rank = from; rank < Math.min(to, 1000); rank++) sum += rank ** -exponent;
  if (to <= 1000) return sum;
  const t = 1 - exponent;
  const integral = (x: number) => (t === 0 ? Math.log(x) : x ** t / t);
  return sum + integral(to - 0.5) - integral(Math.max(from, 1000) - 0.5);
}

describe('the latest popularity', () => {
  it('is zipfian over age', () => {
    const seen = itemsDrawn({ kind: 'latest', exponent: 0.99 }, 100);
    expect(chiSquareDeviations(seen.reverse(), zipfianWeights(0.99, 100))).toBeLessThan(deviationsMax);
  });

  it('moves on to each appended item', () => {
    const stream = new RandomStreams(11).stream('tenant', 'keys');
    const popularity = new Popularity({ kind: 'latest', exponent: 0.99 }, 40);
    const appended = Array.from({ length: 60 }, () => popularity.grow());
    expect(appended).toEqual(Array.from({ length: 60 }, (_, i) => 40 + i));
    const seen = new Float64Array(100);
    for (let i = 0; i < drawCount; i++) seen[popularity.draw(stream)]++;
    expect(chiSquareDeviations(seen.reverse(), zipfianWeights(0.99, 100))).toBeLessThan(deviationsMax);
  });
});

describe('appended items', () => {
  /** Draws of 40 items and 60 appended to them. */
  function seenOf(spec: PopularitySpec): Float64Array {
    const stream = new RandomStreams(11).stream('tenant', 'keys');
    const popularity = new Popularity(spec, 40);
    for (let i = 0; i < 60; i++) popularity.grow();
    const seen = new Float64Array(100);
    for (let i = 0; i < drawCount; i++) seen[popularity.draw(stream)]++;
    return seen;
  }

  it('are as popular as all others where all are alike, and cold beside a hotspot', () => {
    expect(chiSquareDeviations(seenOf({ kind: 'uniform' }), zipfianWeights(0, 100))).toBeLessThan(deviationsMax);
    const expected = Array.from({ length: 100 }, (_, item) => drawCount * (item < 8 ? 0.8 / 8 : 0.2 / 92));
    expect(
      chiSquareDeviations(seenOf({ kind: 'hotspot', share: 0.8, of: 0.2 }), Float64Array.from(expected)),
    ).toBeLessThan(deviationsMax);
  });

  it('are the least popular of a zipfian, and of any popularity where it is scrambled', () => {
    const plain = seenOf({ kind: 'zipfian', exponent: 0.99, scrambled: false });
    expect(chiSquareDeviations(plain, zipfianWeights(0.99, 100))).toBeLessThan(deviationsMax);
    const scrambled = seenOf({ kind: 'zipfian', exponent: 0.99, scrambled: true });
    const byPopularity = Float64Array.from(scrambled).sort().reverse();
    expect(chiSquareDeviations(byPopularity, zipfianWeights(0.99, 100))).toBeLessThan(2 * deviationsMax);
    expect(Math.max(...scrambled.slice(40))).toBeGreaterThan(0.03 * drawCount);
  });
});

describe('a hotspot', () => {
  it('sends its share to the first items, and the rest evenly to the others', () => {
    const seen = itemsDrawn({ kind: 'hotspot', share: 0.8, of: 0.2 }, 50);
    const expected = Array.from(seen, (_, item) => drawCount * (item < 10 ? 0.8 / 10 : 0.2 / 40));
    expect(chiSquareDeviations(seen, expected)).toBeLessThan(deviationsMax);
  });

  it('has at least one item and may have all', () => {
    expect(itemsDrawn({ kind: 'hotspot', share: 1, of: 0 }, 3, 100)).toEqual(Float64Array.of(100, 0, 0));
    expect(itemsDrawn({ kind: 'hotspot', share: 0.5, of: 1 }, 3, 100).every((draws) => draws > 0)).toBe(true);
  });
});

describe('the popularities without skew', () => {
  it('uniform draws every item equally often', () => {
    const seen = itemsDrawn({ kind: 'uniform' }, 100);
    expect(chiSquareDeviations(seen, zipfianWeights(0, 100))).toBeLessThan(deviationsMax);
  });

  it('sequential goes round in order, and single stays', () => {
    const stream = new RandomStreams(11).stream('tenant', 'keys');
    const sequential = new Popularity({ kind: 'sequential' }, 3);
    expect([1, 2, 3, 4].map(() => sequential.draw(stream))).toEqual([0, 1, 2, 0]);
    const single = new Popularity({ kind: 'single', item: 2 }, 3);
    expect([1, 2].map(() => single.draw(stream))).toEqual([2, 2]);
    expect(stream.stepCount()).toBe(0);
  });
});

describe('an impossible popularity', () => {
  it.each<[PopularitySpec, number]>([
    [{ kind: 'uniform' }, 0],
    [{ kind: 'uniform' }, 2e12],
    [{ kind: 'zipfian', exponent: -1, scrambled: true }, 10],
    [{ kind: 'hotspot', share: 1.5, of: 0.2 }, 10],
    [{ kind: 'hotspot', share: 0.5, of: -1 }, 10],
    [{ kind: 'single', item: 10 }, 10],
  ])('is our own bug: %o over %i items', (spec, count) => {
    expect(() => new Popularity(spec, count)).toThrow();
  });
});
