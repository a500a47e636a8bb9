/**
 * Writes that lost to a concurrent one, counted anew from what the regions committed: a version that is not the winner of its
 * item, and that no other was made in the place of. Changes come in the order in which they were sent here, as all times are
 * constant; clocks are read coarsely, so that many versions have equal stamps.
 */
import { expect, test } from 'vitest';
import type { StampedVersion } from '../../sim/protocol/stamped-version.js';
import { run } from '../../sim/run.js';
import { regionsWith, writerText } from './two-regions.js';

const nameOf = (item: number, stampNs: number, region: number) => `${item}: ${stampNs} of ${region}`;

test.each(['1us', '20ms', '100ms'])('with clocks that are read to %s', (clockTick) => {
  const versions: StampedVersion[] = [];
  const tenants = Object.fromEntries(['a', 'b'].map((name) => [`of-${name}`, writerText(name, { stop: '18s' })]));
  const scenario = regionsWith(['a', 'b'], {
    ...{ duration: '20s', tenants },
    tables: { t: { regions: ['a', 'b'], partitions: 1, items: { count: 30, size: '1KB' } } },
    parameters: { globalTables: { clockTick } },
  });
  const result = run(scenario, { observers: [{ versionWritten: (_clock, version) => versions.push({ ...version }) }] });
  const replaced = new Set(versions.map((each) => nameOf(each.item, each.replacedStampNs, each.replacedRegion)));
  const winners = new Map<number, StampedVersion>();
  for (const version of versions) {
    const best = winners.get(version.item);
    const wins =
      best === undefined ||
      version.stampNs > best.stampNs ||
      (version.stampNs === best.stampNs && version.region > best.region);
    if (wins) winners.set(version.item, version);
  }
  const lost = versions.filter(
    (each) => winners.get(each.item) !== each && !replaced.has(nameOf(each.item, each.stampNs, each.region)),
  );
  expect(result.globalTables.writesOverruled).toBe(lost.length);
  expect(lost.length).toBeGreaterThan(100);
});
