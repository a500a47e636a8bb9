import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomStream, RandomStreams } from '../../sim/engine/random-stream.js';

function draws(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.next());
}

describe('random streams', () => {
  it('repeat their draws for the same seed, entity and purpose', () => {
    const once = draws(new RandomStreams(42).stream('storage-1', 'disk'), 100);
    expect(draws(new RandomStreams(42).stream('storage-1', 'disk'), 100)).toEqual(once);
  });

  it('are not shifted by streams created or drawn from in between', () => {
    const alone = draws(new RandomStreams(42).stream('storage-1', 'disk'), 100);
    const streams = new RandomStreams(42);
    draws(streams.stream('storage-0', 'disk'), 7);
    draws(streams.stream('storage-1', 'network'), 7);
    expect(draws(streams.stream('storage-1', 'disk'), 100)).toEqual(alone);
  });

  it('differ in seed, entity and purpose', () => {
    const first = (seed: number, entity: string, purpose: string) =>
      new RandomStreams(seed).stream(entity, purpose).next();
    const all = [first(1, 'a', 'b'), first(2, 'a', 'b'), first(1, 'b', 'b'), first(1, 'a', 'a'), first(1, 'ab', '')];
    expect(new Set(all).size).toBe(all.length);
  });

  it('have one owner each', () => {
    const streams = new RandomStreams(42);
    streams.stream('storage-1', 'disk');
    expect(() => streams.stream('storage-1', 'disk')).toThrow('already has an owner');
  });

  it('count the steps of all', () => {
    const streams = new RandomStreams(42);
    const disk = streams.stream('storage-1', 'disk');
    disk.next();
    streams.stream('storage-2', 'network').uint32();
    expect(disk.stepCount()).toBe(2);
    expect(streams.stepCount()).toBe(3);
  });

  it('refuse a seed that is not a whole number', () => {
    expect(() => new RandomStreams(0.5)).toThrow('safe integer');
  });
});

describe('numbered streams', () => {
  const numbered = (seed: number, entity = 'table orders') => new RandomStreams(seed).numbered(entity, 'jitter');

  it('begin with the same draws whenever they are asked for', () => {
    const streams = numbered(42);
    const once = draws(streams.of(7, 3, 1), 100);
    draws(streams.of(8), 7);
    expect(draws(streams.of(7, 3, 1), 100)).toEqual(once);
    expect(draws(numbered(42).of(7, 3, 1), 100)).toEqual(once);
  });

  it('differ in seed, entity and each number', () => {
    const all = [
      ...[numbered(1).of(1, 2, 3), numbered(2).of(1, 2, 3), numbered(1, 'table carts').of(1, 2, 3)],
      ...[numbered(1).of(2, 1, 3), numbered(1).of(3, 2, 1), numbered(1).of(1, 3, 2), numbered(1).of(1, 2)],
    ];
    expect(new Set(all.map((stream) => stream.next())).size).toBe(all.length);
  });

  it.each<[string, (n: number) => [number, number, number]]>([
    ['first', (n) => [n, 0, 0]],
    ['second', (n) => [0, n, 0]],
    ['third', (n) => [0, 0, n]],
  ])('are uniform and unlike their neighbours in the %s number', (_, numbersOf) => {
    const streams = numbered(1);
    const count = 20_000;
    // Pairs of neighbours in 8 x 8 cells: chi-square below its 99.99 % point, 121.
    const cells = new Float64Array(64);
    for (let n = 0; n < count; n++) {
      cells[8 * streams.of(...numbersOf(2 * n)).below(8) + streams.of(...numbersOf(2 * n + 1)).below(8)]++;
    }
    const expected = count / 64;
    expect(cells.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)).toBeLessThan(121);
  });

  it('have one owner', () => {
    const streams = new RandomStreams(42);
    streams.numbered('table orders', 'jitter');
    expect(() => streams.numbered('table orders', 'jitter')).toThrow('already has an owner');
  });
});

describe('first draws of similarly named streams', () => {
  it('are as uniform as draws of one stream: chi-square over 64 cells below its 99.99 % point, 121', () => {
    const streams = new RandomStreams(1);
    const cells = new Float64Array(64);
    const count = 20_000;
    for (let i = 0; i < count; i++) cells[streams.stream(`us-east-1/az-1/storage-${i}`, 'disk').below(64)]++;
    const expected = count / 64;
    expect(cells.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)).toBeLessThan(121);
  });
});

describe('below(n)', () => {
  it('stays in 0..n-1 for any n up to 2^53', () => {
    fc.assert(
      fc.property(fc.integer(), fc.oneof(fc.integer({ min: 1, max: 2 ** 17 }), fc.maxSafeInteger()), (seed, n) => {
        const count = Math.max(1, Math.abs(n));
        const stream = new RandomStreams(seed).stream('any', 'bound');
        for (let i = 0; i < 20; i++) {
          const drawn = stream.below(count);
          expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < count).toBe(true);
        }
      }),
    );
  });

  it('leaves no gaps where 32 bits would', () => {
    const stream = new RandomStreams(3).stream('dice', 'wide');
    const drawn = Array.from({ length: 100 }, () => stream.below(2 ** 45));
    expect(drawn.some((value) => value % 2 === 1)).toBe(true);
  });

  it.each([1, 3, 10, 65_537])('reaches each of %i values equally often', (n) => {
    const stream = new RandomStreams(3).stream('dice', `${n}`);
    const count = 30 * n + 10_000;
    const seen = new Float64Array(n);
    for (let i = 0; i < count; i++) seen[stream.below(n)]++;
    const expected = count / n;
    const chiSquare = seen.reduce((sum, cell) => sum + (cell - expected) ** 2 / expected, 0);
    // Mean n - 1, variance 2 (n - 1); five standard deviations.
    expect(chiSquare).toBeLessThanOrEqual(n - 1 + 5 * Math.sqrt(2 * (n - 1)));
  });
});
