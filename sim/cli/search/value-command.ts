/** The command that runs a value of a search again, on those of its seeds on which it was tried. */

import { shellWord } from '../../../reports/shell-word.js';
import { jobAt, type SweepPlan, seedCount } from '../../experiments/sweep/plan.js';

/** @param seeds their places in the plan, from 0, ascending */
export function commandOfValue(plan: SweepPlan, written: string, value: string, seeds: readonly number[]): string {
  const settings = plan.fixed.flatMap((fixed) => ['--set', `${fixed.path}=${fixed.value}`]);
  const setting = `${plan.varied[0].path}=${value}`;
  const onSeeds = seeds.map((at) => jobAt(plan, at + 1).seed);
  const words =
    seeds.length === 1
      ? ['run', written, ...settings, '--set', setting, ...(onSeeds[0] === null ? [] : ['--seed', `${onSeeds[0]}`])]
      : ['sweep', written, ...settings, '--vary', setting, '--seeds', seedWords(plan, onSeeds)];
  return ['dynamosim', ...words].map(shellWord).join(' ');
}

/** All as the plan has them, others one by one. */
function seedWords(plan: SweepPlan, seeds: readonly (number | null)[]): string {
  if (seeds.length < seedCount(plan)) return seeds.join(',');
  return plan.seeds.map(({ first, last }) => (first === last ? `${first}` : `${first}..${last}`)).join(',');
}
