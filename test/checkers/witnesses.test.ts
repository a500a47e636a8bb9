/** What a violation says is in the words of the results: partitions by their names, times in seconds. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

test('a partition that was lost is called by its name, at its time, with what went', () => {
  const result = run(
    smallRegion({
      duration: '8s',
      tables: {
        other: { partitions: 1, items: { count: 10 } },
        t: { partitions: 1, items: { count: 1, size: '1KB' } },
      },
      tenants: { a: tenantText({ table: 't', mix: { putItem: '100%' }, stop: '1s' }) },
      faults: [{ kind: 'disk-failure', target: 'r', at: '2s', for: '1s' }],
    }),
  );
  const witness = violations(result).find((each) => each.startsWith('durability: '));
  expect(witness).toMatch(/^durability: t\/0 lost its last copy at 2 s, and \d+ committed writes with it$/);
});
