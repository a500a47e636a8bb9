/** A tenant as people write it: one customer's load on one table, and the SDK client that sends it. */
import type { z } from 'zod';
import { type OperationName, requestNames } from '../../protocol/operations.js';
import { countDistribution } from '../quantities/distribution-format.js';
import { addMismatch, eitherOf, line, mapping, oneWord, quantity, sharesProblem } from '../quantities/forms.js';
import { moment, share } from '../quantities/units.js';
import { arrivalsSchema, profileSchema } from './schema-arrivals.js';
import { clientSchema } from './schema-client.js';
import { keysSchema } from './schema-keys.js';
import { ycsbNames } from './ycsb.js';

const shareOfRequests = quantity(share).optional().describe('of the requests that are this operation');
const mix = mapping(
  {
    getItem: shareOfRequests,
    putItem: shareOfRequests,
    updateItem: shareOfRequests,
    deleteItem: shareOfRequests,
    query: shareOfRequests,
    readModifyWrite: shareOfRequests,
  } satisfies Record<OperationName, unknown>,
  'a mapping from operations to shares, such as {getItem: 80%, putItem: 20%}',
).transform((shares, ctx) => {
  const entries = requestNames.map((operation) => ({ operation, share: shares[operation] ?? 0 }));
  const problem = sharesProblem(entries.map((entry) => entry.share));
  if (problem) addMismatch(ctx, problem);
  return entries.filter((entry) => entry.share > 0);
});

const reads = eitherOf('eventual, strong, or a mapping such as {strong: 30%}', [
  oneWord(['eventual', 'strong']).transform((word) => (word === 'strong' ? 1 : 0)),
  mapping(
    { strong: quantity(share).describe('of the reads that are strong; the rest are eventual') },
    'a mapping such as {strong: 30%}',
  ).transform((given) => given.strong),
]);

export const tenantSchema = mapping(
  {
    table: line('the name of a table', 64).optional().describe('the only table where there is one'),
    region: line('the name of a region', 64)
      .optional()
      .describe('where its clients are, which go to the nearest copy of the table (default: where its table is)'),
    ycsb: oneWord(ycsbNames).optional().describe('core workload of YCSB: sets mix, keys, reads and itemsPerQuery'),
    arrivals: arrivalsSchema.describe('such as {poisson: 8k/s} or {closed: {workers: 100, think: 10ms}}'),
    profile: profileSchema.default([]).describe('changes of the arrival rate; overlapping factors multiply'),
    mix: mix.optional().describe('shares of operations, summing to 100% (default 80% getItem, 20% putItem)'),
    reads: reads.optional().describe('consistency of getItem and query (default eventual)'),
    keys: keysSchema.optional().describe('key popularity (default uniform)'),
    itemsPerQuery: countDistribution
      .optional()
      .describe('items that one query reads (default 10); more than 1 MiB of them are several requests'),
    client: clientSchema.prefault({}).describe('the SDK client: retries, time-outs, hedging'),
    start: quantity(moment).prefault('0s').describe('arrivals begin'),
    stop: quantity(moment).optional().describe('arrivals end (default: with the run)'),
  },
  'a mapping with arrivals, such as {arrivals: {poisson: 1k/s}}',
);

export type TenantText = z.output<typeof tenantSchema>;
