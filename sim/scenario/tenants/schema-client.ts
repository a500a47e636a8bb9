/**
 * The SDK client of a tenant. Defaults are the AWS SDKs' standard mode for DynamoDB as of 2026 (facts 4.1): 4 attempts,
 * 25 ms base, 1,000 ms base after a throttle, cap 20 s, and a retry quota of 500 tokens at 14 and 5 a retry. `legacy` is
 * what older SDKs did: 10 retries, one base, no quota. `none` asks once.
 */
import type { z } from 'zod';
import { eitherOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, duration } from '../quantities/units.js';
import type { ClientSpec } from '../scenario.js';

const instancesMax = 100_000;
const attemptsMax = 100;
const quotaTokensMax = 1_000_000;

const time = quantity(duration);
const tokens = quantity(count, { max: quotaTokensMax });
const wait = (about: string) => time.optional().describe(about);

const quota = mapping(
  {
    tokens: tokens.prefault(500).describe('in a full bucket, one bucket an instance'),
    transient: tokens.prefault(14).describe('cost of a retry after a time-out or a server error'),
    throttled: tokens.prefault(5).describe('cost of a retry after a throttle'),
  },
  'a mapping with tokens, transient and throttled',
);

export const clientSchema = mapping(
  {
    instances: quantity(count, { min: 1, max: instancesMax })
      .prefault(12)
      .describe('independent clients, spread over the zones, each with its own retry quota'),
    retries: oneWord(['none', 'legacy', 'standard', 'adaptive']).default('standard').describe('retry mode of the SDK'),
    attempts: quantity(count, { min: 1, max: attemptsMax }).optional().describe('in all, the first included'),
    timeout: quantity(duration, { min: 1 }).prefault('1s').describe('of one attempt'),
    connectTimeout: quantity(duration, { min: 1 }).prefault('250ms'),
    backoff: wait('base of the exponential back-off after a transient error (default 25ms)'),
    throttleBackoff: wait('base of the back-off after a throttle (default 1s, legacy 25ms)'),
    backoffCap: wait('no back-off is longer (default 20s)'),
    quota: eitherOf('none, or a mapping with tokens, transient and throttled', [oneWord(['none']), quota])
      .optional()
      .describe('retry quota; none for the modes none and legacy'),
    hedgeAfter: eitherOf('none, or a duration such as "50ms"', [oneWord(['none']), quantity(duration, { min: 1 })])
      .default('none')
      .describe('a second attempt is sent when the first has not answered after this'),
  },
  'a mapping such as {retries: standard, timeout: 1s}',
);

export type ClientText = z.output<typeof clientSchema>;

const attemptsByMode = { none: 1, legacy: 11, standard: 4, adaptive: 4 };
const standardQuota = { tokens: 500, transient: 14, throttled: 5 };

export function clientOf(text: ClientText): ClientSpec {
  const { retries } = text;
  const hasQuota = retries === 'standard' || retries === 'adaptive';
  const chosenQuota = text.quota ?? (hasQuota ? standardQuota : 'none');
  return {
    instances: text.instances,
    retries,
    attemptsMax: text.attempts ?? attemptsByMode[retries],
    requestTimeoutNs: text.timeout,
    connectTimeoutNs: text.connectTimeout,
    backoffBaseNs: text.backoff ?? 25e6,
    throttleBackoffBaseNs: text.throttleBackoff ?? (retries === 'legacy' ? 25e6 : 1e9),
    backoffCapNs: text.backoffCap ?? 20e9,
    retryQuota:
      chosenQuota === 'none'
        ? null
        : {
            tokens: chosenQuota.tokens,
            costTransient: chosenQuota.transient,
            costThrottled: chosenQuota.throttled,
          },
    hedgeAfterNs: text.hedgeAfter === 'none' ? null : text.hedgeAfter,
  };
}
