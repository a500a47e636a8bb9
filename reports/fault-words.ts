/** Words of faults that texts and pictures share. */
import type { Result } from '../sim/result.js';
import { printable } from './safe-text.js';

/** What a target was or did: of several, such as "all routers in r" or "3 storage nodes in r", "was" is "were". */
export function conditionOf(target: string, condition: string): string {
  return /^(all |(?!1 )\d)/.test(target) ? condition.replace(/^was\b/, 'were') : condition;
}

/** @param at its place among the phases */
export function phaseName({ faults }: Pick<Result, 'faults'>, phase: Result['phases'][number], at: number): string {
  const during = phase.faults.map((fault) => printable(`${faults[fault].kind} ${faults[fault].target}`));
  if (during.length > 0) return `during ${during.join(' and ')}`;
  return at === 0 ? 'before' : 'after';
}
