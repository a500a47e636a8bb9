/** Words of faults that texts and pictures share. */
import type { Result } from '../sim/result.js';
import { printable } from './safe-text.js';

/** What a target was or did: of several, such as "all routers in r" or "3 storage nodes in r", "was" is "were". */
export function conditionOf(target: string, condition: string): string {
  return /^(all |(?!1 )\d)/.test(target) ? condition.replace(/^was\b/, 'were') : condition;
}

/** Of the faults at work in a phase. */
const namedMax = 3;

/** @param at its place among the phases */
export function phaseName({ faults }: Pick<Result, 'faults'>, phase: Result['phases'][number], at: number): string {
  const during = phase.faults
    .slice(0, namedMax)
    .map((fault) => printable(`${faults[fault].kind} ${faults[fault].target}`));
  const more = phase.faults.length - during.length;
  if (during.length > 0) return `during ${during.join(' and ')}${more > 0 ? ` and ${more} more` : ''}`;
  return at === 0 ? 'before' : 'after';
}

/** Of the faults that were on in an outage, the one that began nearest to it, and how many more. */
export function outageCause({ faults }: Pick<Result, 'faults'>, outage: Result['outages'][number]): string {
  const [nearest, ...others] = outage.faults;
  if (nearest === undefined) return 'no fault was on';
  const named = printable(`${faults[nearest].kind} ${faults[nearest].target}`);
  return `during ${named}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
