/** What a tenant's client does where the tenant is silent is under `parameters.client`. */
import { expect, test } from 'vitest';
import { smallRegion, tenantText } from '../../small-region.js';

const clientOf = (client: object, parameters: object) =>
  smallRegion({ tenants: { a: tenantText({ client }) }, parameters: { client: parameters } }).tenants[0].client;

test('a tenant that says nothing follows the parameters', () => {
  const parameters = { instances: 3, attempts: 7, timeout: '2s', backoff: '1ms', quotaTokens: 9, quotaTransient: 2 };
  expect(clientOf({}, parameters)).toMatchObject({
    instances: 3,
    attemptsMax: 7,
    requestTimeoutNs: 2e9,
    connectTimeoutNs: 250e6,
    backoffBaseNs: 1e6,
    throttleBackoffBaseNs: 1e9,
    retryQuota: { tokens: 9, costTransient: 2, costThrottled: 5 },
  });
});

test('what a tenant says of itself holds, also within its quota', () => {
  const said = { instances: 2, attempts: 5, timeout: '3s', quota: { tokens: 8 } };
  expect(clientOf(said, { instances: 3, attempts: 7, timeout: '2s', quotaTokens: 9, quotaThrottled: 6 })).toMatchObject(
    {
      instances: 2,
      attemptsMax: 5,
      requestTimeoutNs: 3e9,
      retryQuota: { tokens: 8, costTransient: 14, costThrottled: 6 },
    },
  );
});

test('the mode legacy backs off alike after throttles and errors, and has no quota', () => {
  expect(clientOf({ retries: 'legacy' }, { backoff: '3ms', legacyAttempts: 2 })).toMatchObject({
    attemptsMax: 2,
    backoffBaseNs: 3e6,
    throttleBackoffBaseNs: 3e6,
    retryQuota: null,
  });
});
