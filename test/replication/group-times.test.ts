/** Heartbeats and elections of a group have times of their own, which vary with the seed and do not with other tables. */
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { KeySpaces } from '../../sim/partitions/key-spaces.js';
import { GroupTimes } from '../../sim/replication/group-times.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound } from '../engine/goodness-of-fit.js';

const heartbeatNs = 250e6;
const lateNs = 1e12;

/** Of tables with these names and ten partitions each. */
function timesOf(names: readonly string[], seed = 1) {
  const spaces = names.map((_, index) => new KeySpace(10 * index, 10, 1000, 'hashed'));
  const keySpaces = new KeySpaces(spaces, 10 * names.length);
  return { keySpaces, times: new GroupTimes(keySpaces, names, heartbeatNs, new RandomStreams(seed)) };
}

/** Share of a heartbeat that has passed at `lateNs` since the last one. */
const age = (times: GroupTimes, group: number) => (lateNs - times.heartbeatBefore(group, lateNs)) / heartbeatNs;

function expectUniform(shares: readonly number[]): void {
  expect(kolmogorovSmirnov(shares, (x) => x)).toBeLessThan(kolmogorovSmirnovBound(shares.length));
}

describe('heartbeats', () => {
  test('come once a heartbeat', () => {
    const { times } = timesOf(['orders']);
    const first = times.heartbeatBefore(3, lateNs);
    expect(times.heartbeatBefore(3, first)).toBe(first);
    expect(times.heartbeatBefore(3, first - 1)).toBe(first - heartbeatNs);
    expect(times.heartbeatBefore(3, first + heartbeatNs - 1)).toBe(first);
  });

  test('of one group are anywhere within a heartbeat, over the seeds', () => {
    const ages = Array.from({ length: 1000 }, (_, seed) => age(timesOf(['orders'], seed).times, 3));
    expectUniform(ages);
  });

  test('of the groups of a run are anywhere within a heartbeat', () => {
    const { times } = timesOf(Array.from({ length: 100 }, (_, table) => `t${table}`));
    const ages = Array.from({ length: 1000 }, (_, group) => age(times, group));
    expectUniform(ages);
  });
});

test('election jitter is up to a quarter of a heartbeat, drawn anew for each term and replica', () => {
  const { times } = timesOf(['orders']);
  const jitters = [0, 1, 2].flatMap((slot) =>
    Array.from({ length: 400 }, (_, term) => times.electionJitterNs(3, term, slot) / (heartbeatNs / 4)),
  );
  expectUniform(jitters);
});

test('a partition has the same times whatever other tables there are, one made by a split too', () => {
  const alone = timesOf(['orders']);
  const among = timesOf(['carts', 'orders', 'users']);
  alone.keySpaces.split(3, 0x60000000, 10);
  // Another table's split comes first.
  among.keySpaces.split(3, 0x60000000, 30);
  among.keySpaces.split(13, 0x60000000, 31);
  for (const [group, same] of [
    [3, 13],
    [10, 31],
  ]) {
    expect(among.times.heartbeatBefore(same, lateNs)).toBe(alone.times.heartbeatBefore(group, lateNs));
    expect(among.times.electionJitterNs(same, 5, 1)).toBe(alone.times.electionJitterNs(group, 5, 1));
  }
  expect(alone.keySpaces.numberOf(10)).toBe(10);
});
