/**
 * The SDK client of a tenant as people write it. What it does where the tenant is silent is in `parameters.client`, see
 * workload/client-parameters.ts. `legacy` is what older SDKs did: more retries, one base of back-off, no quota. `none`
 * asks once.
 */
import type { z } from 'zod';
import type { Parameters } from '../parameters/parameters.js';
import { eitherOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, duration } from '../quantities/units.js';
import type { ClientSpec } from '../scenario.js';
import { failoverOf, failoverSchema } from './schema-failover.js';

const instancesMax = 100_000;
const attemptsMax = 100;
const quotaTokensMax = 1_000_000;

/** What `parameters.client` says of it holds where a tenant leaves it out. */
const time = (about: string) => quantity(duration).optional().describe(about);
const timeout = (about: string) => quantity(duration, { min: 1 }).optional().describe(about);
const tokens = (about: string) => quantity(count, { max: quotaTokensMax }).optional().describe(about);

const quota = mapping(
  {
    tokens: tokens('in a full bucket, one bucket an instance (default 500)'),
    transient: tokens('cost of a retry after a time-out or a server error (default 14)'),
    throttled: tokens('cost of a retry after a throttle (default 5)'),
  },
  'a mapping with tokens, transient and throttled',
);

export const clientSchema = mapping(
  {
    instances: quantity(count, { min: 1, max: instancesMax })
      .optional()
      .describe('independent clients, spread over the zones, each with its own retry quota (default 12)'),
    retries: oneWord(['none', 'legacy', 'standard', 'adaptive']).default('standard').describe('retry mode of the SDK'),
    attempts: quantity(count, { min: 1, max: attemptsMax }).optional().describe('in all, the first included'),
    timeout: timeout('of one attempt (default 1s)'),
    connectTimeout: timeout('until a router that does not answer is given up (default 250ms)'),
    backoff: time('base of the exponential back-off after a transient error (default 25ms)'),
    throttleBackoff: time('base of the back-off after a throttle (default 1s, legacy 25ms)'),
    backoffCap: time('no back-off is longer (default 20s)'),
    quota: eitherOf('none, or a mapping with tokens, transient and throttled', [oneWord(['none']), quota])
      .optional()
      .describe('retry quota; none for the modes none and legacy'),
    hedgeAfter: eitherOf('none, or a duration such as "50ms"', [oneWord(['none']), quantity(duration, { min: 1 })])
      .default('none')
      .describe('a second attempt is sent when the first has not answered after this'),
    failover: failoverSchema
      .optional()
      .describe('when clients of a table in several regions go to another one (default: they stay with the nearest)'),
  },
  'a mapping such as {retries: standard, timeout: 1s}',
);

export type ClientText = z.output<typeof clientSchema>;

type ClientParameters = Parameters['client'];

export function clientOf(text: ClientText, { client: defaults, failover }: Parameters): ClientSpec {
  const { retries } = text;
  return {
    instances: text.instances ?? defaults.instances,
    retries,
    attemptsMax: text.attempts ?? attemptsOf(retries, defaults),
    requestTimeoutNs: text.timeout ?? defaults.timeout,
    connectTimeoutNs: text.connectTimeout ?? defaults.connectTimeout,
    backoffBaseNs: text.backoff ?? defaults.backoff,
    throttleBackoffBaseNs: text.throttleBackoff ?? (retries === 'legacy' ? defaults.backoff : defaults.throttleBackoff),
    backoffCapNs: text.backoffCap ?? defaults.backoffCap,
    retryQuota: quotaOf(text, defaults),
    hedgeAfterNs: text.hedgeAfter === 'none' ? null : text.hedgeAfter,
    ...(text.failover === undefined ? {} : { failover: failoverOf(text.failover, failover) }),
  };
}

function attemptsOf(retries: ClientText['retries'], { attempts, legacyAttempts }: ClientParameters): number {
  if (retries === 'none') return 1;
  return retries === 'legacy' ? legacyAttempts : attempts;
}

function quotaOf({ retries, quota }: ClientText, defaults: ClientParameters): ClientSpec['retryQuota'] {
  const hasQuota = retries === 'standard' || retries === 'adaptive';
  const chosen = quota ?? (hasQuota ? {} : 'none');
  if (chosen === 'none') return null;
  return {
    tokens: chosen.tokens ?? defaults.quotaTokens,
    costTransient: chosen.transient ?? defaults.quotaTransient,
    costThrottled: chosen.throttled ?? defaults.quotaThrottled,
  };
}
