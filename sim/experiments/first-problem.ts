import type { z } from 'zod';

/** What is wrong with plain data, in words: the first of it, since the rest often follows. `whole` names all of it. */
export function firstProblem({ issues: [issue] }: z.ZodError, whole: string): string {
  return `${issue.path.join('.') || whole}: ${issue.message}`;
}
