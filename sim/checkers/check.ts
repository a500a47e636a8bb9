/** A verdict on one property: it holds, it is violated (with a witness), or nothing was examined. */
export interface Check {
  readonly property: string;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly examined: number;
  readonly witness: string | null;
}

export function verdictOf(property: string, examined: number, witness: string | null): Check {
  const verdict = witness !== null ? 'violated' : examined === 0 ? 'unknown' : 'holds';
  return { property, verdict, examined, witness };
}
