/**
 * The numbers of a sweep that have yet to run, in rounds: all at once, or where it stops when a mean is narrow enough, those
 * after which that can be seen (stop-rule.ts).
 */
import type { Records } from '../../experiments/sweep/merge.js';
import type { SweepPlan } from '../../experiments/sweep/plan.js';
import { StopRule } from '../../experiments/sweep/stop-rule.js';

/** @param readSoFar the records of all that ended; called between rounds */
export function* roundsUntil(
  plan: SweepPlan,
  done: ReadonlySet<number>,
  readSoFar: <T>(read: (records: Records) => T) => T,
): Generator<readonly number[], void, undefined> {
  const rules = plan.scenarios.map((_, at) => new StopRule(plan, at));
  for (;;) {
    const open = rules.filter(({ state }) => state === 'open');
    if (open.length === 0) return;
    yield open.flatMap((rule) => rule.numbers()).filter((number) => !done.has(number));
    readSoFar((records) => {
      for (const rule of open) rule.look(records);
    });
  }
}
