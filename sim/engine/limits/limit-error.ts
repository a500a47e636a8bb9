/**
 * A run that asks for more of something than it may hold: neither a bug of ours nor an outcome of the model, but a scenario
 * that is too large, which could not be known before it ran. Whoever runs it tells its user what there was too much of, and
 * what would need less.
 */
import { grouped } from './grouped-digits.js';

export class LimitError extends Error {
  override readonly name = 'LimitError';

  constructor(
    /** What there is too much of, such as "requests at once". */
    what: string,
    max: number,
    /** What the user can change, such as "a lower load". */
    remedy: string,
  ) {
    super(`more than ${grouped(max)} ${what}; ${remedy}`);
  }
}
