/**
 * A mistake on the command line or in the files it names, other than in a scenario: ScenarioError has those, with lines.
 */
import { getSystemErrorMap } from 'node:util';

export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** One line each. */
  constructor(readonly problems: string | readonly string[]) {
    super([problems].flat().join('; '));
  }
}

/** Why the system refused, such as "permission denied (EACCES)"; throws whatever the system did not say. */
export function reasonOf(error: unknown): string {
  const errno = error instanceof Error && 'errno' in error ? Number(error.errno) : 0;
  const [code, words] = getSystemErrorMap().get(errno) ?? [];
  if (code === undefined) throw error;
  return `${words} (${code})`;
}

/** Such as EACCES; undefined of whatever the system did not say. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
