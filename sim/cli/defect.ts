/** Our own bug, with all that is needed to see it again; and what a run found out of its user's mistakes. */

import { shellWord } from '../../reports/shell-word.js';
import { LimitError } from '../engine/limits/limit-error.js';
import { version } from '../version.js';
import { UsageError } from './usage-error.js';

export interface DefectContext {
  readonly scenario: string;
  readonly seed: number;
  readonly timeNs: number;
  readonly events: number;
  /** The words of a command line that ends the same way. */
  readonly line: readonly string[];
}

class Defect extends Error {
  override readonly name = 'Defect';

  constructor(
    cause: unknown,
    readonly context: DefectContext,
  ) {
    super('a run broke down', { cause });
  }
}

/** Whatever breaks in `act` is a defect, except what the user can mend. */
export async function blaming<T>(context: () => DefectContext, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { scenario, timeNs } = context();
    if (!(cause instanceof LimitError)) throw new Defect(cause, context());
    throw new UsageError(`${scenario}: the run ended at ${timeNs / 1e9} s, where it needed ${cause.message}`);
  }
}

/** `line` is the command line, for an error that knows no more. */
export function defectReport(error: unknown, line: readonly string[]): string[] {
  const isInRun = error instanceof Defect;
  const cause = isInRun ? error.cause : error;
  const stack = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
  const facts = isInRun
    ? [
        `  scenario      ${error.context.scenario}`,
        `  seed          ${error.context.seed}`,
        `  virtual time  ${error.context.timeNs / 1e9} s, after ${error.context.events} events`,
      ]
    : [];
  const words = isInRun ? error.context.line : line;
  return [
    'This is a bug in dynamosim, not a mistake of yours.',
    `  version       ${version}`,
    ...facts,
    `  reproduce     ${['dynamosim', ...words.map(shellWord)].join(' ')}`,
    ...stack.split('\n'),
  ];
}
