/**
 * Where to split a hot partition, from a sample of its newest requests (P22 section 4.4): not at the middle of its keys
 * but where the observed load has its middle. Splitting cannot help one hot item, which at best ends up alone, nor access
 * in key order, whose heat has moved on before the split is done. How the service tells these is not published.
 */

import type { KeyRange } from '../partitions/key-space.js';
import type { AutoadminSection } from './autoadmin-parameters.js';

/** A request: the position of its item on the line of keys, and the load it made, in any unit. */
export interface KeySample {
  readonly keyPosition: number;
  readonly weight: number;
}

export type SplitPolicyParameters = Pick<AutoadminSection, 'oneItemShare' | 'sequentialShare' | 'separateAbove'>;

export type SplitDecision =
  | { readonly kind: 'split'; readonly keyPosition: number }
  /** The first of up to two splits, at `keyPosition`, after which the item at `itemKeyPosition` is alone. */
  | { readonly kind: 'isolate'; readonly keyPosition: number; readonly itemKeyPosition: number; readonly share: number }
  | { readonly kind: 'skip'; readonly because: string };

/** `samples` in the order of time, at least one; `heat` is what the partition is asked for / its cap. */
export function decideSplit(
  samples: readonly KeySample[],
  range: KeyRange,
  heat: number,
  parameters: SplitPolicyParameters,
): SplitDecision {
  const load = loadByPlace(samples);
  const hottest = load.reduce((most, entry) => (entry.weight > most.weight ? entry : most));
  const total = load.reduce((sum, { weight }) => sum + weight, 0);
  const share = hottest.weight / total;
  if (share > parameters.oneItemShare || load.length === 1) {
    const othersHeat = (1 - share) * heat;
    return isolate(load, hottest, share, range, othersHeat >= parameters.separateAbove);
  }
  if (isSequential(samples, parameters.sequentialShare))
    return { kind: 'skip', because: 'keys are used in their order' };
  return { kind: 'split', keyPosition: weightedMedian(load, total) };
}

function isolate(
  load: readonly KeySample[],
  { keyPosition, weight }: KeySample,
  share: number,
  { from, to }: KeyRange,
  othersAreHot: boolean,
): SplitDecision {
  const percent = Math.round(share * 100);
  if (!othersAreHot || to - from === 1) {
    return { kind: 'skip', because: `one item makes ${percent} % of the load, and little else is hot` };
  }
  const before = load.reduce((sum, entry) => (entry.keyPosition < keyPosition ? sum + entry.weight : sum), 0);
  const after = (weight / share) * (1 - share) - before;
  const isBeforeFirst = keyPosition > from && before >= after;
  return {
    kind: 'isolate',
    keyPosition: isBeforeFirst ? keyPosition : keyPosition + 1,
    itemKeyPosition: keyPosition,
    share,
  };
}

/** Samples of one position added up, in the order of positions. */
function loadByPlace(samples: readonly KeySample[]): KeySample[] {
  const load: { keyPosition: number; weight: number }[] = [];
  for (const { keyPosition, weight } of samples.toSorted((a, b) => a.keyPosition - b.keyPosition)) {
    const last = load[load.length - 1];
    if (last?.keyPosition === keyPosition) last.weight += weight;
    else load.push({ keyPosition, weight });
  }
  return load;
}

/** The position from which on the load is nearest to half; the first of two. */
function weightedMedian(load: readonly KeySample[], total: number): number {
  let best = load[1];
  let bestDistance = Number.POSITIVE_INFINITY;
  let before = 0;
  for (let i = 1; i < load.length; i++) {
    before += load[i - 1].weight;
    const distance = Math.abs(total - 2 * before);
    if (distance >= bestDistance) continue;
    best = load[i];
    bestDistance = distance;
  }
  return best.keyPosition;
}

/**
 * Whether positions rise, or fall, with time. Each sample is compared with the one half a window later, not with its
 * neighbour: retries and the network swap neighbours, but a sequence moves on.
 */
function isSequential(samples: readonly KeySample[], sequentialShare: number): boolean {
  const half = samples.length >> 1;
  let rising = 0;
  let falling = 0;
  for (let i = 0; i < half; i++) {
    const step = samples[i + half].keyPosition - samples[i].keyPosition;
    if (step > 0) rising++;
    else if (step < 0) falling++;
  }
  return Math.max(rising, falling) > sequentialShare * half;
}
