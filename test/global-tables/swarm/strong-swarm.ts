/**
 * Tables whose regions agree, under the same faults as global tables: each region writes and reads strongly, and what the
 * checks of a run say must hold; in the end every region has of every item the version with the highest number.
 */
import fc from 'fast-check';
import { run } from '../../../sim/run.js';
import { violations } from '../../small-region.js';
import { regionsWith, writerText } from '../two-regions.js';
import { anyRegionSwarm, type RegionSwarm } from './region-swarm.js';

export interface StrongSwarm extends RegionSwarm {
  readonly hasWitness: boolean;
}

export const anyStrongSwarm: fc.Arbitrary<StrongSwarm> = fc
  .tuple(
    anyRegionSwarm.filter(({ regions }) => regions === 3),
    fc.boolean(),
  )
  .map(([swarm, hasWitness]) => ({ ...swarm, hasWitness }));

const names = ['a', 'b', 'c'] as const;
const writesUntil = '14s';

/** In words; none where everything held. */
export function strongProblems({
  seed,
  partitions,
  items,
  perSecond,
  capacity,
  faults,
  hasWitness,
}: StrongSwarm): string[] {
  const served = hasWitness ? names.slice(0, 2) : names;
  const mix = { getItem: '40%', putItem: '60%' };
  const load = {
    arrivals: { poisson: `${perSecond}/s` },
    stop: writesUntil,
    keys: { zipfian: 0.9 },
    reads: 'strong',
    mix,
  };
  const units = capacity === null ? {} : { capacity: { read: capacity, write: capacity } };
  const witness = hasWitness ? { witness: 'c' } : {};
  const result = run(
    regionsWith(names, {
      ...{ seed, duration: '40s', faults },
      tenants: Object.fromEntries(served.map((name) => [`of-${name}`, writerText(name, load)])),
      tables: {
        t: {
          regions: served,
          ...witness,
          consistency: 'strong',
          partitions,
          items: { count: items, size: '1KB' },
          ...units,
        },
      },
      parameters: { globalTables: { timeout: '500ms', backoffMax: '500ms' } },
    }),
  );
  const { changesSent, changesApplied, changesSuperseded, changesWaiting, writesOverruled } = result.globalTables;
  const settled = changesApplied + changesSuperseded + changesWaiting;
  return [
    ...violations(result),
    ...(changesWaiting === 0 ? [] : [`${changesWaiting} changes wait at the end`]),
    ...(changesSent === settled ? [] : [`${changesSent} changes sent, and ${settled} settled or waiting`]),
    ...(writesOverruled === 0 ? [] : [`${writesOverruled} writes lost to another region's`]),
  ];
}
