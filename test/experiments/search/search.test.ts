/**
 * The search against what it is about: seeds whose limits are known. Its bracket is that which trying every value on every
 * seed would give, its certainty holds as often as it says, and what is not monotone is told where a probe meets it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ladder, ladderBetween } from '../../../sim/experiments/search/ladder.js';
import { medianRank, shareAbove } from '../../../sim/experiments/search/order-statistics.js';
import { type Found, roundsMost, search, type Trial, type Verdicts } from '../../../sim/experiments/search/search.js';
import { medianLimit } from '../../../sim/experiments/search/seed-limits.js';

const ladder = ladderBetween(['1', '200'], null) as Ladder;
const last = ladder.values.length - 1;

/** @param isMetBy what a trial comes to */
function searched(seeds: number, minShare: number, isMetBy: (trial: Trial) => boolean): Found & { trials: Trial[] } {
  const known = new Map<number, boolean>();
  const rungs = new Set<number>();
  const trials: Trial[] = [];
  const key = ({ rung, seed }: Trial) => rung * seeds + seed;
  const verdicts: Verdicts = {
    rungs: () => [...rungs].sort((a, b) => a - b),
    isMet: (trial) => known.get(key(trial)) ?? null,
    meets: (rung) => metAt(seeds, isMetBy, rung) / seeds >= minShare,
  };
  const rounds = search(ladder, seeds, verdicts);
  for (let round = rounds.next(); ; round = rounds.next()) {
    if (round.done) return { ...round.value, trials };
    for (const trial of round.value) {
      if (known.has(key(trial))) throw new Error('a trial was asked for twice');
      rungs.add(trial.rung);
      known.set(key(trial), isMetBy(trial));
      trials.push(trial);
    }
  }
}

const metAt = (seeds: number, isMetBy: (trial: Trial) => boolean, rung: number) =>
  Array.from({ length: seeds }, (_, seed) => isMetBy({ rung, seed })).filter(Boolean).length;

const anyCase = fc.record({
  /** Of each seed the last rung that meets; beyond the ends, too. */
  limits: fc.array(fc.integer({ min: -20, max: last + 20 }), { minLength: 1, maxLength: 12 }),
  minShare: fc.constantFrom(0.5, 0.8, 0.95, 1),
  isRising: fc.boolean(),
});

test('the bracket is the one that trying all values would give, and so is the limit of each seed', () => {
  fc.assert(
    fc.property(anyCase, ({ limits, minShare, isRising }) => {
      const isMetBy = ({ rung, seed }: Trial) => (isRising ? rung > limits[seed] : rung <= limits[seed]);
      const { answer, bracket, contrary, limits: found, trials } = searched(limits.length, minShare, isMetBy);
      const meets = ladder.values.map((_, rung) => metAt(limits.length, isMetBy, rung) / limits.length >= minShare);
      expect(contrary).toEqual([]);
      expect(trials.length).toBeLessThanOrEqual(limits.length * roundsMost(ladder));
      if (meets[0] === meets[last]) {
        expect([answer, bracket]).toEqual([meets[0] ? 'all meet' : 'none meets', null]);
        return;
      }
      expect(answer).toBe(isRising ? 'lowest' : 'highest');
      expect(bracket).toEqual(
        isRising
          ? { meets: meets.indexOf(true), fails: meets.indexOf(true) - 1 }
          : { meets: meets.indexOf(false) - 1, fails: meets.indexOf(false) },
      );
      if (limits.length === 1) return;
      const within = (limit: number) => Math.max(-1, Math.min(last, limit));
      expect(found.map(({ below }) => below)).toEqual(limits.map(within));
      expect(found.map(({ above }) => above)).toEqual(limits.map((limit) => within(limit) + 1));
    }),
    { seed: 1, numRuns: 300 },
  );
});

describe('what is not monotone', () => {
  test('is told where ends agree and the middle does not', () => {
    const { answer, contrary } = searched(3, 1, ({ rung }) => rung > 20 && rung < 150);
    expect(answer).toBe('none meets');
    expect(contrary.length).toBeGreaterThan(0);
  });

  test('is told where a value beside the bracket contradicts it', () => {
    // Meets up to 60, and again from 160 to 190.
    const { answer, bracket, contrary } = searched(3, 1, ({ rung }) => rung <= 60 || (rung >= 140 && rung <= 190));
    expect([answer, bracket]).toEqual(['highest', { meets: 60, fails: 61 }]);
    expect(contrary.length).toBeGreaterThan(0);
    for (const rung of contrary) expect(rung).toBeGreaterThan(61);
  });

  test('of one seed is told of that seed', () => {
    const { contrary, limits } = searched(4, 0.5, ({ rung, seed }) => rung <= 100 || (seed === 2 && rung > 110));
    expect(contrary).toEqual([]);
    expect(limits.map(({ isCrossedAgain }) => isCrossedAgain)).toEqual([false, false, true, false]);
  });
});

test('the rank of an interval of the median is the greatest that leaves 5 % outside, by the binomial distribution', () => {
  const fewerThan = (rank: number, draws: number) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      let ways = 1;
      for (let i = 0; i < k; i++) ways *= (draws - i) / (i + 1);
      sum += ways / 2 ** draws;
    }
    return sum;
  };
  for (let draws = 1; draws <= 60; draws++) {
    const rank = medianRank(draws);
    if (rank !== null) expect(2 * fewerThan(rank, draws)).toBeLessThanOrEqual(0.05);
    expect(2 * fewerThan((rank ?? 0) + 1, draws)).toBeGreaterThan(0.05);
  }
  expect([5, 6, 8, 20].map(medianRank)).toEqual([null, 1, 1, 6]);
});

describe('of limits that are drawn at random', () => {
  /** Limits are even over 20..180 of the ladder, so a run meets rung x with (180 - x) / 160. */
  const [least, greatest] = [20, 180];
  const chanceAt = (rung: number) => Math.min(1, Math.max(0, (greatest - rung) / (greatest - least)));
  const repetitions = 400;

  /** How often of all repetitions. */
  function shareOf(seeds: number, minShare: number, holds: (found: Found) => boolean): number {
    let draw = 12345;
    // Lehmer's generator (Park and Miller, 1988).
    const uniform = () => {
      draw = (draw * 48271) % 2147483647;
      return draw / 2147483647;
    };
    let held = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const limits = Array.from({ length: seeds }, () => least + uniform() * (greatest - least));
      const found = searched(seeds, minShare, ({ rung, seed }) => rung <= limits[seed]);
      if (holds(found)) held++;
    }
    return held / repetitions;
  }

  test.each([8, 20])('the interval of the median from %d seeds holds it in 95 of 100 at least', (seeds) => {
    const median = (least + greatest) / 2;
    const share = shareOf(seeds, 1, ({ limits }) => {
      const { below, above } = medianLimit(limits).interval!;
      return below <= median && median <= above;
    });
    expect(share).toBeGreaterThan(0.94);
  });

  test.each([
    [8, 1],
    [20, 1],
    [20, 0.8],
  ])(
    'what is said of the two ends holds, though the draws chose them: %d seeds, %d of them asked',
    (seeds, minShare) => {
      const share = shareAbove(Math.round(minShare * seeds), seeds);
      const low = shareOf(seeds, minShare, ({ bracket }) => chanceAt(bracket!.meets) >= share.low);
      const high = shareOf(seeds, minShare, ({ bracket }) => chanceAt(bracket!.fails) <= share.high);
      expect(low).toBeGreaterThan(0.95);
      expect(high).toBeGreaterThan(0.95);
    },
  );
});
