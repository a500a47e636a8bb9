/** The command that runs a value of a search again, on those of its seeds on which it was tried. */

import { runCommand } from '../../../reports/run-command.js';
import { shellPath, shellWord } from '../../../reports/shell-word.js';
import { jobAt, type SweepPlan, seedCount } from '../../experiments/sweep/plan.js';

/** @param seeds their places in the plan, from 0, ascending */
export function commandOfValue(plan: SweepPlan, written: string, value: string, seeds: readonly number[]): string {
  const { fixed, varied } = plan;
  const { path } = varied[0];
  const onSeeds = seeds.map((at) => jobAt(plan, at + 1).seed);
  if (seeds.length === 1) {
    return runCommand({ scenario: written, settings: [...fixed, { path, value }], seed: onSeeds[0] });
  }
  const set = fixed.flatMap((each) => ['--set', `${each.path}=${each.value}`]);
  const words = [...set, '--vary', `${path}=${value}`, '--seeds', seedWords(plan, onSeeds)];
  return ['npx', 'dynamosim', 'sweep', shellPath(written), ...words.map(shellWord)].join(' ');
}

/** All as the plan has them, others one by one. */
function seedWords(plan: SweepPlan, seeds: readonly (number | null)[]): string {
  if (seeds.length < seedCount(plan)) return seeds.join(',');
  return plan.seeds.map(({ first, last }) => (first === last ? `${first}` : `${first}..${last}`)).join(',');
}
