/** What a request waited for is what it asks: a write for replicas that have it, a strong read for another region's word. */
import { expect, test } from 'vitest';
import { storyOf } from '../../../reports/explain/story.js';
import type { ExemplarRow } from '../../../sim/request-time.js';
import { resultFixture } from '../fixture.js';

const waited: ExemplarRow = {
  ...{ keptAs: 'slowest', tenant: 'storefront', operation: 'putItem', consistency: 'write', partition: 'orders/7' },
  ...{ item: 42, startedS: 40.5, latencyMs: 100, outcome: 'succeeded', attempts: 1 },
  tries: [
    {
      ...{ number: 1, router: 'router-1', node: 'storage-1', silentNode: null, reason: null, answer: 'ok' },
      ...{ fromMs: 0, toMs: 100, spans: [{ stage: 'quorumWait', fromMs: 0, toMs: 100 }] },
    },
  ],
};

test.each([
  [waited, 'until enough replicas of orders/7 had the write'],
  [
    { ...waited, operation: 'getItem', consistency: 'strong' } as const,
    'until another region had said what is the newest version in orders/7',
  ],
])('$0.operation', (exemplar, what) => {
  expect(storyOf(resultFixture({ faults: [] }), exemplar).steps).toEqual([{ tookMs: 100, what, because: null }]);
});
