/**
 * Which items a tenant asks for. Zipfian is YCSB's default, exponent 0.99 with the ranks scrambled over the key space
 * (Cooper et al., Benchmarking cloud serving systems with YCSB, SoCC 2010).
 */

import { z } from 'zod';
import { eitherOf, exactlyOneOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, plainNumber, share } from '../quantities/units.js';
import type { KeySpec } from '../scenario.js';

export const ycsbExponent = 0.99;

const exponent = quantity(plainNumber, { min: 0.01, max: 5 });
const zipfian = eitherOf('an exponent such as 0.99, or a mapping with exponent and scrambled', [
  exponent.transform((value) => ({ exponent: value, scrambled: true })),
  mapping(
    {
      exponent: exponent.prefault(ycsbExponent).describe('how much the popular are preferred'),
      scrambled: z.boolean({ error: 'true or false' }).default(true).describe('spread the ranks over the key space'),
    },
    'a mapping with exponent and scrambled',
  ),
]);
const hotspot = mapping(
  {
    share: quantity(share).describe('of the requests that go to the hot items'),
    of: quantity(share, { isAboveZero: true }).describe('of the items that are hot'),
  },
  'a mapping with share and of, such as {share: 80%, of: 20%}',
);

const byWord = oneWord(['uniform', 'zipfian', 'latest', 'sequential']).transform((word): KeySpec => {
  if (word === 'zipfian') return { kind: 'zipfian', exponent: ycsbExponent, scrambled: true };
  if (word === 'latest') return { kind: 'latest', exponent: ycsbExponent };
  return { kind: word };
});
const byMapping = exactlyOneOf(
  {
    zipfian: zipfian.describe('rank r is asked for with weight r^-exponent'),
    hotspot: hotspot.describe('`share` of the requests go to the first `of` of the items'),
    latest: exponent.describe('zipfian over age: the newest item is the most popular'),
    single: quantity(count).describe('the number of the one item, from 0'),
  },
  {},
).transform(({ zipfian: ranks, hotspot: spot, latest, single }): KeySpec => {
  if (ranks) return { kind: 'zipfian', ...ranks };
  if (spot) return { kind: 'hotspot', ...spot };
  if (latest !== undefined) return { kind: 'latest', exponent: latest };
  if (single !== undefined) return { kind: 'single', item: single };
  throw new Error('keys of no kind got past their schema');
});

export const keysSchema = eitherOf(
  'uniform, zipfian, latest, sequential, or a mapping with exactly one of zipfian, hotspot, latest, single',
  [byWord, byMapping],
);
