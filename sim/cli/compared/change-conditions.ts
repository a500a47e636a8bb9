/** `--fail-on`: conditions on a change, read before anything runs; the n-th stands on line n of the option. */
import { problemAt, ScenarioError } from '../../scenario/reading/problem.js';
import { type ChangeCondition, readChangeCondition } from '../../verdicts/change-condition.js';
import type { ComparedSide } from './sides.js';

const failOn = '--fail-on';

/** Throws ScenarioError. */
export function conditionsIn(texts: readonly string[], sides: readonly ComparedSide[]): ChangeCondition[] {
  const metered = sides.map(({ stored, jobs }) => stored?.result ?? jobs[0].scenario);
  const read = texts.map((text) => readChangeCondition(text, metered));
  const problems = read.flatMap((each, index) =>
    'mismatch' in each ? [problemAt({ file: failOn, line: index + 1, column: each.column }, each.mismatch)] : [],
  );
  if (problems.length > 0) throw new ScenarioError(problems, 0, new Map([[failOn, texts.join('\n')]]));
  return read.filter((each): each is ChangeCondition => !('mismatch' in each));
}
