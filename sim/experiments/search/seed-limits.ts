/**
 * How far each seed by itself meets: the rung up to which it does, going from the end that meets, and the next, where it no
 * longer does. Runs on other seeds share nothing, so these limits are independent draws, and their order says within which
 * the median lies (order-statistics.ts): half of all runs meet up to there. Bisection on all seeds finds the same limits by
 * their order: as great a share of seeds as is asked meets up to the limit of that rank.
 */
import { type Ladder, middleOf } from './ladder.js';
import { medianRank } from './order-statistics.js';
import type { Trial, Verdicts } from './search.js';

/** Two neighbouring rungs, between which the verdict of a seed changes; beyond the ladder where it is the same on all of it. */
export interface SeedLimit {
  readonly below: number;
  readonly above: number;
  /** It meets again beyond its limit. */
  readonly isCrossedAgain: boolean;
}

/** Asks for the trials that bring each seed's limit between two neighbours. */
export function* narrowing(
  ladder: Ladder,
  seeds: number,
  verdicts: Verdicts,
  isRising: boolean,
): Generator<readonly Trial[], void, undefined> {
  for (;;) {
    const trials = seedLimits(ladder, seeds, verdicts, isRising).flatMap(({ below, above }, seed) => {
      const isOpen = below < 0 || above === ladder.values.length || above - below === 1;
      return isOpen ? [] : [{ rung: middleOf(ladder, below, above), seed }];
    });
    if (trials.length === 0) return;
    yield trials;
  }
}

/** One a seed, of the rungs tried so far. */
export function seedLimits(ladder: Ladder, seeds: number, verdicts: Verdicts, isRising: boolean): SeedLimit[] {
  const rungs = isRising ? verdicts.rungs().toReversed() : verdicts.rungs();
  return Array.from({ length: seeds }, (_, seed) => {
    const known = rungs.filter((rung) => verdicts.isMet({ rung, seed }) !== null);
    const missed = known.findIndex((rung) => verdicts.isMet({ rung, seed }) === false);
    const last = ladder.values.length;
    const beyond = isRising ? -1 : last;
    const before = isRising ? last : -1;
    const fails = missed === -1 ? beyond : known[missed];
    const meets = missed === -1 ? known[known.length - 1] : missed === 0 ? before : known[missed - 1];
    const isCrossedAgain = missed >= 0 && known.slice(missed).some((rung) => verdicts.isMet({ rung, seed }) === true);
    return { below: Math.min(meets, fails), above: Math.max(meets, fails), isCrossedAgain };
  });
}

export interface MedianLimit {
  /** Of the seeds. */
  readonly median: Pick<SeedLimit, 'below' | 'above'>;
  /** In which the median of all runs lies, at 95 % at least; null of fewer than six seeds. */
  readonly interval: Pick<SeedLimit, 'below' | 'above'> | null;
}

export function medianLimit(limits: readonly SeedLimit[]): MedianLimit {
  const below = limits.map((limit) => limit.below).sort((a, b) => a - b);
  const above = limits.map((limit) => limit.above).sort((a, b) => a - b);
  const last = limits.length - 1;
  const rank = medianRank(limits.length);
  return {
    median: { below: below[Math.floor(last / 2)], above: above[Math.ceil(last / 2)] },
    interval: rank === null ? null : { below: below[rank - 1], above: above[last + 1 - rank] },
  };
}
