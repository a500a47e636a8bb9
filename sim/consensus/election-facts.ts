/** What the result says of leadership: the facts of its parts, in the result's order. */
import type { CountsOf } from '../protocol/facts.js';
import { candidacyFacts } from './election.js';
import { questionFacts } from './gray-failure-question.js';
import { suspicionFacts } from './suspicion.js';

export const electionFacts = [...suspicionFacts, ...questionFacts, ...candidacyFacts] as const;

export type ElectionFacts = CountsOf<typeof electionFacts>;
