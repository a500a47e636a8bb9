/**
 * A mistake on the command line or in the files it names, other than in a scenario: ScenarioError has those, with lines.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Why the system refused, such as "permission denied (EACCES)". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const sentence = error.message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*)?$/, '');
  return `${sentence} (${String(error.code)})`;
}
