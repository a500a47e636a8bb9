/**
 * Where on a ladder of values the runs change from meeting to not meeting: by bisection, each value tried on the same seeds.
 * The ends are tried first and say the direction. Beside the bracket that bisection ends with, a few further values are
 * tried on each side, which would tell an answer that is not monotone; and each seed's own bracket is narrowed as far, so that
 * it can be said how much the answer depends on the draw (seed-limits.ts).
 *
 * It asks for trials in rounds and reads what came of them; who runs them, and in which order, is not its matter.
 */
import type { SearchAnswer } from '../../search-result.js';
import { type Ladder, middleOf } from './ladder.js';
import { narrowing, type SeedLimit, seedLimits } from './seed-limits.js';

/** Values tried beside the bisection's: on each side of a bracket, or between ends that agree. */
const probesPerSide = 2;
const probesBetween = 3;
/** Of at most 300 decades, and one more where halves are not even. */
const decadeHalvingsMost = 10;

/** A rung of the ladder, on one of the seeds, from 0. */
export interface Trial {
  readonly rung: number;
  readonly seed: number;
}

/** What came of the trials so far. */
export interface Verdicts {
  /** Tried on some seed, from the least. */
  rungs(): readonly number[];
  /** Null where it was not tried. */
  isMet(trial: Trial): boolean | null;
  /** As great a share of the seeds as is asked meets; of a rung that was tried on all. */
  meets(rung: number): boolean;
}

export interface Found {
  readonly answer: SearchAnswer;
  /** Null where the ends agree. */
  readonly bracket: { readonly meets: number; readonly fails: number } | null;
  /** Rungs whose verdict is not that of their side, or of both ends. */
  readonly contrary: readonly number[];
  /** One a seed; empty where the ends agree, and of one seed. */
  readonly limits: readonly SeedLimit[];
}

export type Rounds = Generator<readonly Trial[], Found, undefined>;

export function* search(ladder: Ladder, seeds: number, verdicts: Verdicts): Rounds {
  const last = ladder.values.length - 1;
  const tried = new Set<number>();
  const onAllSeeds = function* (rungs: readonly number[]) {
    const fresh = rungs.filter((rung) => !tried.has(rung));
    for (const rung of fresh) tried.add(rung);
    yield fresh.flatMap((rung) => Array.from({ length: seeds }, (_, seed) => ({ rung, seed })));
  };
  yield* onAllSeeds([0, last]);
  const isRising = !verdicts.meets(0);
  const contraryTo = (isMet: boolean, rungs: readonly number[]) =>
    rungs.filter((rung) => verdicts.meets(rung) !== isMet);
  if (verdicts.meets(last) !== isRising) {
    const between = widestGaps(ladder, tried, [0, last], probesBetween);
    yield* onAllSeeds(between);
    const contrary = contraryTo(!isRising, between);
    return { answer: isRising ? 'none meets' : 'all meet', bracket: null, contrary, limits: [] };
  }
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = middleOf(ladder, low, high);
    yield* onAllSeeds([middle]);
    if (verdicts.meets(middle) === isRising) high = middle;
    else low = middle;
  }
  const below = widestGaps(ladder, tried, [0, low], probesPerSide);
  const above = widestGaps(ladder, tried, [high, last], probesPerSide);
  yield* onAllSeeds([...below, ...above]);
  const contrary = [...contraryTo(!isRising, below), ...contraryTo(isRising, above)];
  if (seeds > 1) yield* narrowing(ladder, seeds, verdicts, isRising);
  return {
    answer: isRising ? 'lowest' : 'highest',
    bracket: isRising ? { meets: high, fails: low } : { meets: low, fails: high },
    contrary,
    limits: seeds > 1 ? seedLimits(ladder, seeds, verdicts, isRising) : [],
  };
}

/** Trials of a seed at most: each of two bisections halves the ladder, or the decades that it spans. */
export function roundsMost({ values }: Ladder): number {
  const halvings = Math.ceil(Math.log2(values.length)) + decadeHalvingsMost;
  return 2 + 2 * probesPerSide + 2 * halvings;
}

/** The middles of the widest gaps that were not tried, the first of equals; fewer where all was. */
function widestGaps(
  ladder: Ladder,
  tried: ReadonlySet<number>,
  [from, to]: readonly [number, number],
  most: number,
): number[] {
  const known = [...tried].filter((rung) => rung >= from && rung <= to).sort((a, b) => a - b);
  const found: number[] = [];
  while (found.length < most) {
    let widest = 0;
    for (let at = 1; at < known.length - 1; at++) {
      if (known[at + 1] - known[at] > known[widest + 1] - known[widest]) widest = at;
    }
    if (known.length < 2 || known[widest + 1] - known[widest] < 2) break;
    const middle = middleOf(ladder, known[widest], known[widest + 1]);
    known.splice(widest + 1, 0, middle);
    found.push(middle);
  }
  return found;
}
