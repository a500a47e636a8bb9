/**
 * Versions of a global table are judged in batches; whatever their order, number and ties, the winner is the one that the
 * rule names, found anew here in plain words. A copy that has another one is reported.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConvergenceCheck } from '../../sim/checkers/convergence.js';
import { VersionBuffer } from '../../sim/protocol/stamped-version.js';

const items = 40;
const clock = { nowNs: 0, eventsProcessed: 0 };
const copies = [0, 1].map((table) => ({ table, region: table, isAdded: false }));

/** `found`: by item, the write that both copies have. */
function verdictOf(versions: readonly VersionBuffer[], found: ReadonlyMap<number, number>) {
  const check = new ConvergenceCheck([{ copies, loaded: items, tracked: items }], {
    read: (_table, item) => found.get(item) ?? 0,
    unanswered: () => [],
    isFilled: () => true,
    groupOf: () => 0,
    regionName: String,
  });
  for (const version of versions) check.versionWritten(clock, version);
  return check.results()[0];
}

const version = fc
  .record({ item: fc.nat(items - 1), stampNs: fc.nat(20), region: fc.nat(1) })
  .map((drawn) => Object.assign(new VersionBuffer(), { ...drawn, table: drawn.region }));
// As many as three batches, and less than one.
const lengths = [0, 1, 50, 1023, 1024, 1025, 3000];

test.each(lengths)('the winner of each item is found among %i versions', (length) => {
  fc.assert(
    fc.property(fc.array(version, { minLength: length, maxLength: length, size: 'max' }), (versions) => {
      const winners = new Map<number, VersionBuffer>();
      for (const [index, each] of versions.entries()) {
        each.writeId = index + 1;
        const best = winners.get(each.item);
        const isLater = best === undefined || each.stampNs > best.stampNs;
        if (isLater || (each.stampNs === best.stampNs && each.region > best.region)) winners.set(each.item, each);
      }
      const right = new Map([...winners].map(([item, { writeId }]) => [item, writeId]));
      expect(verdictOf(versions, right).violations).toBe(0);
      const [some] = winners.keys();
      if (some === undefined) return;
      const wrong = new Map(right).set(some, right.get(some)! - 1);
      expect(verdictOf(versions, wrong).violations).toBe(copies.length);
    }),
    { numRuns: 5 },
  );
});
