import { expect, test } from 'vitest';
import { RetryQuota } from '../../sim/workload/retry-quota.js';

const quota = () => new RetryQuota({ tokens: 500, costTransient: 14, costThrottled: 5 }, 1);

const retriesUntilEmpty = (bucket: RetryQuota, isThrottle: boolean) => {
  let retries = 0;
  while (bucket.take(isThrottle) >= 0) retries++;
  return retries;
};

test('a retry after a throttle is cheaper than one after a transient error', () => {
  expect(retriesUntilEmpty(quota(), false)).toBe(35);
  expect(retriesUntilEmpty(quota(), true)).toBe(100);
});

test('a success gives back what its retry took, or one token, and never more than the bucket holds', () => {
  const bucket = quota();
  retriesUntilEmpty(bucket, false);
  expect(bucket.take(true)).toBe(5);
  expect(bucket.take(true)).toBe(5);
  expect(bucket.take(true)).toBe(-1);
  bucket.refund(14);
  expect(bucket.take(false)).toBe(14);
  for (let success = 0; success < 5; success++) bucket.refund(0);
  expect(bucket.take(true)).toBe(5);
  for (let success = 0; success < 10_000; success++) bucket.refund(0);
  expect(retriesUntilEmpty(bucket, false)).toBe(35);
});
