/** How the requests of a class ended and what they took. Of each row: issued = all endings + unfinished. */
import { type CountsOf, countsOf, type Fact } from '../protocol/facts.js';
import { endingFacts, requestFacts } from '../protocol/request.js';

/** In the result's order. What a request took counts as it is taken, whether the request has ended or not. */
export const outcomeFacts = [
  { name: 'issued', unit: 'count', about: 'requests issued' },
  ...endingFacts,
  { name: 'unfinished', unit: 'count', about: 'requests still under way when the run ended' },
  ...requestFacts,
] as const satisfies readonly Fact[];

export type OutcomeCounts = CountsOf<typeof outcomeFacts>;
export const noOutcomes = (): OutcomeCounts => countsOf(outcomeFacts);

/** By the numbers of `outcome`. */
export const endings = endingFacts.map(({ name }) => name);

type EndingCounts = Readonly<CountsOf<typeof endingFacts>>;
export const endedOf = (counts: EndingCounts) => endings.reduce((sum, name) => sum + counts[name], 0);
export const failedOf = (counts: EndingCounts) => endedOf(counts) - counts.succeeded;
