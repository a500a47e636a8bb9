/** What routers answered one tenant, in the batches in which its requests were issued, for intervals of availability. */
import { emptyBatches } from './latency-batches.js';

export class AnswerBatches {
  readonly requests = emptyBatches();
  readonly errors = emptyBatches();
}

/** The sum of several tenants'. */
export function addAnswers(parts: readonly AnswerBatches[]): Record<'requests' | 'errors', number[]> {
  const sumOf = (name: 'requests' | 'errors') =>
    Array.from(emptyBatches(), (_, batch) => parts.reduce((sum, part) => sum + part[name][batch], 0));
  return { requests: sumOf('requests'), errors: sumOf('errors') };
}
