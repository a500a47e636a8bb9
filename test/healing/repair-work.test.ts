/** What the repair of bad copies costs grows as they do, whether they wait for their turn, for a good copy or for their node. */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

/** How often a run looks at whether a copy is damaged, and what it found. */
function looks(faults: readonly object[]) {
  const run = new Run(
    smallRegion({
      duration: '12s',
      tables: { t: { partitions: 1, items: { count: 4000, size: '1KB' } } },
      tenants: { a: tenantText({ mix: { getItem: '100%' }, arrivals: { poisson: '5/s' } }) },
      parameters: {
        scrub: { enabled: true, period: '4s' },
        // A page in 50 ms or so, 64 at once.
        replication: { catchUpBandwidth: '160KB/s' },
      },
      faults,
    }),
  );
  const damage = run.service.storage.reads.damage!;
  const { of } = damage;
  let count = 0;
  damage.of = (...which) => {
    count++;
    return of.apply(damage, which);
  };
  while (!run.advance());
  return { count, integrity: run.finish().integrity };
}

const rot = (target: string, items: number) => ({ kind: 'bit-rot', target, items, at: '1s' });

test.each([
  { wait: 'for their turn', faults: [rot('follower 1 of t/0', 2000)], repaired: 2000 },
  { wait: 'for a good copy, and there is none', faults: [rot('r', 4000)], repaired: 0 },
  {
    wait: 'for their node',
    // Scrub has found them all when it dies, and its repairs are under way.
    faults: [
      rot('follower 1 of t/0', 2000),
      { kind: 'host-crash', target: 'follower 1 of t/0', at: '4.7s', for: '7s' },
    ],
    repaired: null,
  },
])('copies that wait $wait are looked at a few times each', ({ faults, repaired }) => {
  const { count, integrity } = looks(faults);
  if (repaired !== null) expect(integrity.repairedCopies).toBe(repaired);
  else expect(integrity.damagedAtEnd).toBeGreaterThan(1000);
  expect(integrity.foundOnRead + integrity.foundOnTransfer + integrity.foundByScrub).toBe(integrity.damagedCopies);
  // As they are drawn, found, tried and copied; every other event would make it a thousand times each.
  expect(count).toBeLessThan(20 * integrity.damagedCopies);
});
