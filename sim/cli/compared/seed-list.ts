/** `--seeds 1..20`: the seeds on which each setting runs, so that differences have intervals. */
import type { CommandWords } from '../command.js';
import { UsageError } from '../usage-error.js';

/** The interval of twenty is a fifth as wide as that of one run's noise; more only cost time. */
export const seedsMax = 100;
const part = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/;
const form = 'such as 1..20 or 1,2,3';

export const seedsOption = {
  describe: `run on each of these seeds, ${form}, at most ${seedsMax}: intervals come from the differences seed by seed`,
};

export interface SeedSpan {
  readonly first: number;
  readonly last: number;
}

/** Null where none are given. Throws UsageError. */
export function seedsOf(options: CommandWords['options']): readonly number[] | null {
  const spans = seedSpansOf(options, seedsMax);
  if (spans === null) return null;
  return spans.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
}

/** As they were written, two seeds at least; null where none are given. Throws UsageError. */
export function seedSpansOf(options: CommandWords['options'], max: number): readonly SeedSpan[] | null {
  const { seed, set = [] } = options;
  const text = options.seeds?.[0];
  if (text === undefined) return null;
  if (seed !== undefined) throw new UsageError('found --seed beside --seeds; expected one of them');
  if (set.some((each) => each.startsWith('seed='))) {
    throw new UsageError('found --set seed beside --seeds; expected one of them');
  }
  const spans = text.split(',').map((each) => spanOf(each, text));
  const count = spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (count > max) throw new UsageError(`found ${count} seeds; expected at most ${max}`);
  const inOrder = [...spans].sort((a, b) => a.first - b.first);
  const isRepeated = inOrder.some(({ first }, at) => at > 0 && first <= inOrder[at - 1].last);
  if (isRepeated) throw new UsageError(`found a seed twice in --seeds ${text}; expected each once`);
  if (count < 2) {
    throw new UsageError(`found one seed in --seeds ${text}; expected two at least, or --seed ${spans[0].first}`);
  }
  return spans;
}

function spanOf(word: string, text: string): SeedSpan {
  const [, from, to = from] = part.exec(word.trim()) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || last < first) throw new UsageError(`found --seeds ${text}; expected seeds, ${form}`);
  return { first, last };
}
