/** What is said of splits and moves alike, whoever asked for them. */
import type { Fact } from '../protocol/facts.js';

export const changeFacts = [
  { name: 'givenUp', unit: 'count', about: 'splits and moves that were given up' },
  { name: 'underWay', unit: 'count', about: 'splits and moves that the end of the run found unfinished' },
] as const satisfies readonly Fact[];
