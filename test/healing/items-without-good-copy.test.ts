/** Items of which every copy is rotten: the archive has them if it has their version; without one it is told that none can. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

const items = 40;
const rot = { kind: 'bit-rot', target: 'r', items, at: '3s' };
const reader = { mix: { getItem: '100%' }, arrivals: { poisson: '20/s' } };

const region = (parameters: Text, tenant: Text = reader, ...faults: Text[]) =>
  run(
    smallRegion({
      duration: '30s',
      tables: { t: { partitions: 1, items: { count: items, size: '1KB' } } },
      tenants: { a: tenantText(tenant) },
      faults: [rot, ...faults],
      parameters: { scrub: { enabled: true, period: '10s' }, ...parameters },
    }),
  );
const failed = ({ outcomes }: ReturnType<typeof region>) => outcomes.reduce((sum, each) => sum + each.serverErrors, 0);

test('each is read from the archive, and the other copies are made of it', () => {
  const result = region({ archive: { enabled: true } });
  const { fetchedCopies, ...integrity } = result.integrity;
  expect(integrity).toMatchObject({ damagedCopies: 3 * items, repairedCopies: 3 * items, damagedAtEnd: 0 });
  expect(integrity.itemsWithoutGoodCopy).toBe(0);
  expect(fetchedCopies).toBeGreaterThanOrEqual(items);
  expect(violations(result)).toEqual([]);
});

test('without an archive they stay as they are, and how many is told', () => {
  const result = region({});
  expect(result.integrity).toMatchObject({ fetchedCopies: 0, repairedCopies: 0, itemsWithoutGoodCopy: items });
  expect(failed(result)).toBeGreaterThan(100);
  expect(violations(result)).toEqual([]);
});

test('while the store is away, or has not the version yet, they wait for it', () => {
  const away = { kind: 'object-store-outage', target: 'r', at: '2s', for: '10s' };
  const { integrity } = region({ archive: { enabled: true, timeout: '1s' } }, reader, away);
  expect(integrity).toMatchObject({ damagedAtEnd: 0, itemsWithoutGoodCopy: 0 });
  expect(integrity.longestToRepairMs).toBeGreaterThan(9000);
  const writer = { mix: { putItem: '100%' }, arrivals: { poisson: '100/s' }, stop: '2.9s' };
  const young = region({ archive: { enabled: true, segmentAge: '15s' } }, writer).integrity;
  expect(young).toMatchObject({ damagedAtEnd: 0, itemsWithoutGoodCopy: 0 });
  expect(young.longestToRepairMs).toBeGreaterThan(12_000);
});
