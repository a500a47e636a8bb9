/** Words of faults that texts and pictures share. */

/** What a target was or did: of several, such as "all routers in r" or "3 storage nodes in r", "was" is "were". */
export function conditionOf(target: string, condition: string): string {
  return /^(all |(?!1 )\d)/.test(target) ? condition.replace(/^was\b/, 'were') : condition;
}
