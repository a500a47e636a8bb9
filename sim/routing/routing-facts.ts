/** What the result says of routing: the facts of its parts, in the result's order. */
import { lookUpFacts } from './metadata-client.js';
import { mapFacts } from './router.js';

export const routingFacts = [...mapFacts, ...lookUpFacts] as const;
