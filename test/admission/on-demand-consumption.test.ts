/** The limit of an on-demand table follows what was consumed, once; a refusal of its partitions consumes nothing. */
import { expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { runSmallRegion, tenantText } from '../small-region.js';

const run = (capacity: object, changes: object) =>
  runSmallRegion({
    duration: '120s',
    seriesWindow: '1s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 2 } },
    tables: { t: { partitions: 4, items: { count: 1000, size: '100B' }, capacity, splitting: false } },
    ...changes,
  });
const writes = (changes: object) => tenantText({ mix: { putItem: '100%' }, ...changes });
const limits = ({ series }: Result) => series.tables[0].provisionedWriteUnits;

test('reports that are sent again because answers come late count once', () => {
  const result = run(
    { mode: 'on-demand', read: 100, write: 700 },
    {
      tenants: { a: writes({ arrivals: { constant: '300/s' } }) },
      faults: [
        {
          kind: 'network-delay',
          target: 'all admission servers',
          direction: 'outbound',
          at: '10s',
          for: '60s',
          delay: '300ms',
        },
      ],
      parameters: { admission: { onDemandScaleTime: '60s' } },
    },
  );
  // Twice 300/s is less than it takes anyway.
  expect(Math.max(...limits(result))).toBe(700);
});

test('units that a partition refuses do not raise the limit', () => {
  const result = run(
    { mode: 'on-demand', read: 100, write: 600 },
    {
      tenants: { a: writes({ arrivals: { constant: '550/s' }, keys: { single: 7 } }) },
      parameters: { admission: { onDemandScaleTime: '60s', partitionWriteUnits: 50 } },
    },
  );
  expect(Math.max(...limits(result))).toBe(600);
});

test('nor do they use up the tokens of the table', () => {
  const { usage } = run(
    { mode: 'global', read: 100, write: 400 },
    {
      tenants: {
        hot: writes({ arrivals: { constant: '2k/s' }, keys: { single: 7 } }),
        even: writes({ arrivals: { poisson: '100/s' } }),
      },
      parameters: { admission: { partitionWriteUnits: 100 } },
    },
  );
  // A quarter of the keys share the hot one's partition.
  const even = usage.find(({ tenant }) => tenant === 'even')!;
  expect(even.throttledShare).toBeGreaterThan(0.2);
  expect(even.throttledShare).toBeLessThan(0.27);
  const { TableWriteProvisionedThroughputExceeded: byTable = 0, TableWriteKeyRangeThroughputExceeded: byPartition } =
    even.throttledAttempts;
  expect(byTable / byPartition).toBeLessThan(0.02);
});
