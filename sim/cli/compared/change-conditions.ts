/** `--fail-on`: conditions on a change, read before anything runs; the n-th stands on line n of the option. */
import { short } from '../../../reports/format.js';
import { problemAt, ScenarioError } from '../../scenario/reading/problem.js';
import { type ChangeCondition, readChangeCondition } from '../../verdicts/change-condition.js';
import { UsageError } from '../usage-error.js';
import type { ComparedSide } from './sides.js';

const failOn = '--fail-on';

/** Throws ScenarioError, and UsageError of an interrupted run: it is neither a baseline nor what is held against one. */
export function conditionsIn(texts: readonly string[], sides: readonly ComparedSide[]): ChangeCondition[] {
  const cut = texts.length === 0 ? [] : sides.filter(({ stored }) => stored?.result.run.interrupted);
  if (cut.length > 0) {
    throw new UsageError(
      cut.map(({ name, stored }) => {
        const ended = `a run that was interrupted at ${short(stored!.result.run.simulatedSeconds)} s`;
        return `${name}: found ${ended}; expected one that came to its end, as ${failOn} compares`;
      }),
    );
  }
  const metered = sides.map(({ stored, jobs }) => stored?.result ?? jobs[0].scenario);
  const read = texts.map((text) => readChangeCondition(text, metered));
  const problems = read.flatMap((each, index) =>
    'mismatch' in each ? [problemAt({ file: failOn, line: index + 1, column: each.column }, each.mismatch)] : [],
  );
  if (problems.length > 0) throw new ScenarioError(problems, 0, new Map([[failOn, texts.join('\n')]]));
  return read.filter((each): each is ChangeCondition => !('mismatch' in each));
}
