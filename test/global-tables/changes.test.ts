/** What a region keeps of a change outlives messages that are late, and one that comes again is no news. */
import { describe, expect, test } from 'vitest';
import { Changes, changesMax } from '../../sim/global-tables/changes.js';
import { VersionBuffer } from '../../sim/protocol/stamped-version.js';

const versionOf = (item: number, writeId = 1) =>
  Object.assign(new VersionBuffer(), {
    ...{ table: 2, group: 70_000, item, bytes: 400_000, writeId, region: 3, replacedRegion: 1 },
    ...{ stampNs: 3.5e15, replacedStampNs: -Number.MAX_VALUE, committedAtNs: 2 ** 52 - 1 },
  });
const copy = 4;
const begin = (changes: Changes, item: number, isNews = true) => changes.take(versionOf(item, item), copy, 5, isNews);

describe('a change', () => {
  test('is told as it was written, for the largest numbers, too', () => {
    const changes = new Changes('');
    const largest = versionOf(2 ** 40, 2 ** 32 - 2);
    const change = changes.take(largest, copy, 5, true);
    expect(changes.versionOf(change)).toEqual({ ...largest, change });
    expect([changes.to(change), changes.backlog(change)]).toEqual([copy, 5]);
  });

  test('that is settled stays as long as a message with it is on its way', () => {
    const changes = new Changes('');
    const change = begin(changes, 7);
    changes.hold(change);
    changes.letGo(change);
    expect(begin(changes, 8)).not.toBe(change);
    expect(changes.versionOf(change).item).toBe(7);
    changes.letGo(change);
    expect(begin(changes, 9)).toBe(change);
  });

  test('is news once', () => {
    const changes = new Changes('');
    const version = changes.versionOf(begin(changes, 7));
    expect([changes.hear(version, copy), changes.hear(version, copy)]).toEqual([true, false]);
  });

  test.each([
    ['another', versionOf(8, 8), copy],
    ['another version of the same write', Object.assign(versionOf(7, 7), { stampNs: 3.6e15 }), copy],
    ['the same as another region committed it', Object.assign(versionOf(7, 7), { committedAtNs: 2 ** 52 }), copy],
    ['the same for another copy', versionOf(7, 7), copy + 1],
  ])('is no news after %s has its number, and does not hide that one', (_what, next, to) => {
    const changes = new Changes('');
    const change = begin(changes, 7);
    const version = changes.versionOf(change);
    changes.letGo(change);
    expect(changes.take(next, to, 5, true)).toBe(change);
    expect(changes.hear(version, copy)).toBe(false);
    expect(changes.hear(changes.versionOf(change), to)).toBe(true);
  });

  test('that only fills a region is no news', () => {
    const changes = new Changes('');
    expect(changes.hear(changes.versionOf(begin(changes, 7, false)), copy)).toBe(false);
  });
});

test('as many as may wait take half a gigabyte', () => {
  expect(changesMax * 100).toBeLessThan(2 ** 29);
});
