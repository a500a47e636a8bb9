/**
 * A write that waits for its item is one version, though its router takes the wait for silence and sends it again: 40
 * requests a second of which 40 % read, of one item whose writes take some 55 ms each, and a line of them of half a second.
 */
import { expect, test } from 'vitest';
import { run } from '../../../sim/run.js';
import { violations } from '../../small-region.js';
import { regionsWith, writerText } from '../two-regions.js';

const regions = ['us-east-1', 'us-east-2', 'us-west-2'];

test('it is one version', () => {
  const versionsOf = new Map<number, Set<number>>();
  let answered = 0;
  const mix = { getItem: '40%', putItem: '60%' };
  const load = { arrivals: { poisson: '40/s' }, reads: 'strong', mix, client: { retries: 'none' } };
  const result = run(
    regionsWith(regions, {
      ...{ seed: 5, duration: '20s' },
      tables: { t: { regions, consistency: 'strong', partitions: 1, items: { count: 1, size: '1KB' } } },
      tenants: { west: writerText('us-west-2', load) },
      parameters: {},
      faults: [
        { kind: 'leader-handover', target: 'leader of t in us-west-2/0', at: '4s' },
        { kind: 'region-outage', target: 'us-west-2', at: '8s', for: '4s' },
      ],
    }),
    {
      observers: [
        {
          versionWritten: (_clock, { writeId, stampNs: version }) =>
            void versionsOf.set(writeId, new Set([...(versionsOf.get(writeId) ?? []), version])),
          requestFinished: (_clock, { isWrite }, winner) => {
            if (isWrite && winner !== null) answered++;
          },
        },
      ],
    },
  );
  expect(violations(result)).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  expect([...versionsOf.values()].filter(({ size }) => size > 1)).toEqual([]);
});
