/** When a tenant's clients go to another region, as people write it; unsaid times are those of `parameters.failover`. */
import type { z } from 'zod';
import { type FailoverSpec, requestsLookedAtMax } from '../../workload/failover/region-choice.js';
import type { Parameters } from '../parameters/parameters.js';
import { booleanWord, eitherOf, line, listOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, duration } from '../quantities/units.js';

/** More than anybody runs in. */
const regionsMax = 100;
const requests = quantity(count, { min: 1, max: requestsLookedAtMax });
const among = 'failures among the last requests, such as {failures: 10, of: 20}';

export const failoverSchema = mapping(
  {
    order: eitherOf('nearest, or a list of regions, such as [us-east-1, eu-west-1]', [
      oneWord(['nearest']),
      listOf(line('the name of a region', 64), 2, regionsMax, 'regions, the preferred one first'),
    ])
      .default('nearest')
      .describe('where clients go: to the first that is well, of the nearest first or of a fixed order'),
    after: eitherOf(`a count of failed requests in a row, such as 5, or ${among}`, [
      requests,
      mapping(
        {
          failures: requests.describe('that failed'),
          of: requests.describe('that ended last in the region'),
        },
        `a mapping of ${among}`,
      ),
    ])
      .optional()
      .describe(
        'a client instance leaves its region after so many failed requests (default parameters.failover.failures, in a row)',
      ),
    back: quantity(duration)
      .optional()
      .describe('and comes back when the region has answered all health checks for so long (default 60s)'),
    repeat: booleanWord
      .default(false)
      .describe('whether a request that failed is made once more in the region that its client has gone to'),
  },
  'a mapping such as {order: nearest, after: 5, back: 60s}',
);

export type FailoverText = z.output<typeof failoverSchema>;

export function failoverOf(text: FailoverText, defaults: Parameters['failover']): FailoverSpec {
  const after = text.after ?? defaults.failures;
  return {
    order: text.order === 'nearest' ? null : text.order,
    ...(typeof after === 'number' ? { failures: after, of: after } : after),
    backNs: text.back ?? defaults.back,
    repeats: text.repeat,
  };
}
