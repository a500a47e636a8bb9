import { describe, expect, it } from 'vitest';
import { WindowedCounts, WindowedPercentiles, windowsMax } from '../../sim/engine/time-windows.js';

describe('windowed counts', () => {
  it('add up by window and column, and are zero elsewhere', () => {
    const counts = new WindowedCounts(10, ['succeeded', 'throttled']);
    const throttled = counts.column('throttled');
    counts.add(0, throttled, 1);
    counts.add(9, throttled, 2.5);
    counts.add(10, counts.column('succeeded'), 1);
    counts.add(35, throttled, 1);
    expect(counts.series('throttled', 50)).toEqual([3.5, 0, 0, 1, 0]);
    expect(counts.series('succeeded', 50)).toEqual([0, 1, 0, 0, 0]);
  });

  it('may be added to in any order of time', () => {
    const counts = new WindowedCounts(10, ['bytes']);
    for (const timeNs of [25, 5, 15, 5]) counts.add(timeNs, 0, 1);
    expect(counts.series('bytes', 30)).toEqual([2, 1, 1]);
  });

  it('keep what they hold while they grow', () => {
    const counts = new WindowedCounts(1, ['a', 'b']);
    const windows = 1000;
    for (let window = 0; window < windows; window++) counts.add(window, 1, window);
    expect(counts.series('b', windows)).toEqual(Array.from({ length: windows }, (_, i) => i));
    expect(counts.series('a', windows).every((count) => count === 0)).toBe(true);
  });

  it('are bounded', () => {
    const counts = new WindowedCounts(1, ['a']);
    expect(() => counts.add(windowsMax, 0, 1)).toThrow('windows');
    expect(() => counts.add(-1, 0, 1)).toThrow('windows');
    expect(() => counts.add(NaN, 0, 1)).toThrow('windows');
  });

  it('refuse unknown or repeated columns and impossible widths', () => {
    expect(() => new WindowedCounts(10, ['a', 'a'])).toThrow('repeat');
    expect(() => new WindowedCounts<string>(10, ['a']).column('b')).toThrow('no column b');
    expect(() => new WindowedCounts(0, ['a'])).toThrow('wide');
  });
});

describe('windowed percentiles', () => {
  it('are those of each window alone, and null where a window is empty', () => {
    const percentiles = new WindowedPercentiles(100, [0.5, 0.99]);
    for (let i = 1; i <= 99; i++) percentiles.record(i, i);
    percentiles.record(100, 7);
    percentiles.record(399, 500);
    percentiles.close(600);
    expect(percentiles.series(0.5)).toEqual([50, 7, null, 500, null, null]);
    expect(percentiles.series(0.99)).toEqual([99, 7, null, 500, null, null]);
  });

  it('close the last window only if it begins before the end', () => {
    const percentiles = new WindowedPercentiles(100, [0.5]);
    percentiles.close(200);
    expect(percentiles.series(0.5)).toEqual([null, null]);
  });

  it('refuse a time in a closed window, and a quantile that they do not keep', () => {
    const percentiles = new WindowedPercentiles(100, [0.5]);
    percentiles.record(250, 1);
    expect(() => percentiles.record(199, 1)).toThrow('closed window');
    expect(() => percentiles.series(0.9)).toThrow('not kept');
  });
});
